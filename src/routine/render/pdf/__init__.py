"""The week on paper: one page to hang up, the cards of each session, and where it all comes from."""

from __future__ import annotations

from routine.render.pdf.fonts import missing_glyphs, register
from routine.render.pdf.page import handout

__all__ = ["handout", "missing_glyphs", "register"]
