"""The invented content: unique, exact, repeatable, and nobody out of the dispatches."""

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

import pytest

from app.demo import invented
from app.demo.invented_time import HOUSE
from app.demo.phrases import data

DISPATCH_PEOPLE = (
    "Huỳnh Ngọc Thiện",
    "Phạm Văn Tài",
    "Nguyễn Đức Thế",
    "Trần Kim Long",
    "Lê Thị Sương Mai",
    "Phan Quốc Thắng",
    "Nguyễn Thị Ngọc Tú",
)
PAIRS = [
    (1, "enterprise"), (1, "school"), (1, "union"), (2, "enterprise"), (3, "office"),
    (3, "commune"), (4, "school"), (4, "hospital"), (5, "commune"), (5, "enterprise"),
]  # fmt: skip
KINDS = ("enterprise", "school", "hospital", "office", "commune", "union")
UNTIL = datetime(2023, 3, 6, 10, 0, tzinfo=HOUSE)


def run(seed: int, each: int = 610) -> list[invented.InventedInitiative]:
    """As many initiatives of every pair, from one generator but iterators of their own."""
    rng = Random(seed)
    return [i for g, k in PAIRS for i in islice(invented.initiatives(rng, g, k), each)]


@pytest.fixture(scope="module")
def thousands() -> list[invented.InventedInitiative]:
    return run(7)


@pytest.fixture(scope="module")
def crowd() -> list[invented.InventedPerson]:
    return list(islice(invented.people(Random(3)), 8_000))


@pytest.fixture(scope="module")
def gia_lam() -> list[invented.InventedUnit]:
    return invented.gia_lam_units(Random(1))


def is_clean(text: str) -> bool:
    """Composed, no unfilled slot or tag, no double space, no shouting."""
    shouting = re.search(r"\b[^\W\d_]{4,}\b", text) and text.isupper()
    loud = [w for w in re.findall(r"[^\W\d_]{4,}", text) if w.isupper() and w not in LOUD]
    return (
        unicodedata.is_normalized("NFC", text)
        and not re.search(r"[{}\[\]|]|  |\.\.| [,.;]", text)
        and text == text.strip()
        and not shouting
        and not loud
    )


LOUD = {"CĐCS", "THCS", "UBND", "HĐND", "QLDA", "VHTT", "GDĐT", "TNHH"}


def test_initiatives_do_not_repeat(thousands):
    assert len(thousands) >= 6_000
    assert len({(i.title, i.summary) for i in thousands}) == len(thousands)
    assert len({i.title for i in thousands}) > 0.6 * len(thousands)


def test_initiatives_share_one_memory_when_asked():
    seen: set[str] = set()
    rng = Random(5)
    made = [i for g, k in PAIRS for i in islice(invented.initiatives(rng, g, k, seen=seen), 60)]
    assert len({i.title for i in made}) == len(made)


def test_lengths(thousands):
    assert all(25 <= len(i.title) <= 140 for i in thousands)
    assert all(150 <= len(i.summary) <= 1_900 for i in thousands)
    long = sum(len(i.summary) > 700 for i in thousands)
    assert 0.005 < long / len(thousands) < 0.06


def test_the_text_is_clean(thousands):
    assert [i for i in thousands if not (is_clean(i.title) and is_clean(i.summary))] == []
    assert all(i.title[0].isupper() for i in thousands)


def test_no_word_stands_twice_in_a_row(thousands):
    double = re.compile(r"\b([^\W\d_]{2,} [^\W\d_]+) \1\b", re.IGNORECASE)
    assert [i.title for i in thousands if double.search(i.title)] == []


