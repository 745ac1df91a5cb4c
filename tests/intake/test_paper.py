"""What is no list, and what a list's file is called."""

import pytest

from app.intake.paper import ListFile
from app.intake.reading import ListRefused
from tests.intake.lists import paper


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"khong phai bang tinh", "not_a_spreadsheet"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old_format"),
        (paper("May An Bình", 0), "no_rows"),
        (paper("May An Bình", 20_001), "too_many_rows"),
    ],
    ids=["empty", "words", "old", "no rows", "too many rows"],
)
def test_no_list(data, code):
    with pytest.raises(ListRefused) as refused:
        ListFile.read(data, "ds.xlsx")
    assert refused.value.code == code
    assert refused.value.message


def test_a_file_keeps_a_short_name():
    file = ListFile.read(paper("May"), "C:\\Tài liệu\\" + "a" * 200 + ".xlsx")
    assert len(file.filename) == 120
    assert file.filename.endswith("a.xlsx")
