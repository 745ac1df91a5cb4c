"""Copies are found and lookalikes left alone, on the half of the labelled set that only judges."""

import sys
from random import Random

import pytest

from app.similar import likeness
from app.similar.finding import Finder
from app.similar.likeness import Said
from tests.similar.pairs import Half

TEXT = (
    "Cải tiến cữ gá may túi hộp quần kaki",
    "Thợ mới hay may lệch 2 ly. Tôi làm cữ gá bằng nhựa mica có khe dẫn, đặt chồng lên thân quần.",
)


@pytest.fixture(scope="module")
def judged():
    """Of each pair of the half: what was done, whether it is a copy, whether it is found."""
    half, rng = Half.named("judging"), Random(20230306)
    common = likeness.commonplaces([likeness.grams(*t) for t in half.background(rng, 2000)])
    return [(kind, copy, found(one, other, common)) for kind, copy, one, other in half.pairs(rng)]


def said(title, summary):
    return Said.of(title, summary, frozenset())


def found(one, other, common=frozenset()):
    """Whether the worker would write them down: near by their digests, alike by their texts."""
    texts = [Said.of(*text, common) for text in (one, other)]
    first, second = likeness.digests(texts)
    near = list(Finder({1: first}).near(second))
    return bool(near) and likeness.likeness(*texts) >= likeness.ENOUGH


def test_copies_are_found_and_lookalikes_are_not(judged):
    copies = [hit for _kind, copy, hit in judged if copy]
    others = [hit for _kind, copy, hit in judged if not copy]
    recall, alarms = sum(copies) / len(copies), sum(others) / len(others)
    said = f"found {recall:.2%} of {len(copies)} copies, {alarms:.2%} of {len(others)} falsely"
    sys.stdout.write(f"\n{said}\n")
    assert len(copies) >= 200 and len(others) >= 200
    assert recall >= 0.95
    assert alarms <= 0.02


def test_every_kind_of_copy_but_the_hardest_is_found(judged):
    """What has another title, other words, bad spelling and a sentence less is the hardest."""
    for wanted in {kind for kind, copy, _hit in judged if copy} - {"much_changed"}:
        hits = [hit for kind, copy, hit in judged if copy and kind == wanted]
        assert sum(hits) / len(hits) >= 0.95, wanted


def test_the_halves_share_no_text():
    tuning, judging = Half.named("tuning"), Half.named("judging")
    assert not set(tuning.texts) & set(judging.texts)
    assert not set(tuning.boilerplate) & set(judging.boilerplate)


def test_what_everybody_writes_makes_no_two_alike():
    half, rng = Half.named("judging"), Random(1)
    background = [likeness.grams(*text) for text in half.background(rng, 2000)]
    said = " ".join(half.boilerplate[:6])
    one, other = (("Gá hàn khung xe đạp", said), ("Thực đơn cho trẻ bán trú", said))
    assert found(one, other), "without counting it is all there is to see"
    assert not found(one, other, likeness.commonplaces(background))


def test_one_title_for_two_texts_of_commonplaces_is_not_enough():
    title = "Bộ học liệu trực quan dạy môn Tự nhiên và Xã hội lớp ba"
    texts = [
        "Em nào chậm được bạn cùng bàn kèm thêm mười phút mỗi ngày, sau đó đổi vai cho nhau. "
        "Cuối giờ các nhóm tự đánh giá bằng thẻ màu, tỷ lệ hoàn thành tốt tăng gấp rưỡi.",
        "Giờ học chủ yếu chỉ vài bạn phát biểu nên cả tổ cùng dạy thử ở hai khối liền nhau. "
        "Qua phiếu hỏi, phần lớn cho biết thích tiết này hơn hẳn những tiết trước đây.",
    ]
    common = frozenset().union(*(likeness.grams("", text) for text in texts))
    one, other = (Said.of(title, text, common) for text in texts)
    assert one.telling == other.telling and one.tells
    assert likeness.likeness(one, other) == 0


def test_numbers_marks_and_tones_make_no_difference():
    title, summary = TEXT
    changed = summary.replace("2 ly", "3,5 ly").replace("hay may", "hay  may").upper()
    assert likeness.grams(title, summary) == likeness.grams(title, changed)
    assert likeness.grams("", "khoẻ và hoà thuận") == likeness.grams("", "khỏe và hòa thuận")


def test_who_says_too_little_is_nobodys_copy():
    short = said("Cải tiến", "Làm nhanh hơn.")
    assert likeness.likeness(short, short) == 0
    assert likeness.digests([short]) == [b""]


def test_digests_are_the_same_in_every_process():
    (digest,) = likeness.digests([said(*TEXT)])
    assert likeness.bands(digest)[:2] == (596866438, 1974985948)


def test_what_has_been_typed_so_far_counts_in_full():
    whole = said(*TEXT)
    typed = said(TEXT[0], "Thợ mới hay may lệch")
    assert likeness.begun(typed, whole) == 100
    assert likeness.likeness(typed, whole) < 90


def test_shared_parts_are_marked_and_nothing_is_lost():
    summary = "Tôi làm cữ gá, bằng nhựa mica. Việc khác hẳn."
    shared = likeness.grams("", "làm cữ gá") | likeness.grams("", "nhựa mica")
    pieces = list(likeness.marked(summary, shared))
    assert "".join(piece for piece, _same in pieces) == summary
    assert [piece for piece, same in pieces if same and piece.strip()] == [
        *("làm", "cữ", "gá", "nhựa", "mica")
    ]


def test_a_number_that_very_many_share_shows_only_some():
    digest = likeness.digests([said(*TEXT)])[0]
    finder = Finder(dict.fromkeys(range(1000), digest))
    assert len(list(finder.near(digest))) == 20
    assert 3 not in finder.near(digest, but=3)
