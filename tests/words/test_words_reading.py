"""A Word document as rows and columns."""

import io

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from app import words
from app.sheets import SheetRefused
from tests.uploads import files


def saved(document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def table(document, *rows: tuple[str, ...]):
    made = document.add_table(rows=0, cols=len(rows[0]))
    for texts in rows:
        for cell, text in zip(made.add_row().cells, texts, strict=True):
            cell.text = text
    return made


def rows_of(data: bytes) -> list[tuple[int, dict[str, str]]]:
    return [
        (row.number, {letter: cell.value for letter, cell in row.cells.items()})
        for row in words.read(data).sheets[0].rows
    ]


def raw(inside: str) -> bytes:
    return files.docx(inside=inside)


def cell(text: str, properties: str = "") -> str:
    run = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{run}</w:tc>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def test_rows_are_counted_from_the_first_table_that_can_be_a_list():
    document = docx.Document()
    table(document, ("LIÊN ĐOÀN LAO ĐỘNG", "CỘNG HÒA"), ("CĐCS", "Độc lập"))
    document.add_paragraph("DANH SÁCH\nGiai đoạn 2")
    document.add_paragraph("")
    table(document, ("A", "B", "C"), ("1", "hai\ndòng", "ba"))
    document.add_paragraph("Khối tiểu học")
    table(document, ("x", "", "z"))
    assert rows_of(saved(document)) == [
        (-3, {"A": "LIÊN ĐOÀN LAO ĐỘNG", "B": "CỘNG HÒA"}),
        (-2, {"A": "CĐCS", "B": "Độc lập"}),
        (-1, {"A": "DANH SÁCH"}),
        (0, {"A": "Giai đoạn 2"}),
        (1, {"A": "A", "B": "B", "C": "C"}),
        (2, {"A": "1", "B": "hai\ndòng", "C": "ba"}),
        (3, {"A": "Khối tiểu học"}),
        (4, {"A": "x", "C": "z"}),
    ]


def test_addresses_are_letters_and_numbers():
    document = docx.Document()
    table(document, ("A", "B", "C"), ("1", "2", "3"))
    row = words.read(saved(document)).sheets[0].rows[1]
    assert [c.address for c in row.cells.values()] == ["A2", "B2", "C2"]
    assert {c.kind for c in row.cells.values()} == {"text"}


def test_merged_cells():
    document = docx.Document()
    made = table(document, ("A", "", "C"), ("1", "2", "3"), ("", "5", "6"), ("x", "y", "z"))
    made.cell(0, 0).merge(made.cell(0, 1))
    made.cell(1, 0).merge(made.cell(2, 0))
    sheet = words.read(saved(document)).sheets[0]
    assert sorted(sheet.merged) == ["A1:B1", "A2:A3"]
    assert [sorted(row.cells) for row in sheet.rows] == [
        ["A", "C"],
        ["A", "B", "C"],
        ["B", "C"],
        ["A", "B", "C"],
    ]


def test_edges_that_were_dragged_make_no_columns():
    dragged = (
        f"<w:tr>{cell('a')}{cell('b', span(2))}{cell('c')}</w:tr>"
        f"<w:tr>{cell('1', span(2))}{cell('2')}{cell('3')}</w:tr>"
        f"<w:tr>{cell('Trường', span(4))}</w:tr>"
        f"<w:tr>{cell('x', span(3))}{cell('y')}</w:tr>"
    )
    sheet = words.read(raw(f"<w:tbl>{dragged}</w:tbl>")).sheets[0]
    said = [{a: c.value for a, c in row.cells.items()} for row in sheet.rows]
    assert said == [
        {"A": "a", "B": "b", "C": "c"},
        {"A": "1", "B": "2", "C": "3"},
        {"A": "Trường"},
        {"A": "x", "C": "y"},
    ]
    assert sheet.merged == ["A3:C3", "A4:B4"]


def test_what_the_page_does_not_show_is_not_read():
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    hidden = run.format("<w:rPr><w:vanish/></w:rPr>", "ẩn")
    shown = run.format('<w:rPr><w:vanish w:val="0"/></w:rPr>', "hiện")
    deleted = "<w:del><w:r><w:delText>xóa</w:delText></w:r></w:del>"
    added = f"<w:ins>{run.format('', ' thêm')}</w:ins>"
    moved = f"<w:moveFrom>{run.format('', 'dời')}</w:moveFrom>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('x')}{cell('y')}{cell('z')}</w:tr>"
    kept = f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell('1')}{cell('2')}{cell('3')}</w:tr>"
    data = raw(f"<w:p>{hidden}{shown}{deleted}{added}{moved}</w:p><w:tbl>{gone}{kept}</w:tbl>")
    first, second = words.read(data).sheets[0].rows
    assert first.cells["A"].value == "hiện thêm"
    assert (second.number, second.hidden, len(second.cells)) == (1, True, 3)


def test_a_table_in_a_cell_is_its_text():
    inner = f"<w:tbl><w:tr>{cell('trong')}{cell('bảng')}</w:tr></w:tbl><w:p/>"
    outer = f"<w:tr>{cell('a')}<w:tc>{inner}</w:tc>{cell('c')}</w:tr>"
    assert rows_of(raw(f"<w:tbl>{outer}</w:tbl>")) == [
        (1, {"A": "a", "B": "trong\nbảng", "C": "c"})
    ]


def test_tabs_breaks_and_fields():
    document = docx.Document()
    run = document.add_paragraph().add_run("một")
    run.add_tab()
    run.add_text("hai")
    instruction = OxmlElement("w:instrText")
    instruction.text = "PAGE"
    instruction.set(qn("xml:space"), "preserve")
    run._r.append(instruction)
    assert rows_of(saved(document)) == [(1, {"A": "một hai"})]


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (files.docx({"word/vbaProject.bin": b"x"}), "macros", "macro"),
        (raw('<w:altChunk w:id="r1"/>'), "embedded", "nhúng"),
        (raw(files.field("DDEAUTO x")), "dde", "trường"),
        (raw("<w:p/>"), "empty", "không có nội dung"),
        (raw(f"<w:tbl><w:tr>{cell('x') * 101}</w:tr></w:tbl>"), "too_many_rows", "100 cột"),
        (files.docx({"word/document.xml": b"<broken"}), "damaged", "hỏng"),
        (files.docx({"word/document.xml": files.BILLION_LAUGHS + files.body()}), "damaged", "hỏng"),
        (b"", "empty", "không có nội dung"),
    ],
)
def test_what_is_refused_and_why(data, code, said):
    with pytest.raises(SheetRefused) as refused:
        words.read(data)
    assert refused.value.code == code
    assert said in refused.value.message


def test_a_link_that_loads_is_refused():
    links = files.links(("attachedTemplate", "http://evil.example/t.dotm", "External"))
    with pytest.raises(SheetRefused, match="external"):
        words.read(files.docx({"word/_rels/document.xml.rels": links}))


def test_a_document_is_written_for_paper():
    document = words.Document()
    document.line("Đơn vị: A", bold=True)
    made = document.table([1, 2, 3])
    made.heading(["STT", "Tên", "Số"])
    made.row(["1", "Hải\x00", "=1+1"])
    data = document.to_bytes()
    assert rows_of(data)[1:] == [
        (1, {"A": "STT", "B": "Tên", "C": "Số"}),
        (2, {"A": "1", "B": "Hải", "C": "=1+1"}),
    ]
    section = docx.Document(io.BytesIO(data)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