def test_benefits_are_rare_skewed_and_round(thousands):
    claimed = sorted(i.benefit_claimed for i in thousands if i.benefit_claimed is not None)
    assert 0.05 < len(claimed) / len(thousands) < 0.3
    assert claimed[0] >= 3_000_000
    assert 500_000_000 < claimed[-1] <= 5_000_000_000
    assert sum(claimed) / len(claimed) > 1.5 * claimed[len(claimed) // 2]
    assert all(c % 100_000 == 0 for c in claimed)


def test_every_group_at_every_kind_of_unit_has_something_to_say():
    for group in range(1, 6):
        for kind in KINDS:
            assert next(invented.initiatives(Random(1), group, kind)).title


def test_a_sector_keeps_to_itself():
    assert invented.sector_of("Công ty TNHH May An Bình") == "garment"
    assert invented.sector_of("Công ty CP Cơ khí Hòa Phát Tài") == "mechanical"
    made = islice(invented.initiatives(Random(1), 2, "enterprise", "garment"), 200)
    assert not any("lò gas" in i.title or "rau" in i.title for i in made)


def test_the_same_seed_gives_the_same_world(crowd):
    assert run(11, 40) == run(11, 40)
    assert run(11, 40) != run(12, 40)
    assert list(islice(invented.people(Random(3)), 50)) == crowd[:50]
    assert invented.gia_lam_units(Random(4)) == invented.gia_lam_units(Random(4))
    assert invented.go_vap_units(Random(4)) == invented.go_vap_units(Random(4))


def test_people(crowd):
    assert len({p.phone for p in crowd}) == len(crowd)
    assert all(re.fullmatch(r"0[35789]\d0\d{6}", p.phone) for p in crowd)
    numbers = [p.id_number for p in crowd if p.id_number]
    assert len(set(numbers)) == len(numbers) > 0.5 * len(crowd)
    assert {len(n) for n in numbers} == {9, 12}
    assert all((p.birth_date is None) != (p.birth_year is None) for p in crowd)
    years = {p.birth_date.year if p.birth_date else p.birth_year for p in crowd}
    assert (min(years), max(years)) >= (1962, 1963)
    assert max(years) <= 2002
    families = Counter(p.full_name.split()[0] for p in crowd)
    assert 0.27 < families["Nguyễn"] / len(crowd) < 0.36
    assert max(len(p.full_name.split()) for p in crowd) >= 5


def test_nobody_out_of_the_dispatches(crowd, thousands, gia_lam):
    texts = [p.full_name for p in crowd]
    texts += [f"{i.title} {i.summary}" for i in thousands]
    texts += [u.name for u in gia_lam + invented.go_vap_units(Random(1))]
    texts += invented.officer_names.values()
    everything = "\n".join(texts)
    assert [name for name in DISPATCH_PEOPLE if name in everything] == []


def test_names_are_clean(crowd, gia_lam):
    assert all(is_clean(p.full_name) for p in crowd)
    assert all(is_clean(u.name) for u in gia_lam + invented.go_vap_units(Random(1)))
    officers = invented.officer_names
    assert len(set(officers.values())) == len(officers) >= 38


def test_firms_and_schools_do_not_repeat():
    firms = list(islice(invented.enterprise_names(Random(2)), 1_500))
    schools = list(islice(invented.school_names(Random(2)), 400))
    assert len(set(firms)) == len(firms)
    assert len(set(schools)) == len(schools)


def test_gia_lam_adds_up_to_the_printed_table(gia_lam):
    facts = data("facts.json")["gia_lam"]
    counts = Counter(u.block for u in gia_lam)
    assert counts == {"xa-thi-tran": 22, "hcsn": 20, "truong-hoc": 72, "doanh-nghiep": 159}
    assert len({u.code for u in gia_lam}) == len({u.name for u in gia_lam}) == 273
    schools = [u.member_count for u in gia_lam if u.block == "truong-hoc"]
    assert sum(schools) == 3_474
    assert all(n % 2 == 0 and 20 <= n <= 90 for n in schools)
    named = {r["name"]: r for r in facts["rules"] if r["rule"] == "named"}
    assert {u.name for u in gia_lam} >= set(named)
    for key, school_part, small in (
        ("total", 3_474, 2), ("stage_1", 1_737, 1), ("stage_2", 1_737, 1),
    ):  # fmt: skip
        block_4 = 152 * small + sum(r[key] for r in named.values())
        assert block_4 == facts["computed"]["block_4"][key]
        rest = 42 * small + school_part
        assert rest == facts["computed"]["left_for_blocks_1_to_3"][key]
        assert block_4 + rest == facts["printed_total"][key]


def test_the_other_computed_totals_hold():
    facts = data("facts.json")
    rows = facts["ninh_binh"]["rows"]
    assert [sum(r[n] or 0 for r in rows) for n in range(1, 5)] == facts["ninh_binh"][
        "computed_total"
    ]
    stage = facts["go_vap"]["stage_2"]
    assert stage["valid"] + stage["pending"] == stage["registered"]
    assert stage["quota"] - stage["registered"] == stage["remaining"]
    can_tho = facts["can_tho"]
    assert can_tho["total"] - can_tho["stage_2"]["target"] == can_tho["stage_1_implied"]


def test_go_vap():
    units = invented.go_vap_units(Random(9))
    assert len(units) == len({u.code for u in units}) == len({u.name for u in units}) == 46
    by_code = {u.code: u.name for u in units}
    assert by_code["may-an-binh"] == "Công ty TNHH May An Bình"
    assert by_code["hoa-phat-tai"] == "Công ty CP Cơ khí Hòa Phát Tài"
    assert max(len(u.name) for u in units) > 90


@pytest.mark.parametrize("total", [0, 1, 46, 341, 1_226, 2_725])
def test_spread_sums_exactly(total):
    counts = invented.spread(Random(total), total, [1, 4, 0, 2] * 12)
    assert sum(counts) == total
    assert min(counts) >= 0
    assert all(c == 0 for c in counts[2::4])
    assert 0 in counts[0::4] + counts[1::4] + counts[3::4]


def test_spread_refuses_what_cannot_be_shared():
    with pytest.raises(ValueError, match="weights"):
        invented.spread(Random(1), 5, [0, 0])


def test_moments_crowd_the_last_weeks():
    since = datetime(2022, 6, 1, tzinfo=HOUSE)
    moments = invented.days_before(Random(1), since, UNTIL, 1_000)
    assert len(moments) == 1_000
    assert moments == sorted(moments)
    assert since <= moments[0]
    assert moments[-1] <= UNTIL
    assert 0.6 < sum(m >= UNTIL - timedelta(days=22) for m in moments) / 1_000 < 0.75
    assert all(m.weekday() < 5 and 7 <= m.hour < 17 for m in moments)
    assert str(moments[0].tzinfo) == "Asia/Ho_Chi_Minh"


def test_moments_take_dates_and_short_windows():
    until = datetime(2023, 3, 5, 3, 0, tzinfo=UTC)  # a Sunday
    short = invented.days_before(Random(1), until - timedelta(hours=2), until, 30)
    assert len(short) == 30
    assert all(until - timedelta(hours=2) <= m <= until for m in short)
    assert len(invented.days_before(Random(1), UNTIL.date(), UNTIL, 9)) == 9
    with pytest.raises(ValueError, match="aware"):
        invented.days_before(Random(1), UNTIL.date(), UNTIL.replace(tzinfo=None), 1)
