"""A canvas that knows what it draws: headings, lists, tables and pictures, in reading order, for whoever listens to a page.

The library writes no structure of its own. What is drawn here inside `marked` becomes an element of the document's tree; all else is
an artifact, which is what a reader's program skips. "Tagged", not "PDF/UA": no validator has judged it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObjectReference, PDFString
from reportlab.pdfgen.canvas import Canvas

Box = tuple[float, float, float, float]
FAMILIES = {"LI": "L", "TR": "Table"}  # children that follow one another belong into one parent


@dataclass
class Element:
    """A piece of the document. `marks`: its own content as (page, number on the page); `alt`: words for a picture."""

    kind: str
    inside: list[Element] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    alt: str = ""
    box: Box | None = None


class Tagged(Canvas):  # type: ignore[misc]  # the library brings no types
    """A canvas with a tree of what is drawn on it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._tree = Element("Document")
        self._open = [self._tree]
        self._drawing = False  # inside content that is marked already
        self._owners: list[list[Element]] = [[]]  # of each page: who owns its marks, by number
        super().__init__(*args, **options)

    @contextmanager
    def within(self, kind: str) -> Iterator[None]:
        """Everything drawn meanwhile belongs to one element."""
        element = Element(kind)
        self._open[-1].inside.append(element)
        self._open.append(element)
        yield
        self._open.pop()

    @contextmanager
    def marked(self, kind: str, *, alt: str = "", box: Box | None = None) -> Iterator[None]:
        """What is drawn meanwhile is the content of one element. Inside another it is part of that one."""
        if self._drawing:
            yield
            return
        owners = self._owners[-1]
        element = Element(kind, marks=[(len(self._owners) - 1, len(owners))], alt=alt, box=box)
        self._open[-1].inside.append(element)
        self.addLiteral(f"/{kind} <</MCID {len(owners)}>> BDC")
        owners.append(element)
        self._drawing = True
        yield
        self._drawing = False
        self.addLiteral("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn meanwhile says nothing: lines, frames, page numbers."""
        if self._drawing:
            yield
            return
        self.addLiteral("/Artifact BMC")
        self._drawing = True
        yield
        self._drawing = False
        self.addLiteral("EMC")

    def showPage(self) -> None:  # noqa: N802 - the library's name
        super().showPage()
        self._owners.append([])

    def save(self) -> None:
        """Write the tree behind the pages."""
        self._owners.pop()  # of the page after the last
        catalog = self._doc.Catalog
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.StructTreeRoot = _Tree(self._doc, self._tree, self._owners).root
        for number in range(len(self._owners)):
            page = self._doc.idToObject[f"Page{number + 1}"]
            page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, PDFName("S")
        super().save()


class _Tree:
    """The tree as objects of the file."""

    def __init__(self, document: Any, tree: Element, owners: Sequence[Sequence[Element]]) -> None:
        self.document, self.made = document, dict[int, Any]()
        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        self.root = document.Reference(root)
        root["K"] = PDFArray([self._element(tree, self.root)])
        numbers: list[Any] = []
        for page, marks in enumerate(owners):
            numbers += [page, document.Reference(PDFArray([self.made[id(element)] for element in marks]))]
        root["ParentTree"] = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))

    def _element(self, element: Element, parent: Any) -> Any:
        kind = {"S": PDFName(element.kind), "P": parent}
        made = PDFDictionary(kind)
        reference = self.made[id(element)] = self.document.Reference(made)
        if element.marks:
            page, number = element.marks[0]
            made["Pg"], made["K"] = PDFObjectReference(f"Page{page + 1}"), number
        else:
            made["K"] = PDFArray([self._element(child, reference) for child in grouped(element)])
        if element.alt:
            made["Alt"] = PDFString(element.alt)
        if element.box:
            box = PDFArray([round(v, 1) for v in element.box])
            made["A"] = PDFDictionary({"O": PDFName("Layout"), "Placement": PDFName("Block"), "BBox": box})
        return reference


def grouped(parent: Element) -> list[Element]:
    """Return what is inside an element, with lines of a list, and rows of a table, that follow one another put into one; empty
    ones fall away."""
    found: list[Element] = []
    for element in parent.inside:
        if not element.marks and not grouped(element):
            continue
        family = FAMILIES.get(element.kind, parent.kind)
        if family == parent.kind:
            found.append(element)
        elif found and found[-1].kind == family:
            found[-1].inside.append(element)
        else:
            found.append(Element(family, [element]))
    return found
