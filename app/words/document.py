"""Building .docx files that print well: A4 landscape, paragraphs and tables."""

import io
import re
from collections.abc import Sequence

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

FONT = "Times New Roman"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_USABLE = 297 - 2 * 15
"""Millimetres between the margins."""


class Document:
    """A document in Times New Roman; tables are written row by row."""

    def __init__(self) -> None:
        self._document = docx.Document()
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(15)
        section.top_margin = section.bottom_margin = Mm(15)
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(12)
        style.paragraph_format.space_after = Pt(2)

    def line(
        self, text: str, *, bold: bool = False, italic: bool = False, align: str = "left"
    ) -> None:
        """A paragraph; `align` is left, center or right."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        run = paragraph.add_run(_clean(text))
        run.bold, run.italic = bold, italic

    def table(self, widths: Sequence[float]) -> "Table":
        """A table at this place; `widths` of its columns, of whatever unit."""
        return Table(self._document, widths)

    def to_bytes(self) -> bytes:
        """The finished .docx file."""
        target = io.BytesIO()
        self._document.save(target)
        return target.getvalue()


class Table:
    """A table with borders whose headings print on each page."""

    def __init__(self, document: "docx.document.Document", widths: Sequence[float]) -> None:
        self._table = document.add_table(rows=0, cols=len(widths))
        self._table.style = "Table Grid"
        self._table.autofit = False
        self._widths = [Mm(_USABLE * width / sum(widths)) for width in widths]

    def heading(self, texts: Sequence[str]) -> None:
        """A bold, centred row that is repeated on each page."""
        row = self._row(texts, bold=True)
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def row(self, texts: Sequence[str]) -> None:
        self._row(texts)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Join cells of rows that are written; both count from 0."""
        self._table.cell(top, left).merge(self._table.cell(bottom, right))

    def _row(self, texts: Sequence[str], *, bold: bool = False) -> "docx.table._Row":
        row = self._table.add_row()
        for cell, text, width in zip(row.cells, texts, self._widths, strict=True):
            cell.width = width
            if text:
                paragraph = cell.paragraphs[0]
                run = paragraph.add_run(_clean(text))
                run.bold = bold
                if bold:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return row


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)
