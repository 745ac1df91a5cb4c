"""Whose list it is."""

import pytest

from app.units import Unit, UnitAlias, likely_units, list_unit, named_units, spelling
from tests.world import NOW


@pytest.mark.parametrize(
    ("line", "name", "like"),
    [
        ("Cty TNHH May An Bình", "CĐCS Công ty TNHH May An Bình", 2),
        ("Cty CP Cơ khí Hoà Phát Tài", "Công đoàn cơ sở Công ty Cổ phần Cơ khí Hòa Phát Tài", 2),
        ("CONG TY TNHH MAY AN BINH", "CĐCS Công ty TNHH May An Bình", 2),
        (
            "CĐ Công ty TNHH MTV Cấp nước TP. Huế",
            "Cty TNHH một thành viên Cấp nước thành phố Huế",
            2,
        ),
        ("LĐLD quận Gò Vấp", "Liên đoàn Lao động quận Gò Vấp", 2),
        ("May An Bình", "CĐCS Công ty TNHH May An Bình", 1),
        ("Công ty CP May An Bình", "CĐCS Công ty TNHH May An Bình", 0),
        ("Công ty TNHH May An Bính", "CĐCS Công ty TNHH May An Bình", 0),
        ("Công ty TNHH May An Bình 2", "CĐCS Công ty TNHH May An Bình", 0),
        ("Công đoàn cơ sở", "CĐCS Công ty TNHH May An Bình", 0),
    ],
)
def test_names_spelt_otherwise(line, name, like):
    assert spelling(line).likeness(spelling(name)) == like
    assert spelling(name).likeness(spelling(line)) == like


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("CĐCS Công ty TNHH May Hoà Bình", "cs-a11"),
        ("cty tnhh may hòa bình", "cs-a11"),
        ("Trường Tiểu học Lê Lợi", "cs-a12"),
        ("Bệnh viện Tây Sơn", None),  # a sibling's
        ("Hợp tác xã Nam Hà", None),  # another province's
        ("Công ty TNHH May Hòa Bình Minh", None),
        (None, None),
    ],
)
def test_a_line_finds_a_unit_of_the_subtree_only(as_unit, line, code):
    with as_unit("huyen-a1"):
        found = list_unit(line, within=Unit.by_code("huyen-a1"))
        assert (found.code if found else None) == code


def test_two_of_a_name_are_unclear(as_unit):
    with as_unit("huyen-a1"):
        upper = Unit.by_code("huyen-a1")
        for code, name in (("m1", "CĐCS Xưởng Mộc Đông"), ("m2", "CĐCS Công ty Xưởng Mộc Đông")):
            upper.open_child(code=code, name=name, kind="grassroots", by=None, at=NOW)
        assert list_unit("Công đoàn Xưởng Mộc Đông", within=upper).code == "m1", "the closer one"
        Unit.by_code("m2").rename("Công đoàn cơ sở Xưởng Mộc Đông", by=None, at=NOW)
        assert list_unit("Xưởng Mộc Đông", within=upper) is None


def test_an_old_name_and_a_closed_unit(as_unit):
    with as_unit("huyen-a1"):
        upper, unit = Unit.by_code("huyen-a1"), Unit.by_code("cs-a11")
        unit.rename("CĐCS Công ty CP Dệt Đông Sơn", by=None, at=NOW)
        assert list_unit("Cty TNHH May Hòa Bình", within=upper) is unit
        unit.close(by=None, at=NOW)
        assert list_unit("Cty TNHH May Hòa Bình", within=upper) is None


def test_a_grassroots_unions_own_list(as_unit):
    with as_unit("cs-a11"):
        unit = Unit.by_code("cs-a11")
        assert list_unit(None, within=unit) is unit
        assert list_unit("Công ty TNHH May Hòa Bình", within=unit) is unit
        assert list_unit("Trường Tiểu học Lê Lợi", within=unit) is None


def test_likely_units_come_first_and_the_unit_itself_last(as_unit):
    with as_unit("huyen-a1"):
        upper = Unit.by_code("huyen-a1")
        likely = likely_units("Trường mầm non Lê Lợi", within=upper)
        assert [unit.code for unit in likely] == ["cs-a12", "cs-a11", "huyen-a1"]
        likely = likely_units("Xí nghiệp may Hòa Bình", within=upper)
        assert [unit.code for unit in likely] == ["cs-a11", "cs-a12", "huyen-a1"]
        assert len(likely_units(None, within=upper, most=2)) == 2


TEXTS = [
    "CĐCS Công ty TNHH May Hoà Bình",
    "cty tnhh may hòa bình",
    "Trường Tiểu học Lê Lợi",
    "Truong Tieu hoc Le Loi",
    "Bệnh viện Tây Sơn",
    "Hợp tác xã Nam Hà",
    "Công ty TNHH May Hòa Bình Minh",
    "Cty TNHH Dệt cũ",
    "…",
]


def test_many_texts_at_once_are_understood_as_one_by_one(as_unit, statements):
    with as_unit("huyen-a1"):
        upper = Unit.by_code("huyen-a1")
        UnitAlias.remember(Unit.by_code("cs-a12"), "Công ty TNHH Dệt cũ")
        one_by_one = {text: list_unit(text, within=upper) for text in TEXTS}
        assert one_by_one["Cty TNHH Dệt cũ"].code == "cs-a12"
        statements.clear()
        assert named_units([*TEXTS, *TEXTS, "", " "], upper) == one_by_one
        assert len(statements) <= 5
        statements.clear()
        assert named_units([], upper) == {}
        assert not statements


def test_many_texts_of_which_two_units_bear_one(as_unit):
    with as_unit("huyen-a1"):
        upper = Unit.by_code("huyen-a1")
        for code in ("m1", "m2"):
            upper.open_child(code=code, name="CĐCS Xưởng Mộc", kind="grassroots", by=None, at=NOW)
        texts = ["CĐCS Xưởng Mộc", "Xưởng Mộc"]
        assert named_units(texts, upper) == dict.fromkeys(texts)
