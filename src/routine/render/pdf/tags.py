"""A canvas that knows what it draws: headings, lists, tables and pictures, in reading order, for whoever listens to a page.

The library writes no structure of its own. What is drawn here inside `marked` becomes an element of the document's tree; all else is
an artifact, which is what a reader's program skips. "Tagged", not "PDF/UA": no validator has judged it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObject, PDFObjectReference, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

Box = tuple[float, float, float, float]
FAMILIES = {"LI": "L", "TR": "Table"}  # children that follow one another belong into one parent


class _Small:
    """Says of a stream that it was made smaller: page by page, in a third of the time the library takes, so that no page is kept twice."""

    pdfname = "FlateDecode"

    def encode(self, content: bytes) -> bytes:
        return content


SMALL = _Small()


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
        page = self._doc.Pages.pages[-1]
        page.Contents, page.stream = PDFStream(filters=[SMALL], content=zlib.compress(page.stream.encode(), 4)), None
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


class _Row(PDFObject):  # type: ignore[misc]
    """An object of the file in words of ours: the library's own dictionaries take five times as long, and there are hundreds."""

    __RefOnly__ = 1

    def __init__(self, *words: Any) -> None:
        self.words = words

    def format(self, document: Any) -> bytes:
        return b" ".join(word if isinstance(word, bytes) else word.format(document) for word in self.words)


class _Tree:
    """The tree as objects of the file."""

    def __init__(self, document: Any, tree: Element, owners: Sequence[Sequence[Element]]) -> None:
        self.document, self.made = document, dict[int, Any]()
        root = _Row()
        self.root = document.Reference(root)
        top = self._element(tree, self.root)
        numbers: list[Any] = []
        for page, marks in enumerate(owners):
            row = _Row(b"[", *(self.made[id(element)] for element in marks), b"]")
            numbers += [str(page).encode(), document.Reference(row)]
        parents = document.Reference(_Row(b"<< /Nums [", *numbers, b"] >>"))
        root.words = (b"<< /Type /StructTreeRoot /K [", top, b"] /ParentTree", parents, b">>")

    def _element(self, element: Element, parent: Any) -> Any:
        made = _Row()
        reference = self.made[id(element)] = self.document.Reference(made)
        words: list[Any] = [f"<< /S /{element.kind} /P".encode(), parent]
        if element.marks:
            page, number = element.marks[0]
            words += [b"/Pg", PDFObjectReference(f"Page{page + 1}"), f"/K {number}".encode()]
        else:
            words += [b"/K [", *(self._element(child, reference) for child in grouped(element)), b"]"]
        if element.alt:
            words += [b"/Alt", PDFString(element.alt)]
        if element.box:
            box = " ".join(f"{v:.1f}" for v in element.box)
            words.append(f"/A << /O /Layout /Placement /Block /BBox [{box}] >>".encode())
        made.words = (*words, b">>")
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
