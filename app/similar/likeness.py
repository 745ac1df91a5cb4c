"""How alike two initiatives are, from their words alone. Pure: texts and numbers in and out.

A text becomes the set of its pairs of neighbouring words, without marks, every number the same
number. Pairs that stand in very many initiatives say nothing and are left out (`commonplaces`):
what is copied into every summary makes no two alike. Two texts are as alike as the telling pairs
that they share. MinHash keeps of such a set a digest of 32 numbers; two that share `HITS` of them
are worth reading.
"""

import itertools
import re
import struct
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from rensa import CMinHash

from app.vietnamese import fold

BANDS, ROWS, HITS = 32, 2, 2
SEED = 20210901
FEWEST = 8
"""Telling pairs a text must have: below, nobody can say that it was copied."""
ENOUGH = 45
"""Percent from which two initiatives are shown as alike."""
WHOLE = 0.3
"""And they share at least so much of all they say, or little is left to judge by."""
COMMON_LEAST, COMMON_SHARE = 12, 0.01
"""A pair of words is common when it stands in so many of the texts that were counted."""

Grams = frozenset[int]
_PARTS = re.compile(r"[.;:!?\n]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+|\d[\d.,]*")
_DIGEST = struct.Struct(f"<{BANDS}I")
_SPREAD, _MASK = 0x9E3779B97F4A7C15, 2**64 - 1

# What stands in every other summary, for a house too young to have counted its own.
STOCK = """
giai phap mang lai hieu qua thiet thuc
gop phan hoan thanh nhiem vu chinh tri cua don vi duoc giao
gop phan hoan thanh xuat sac ke hoach san xuat kinh doanh
ket qua duoc theo doi trong ba thang va da pho bien cho cac to cung chuyen
sang kien da duoc hoi dong sang kien co so cong nhan va ap dung rong rai
sang kien de thuc hien chi phi thap co the nhan rong ra cac don vi khac trong toan nganh
tiet kiem thoi gian cong suc va chi phi cho don vi
nang cao nang suat lao dong giam suc lao dong cho nguoi lao dong
nang cao chat luong san pham tang thu nhap cho nguoi lao dong
nang cao hieu qua cong viec nang cao chat luong cong tac
trong qua trinh cong tac ban than luon tran tro tim toi hoc hoi kinh nghiem cua dong nghiep
cai thien dieu kien lam viec bao dam an toan ve sinh lao dong cho cong nhan
rat mong nhan duoc y kien dong gop cua hoi dong de sang kien hoan thien hon
kinh de nghi hoi dong xem xet cong nhan sang kien
thuc trang truoc khi co sang kien noi dung giai phap moi pham vi ap dung
don vi ap dung lan dau danh gia loi ich thu duoc kha nang ap dung hieu qua kinh te hieu qua xa hoi
mot so giai phap nang cao hieu qua cong viec cai tien quy trinh cai tien ky thuat
ung dung cong nghe thong tin vao cong tac chuyen mon cai cach hanh chinh
"""


def words(text: str) -> list[str]:
    """The words without marks; each number is "0"."""
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(fold(text))]


def _pairs(said: list[str]) -> list[int]:
    return [zlib.crc32(f"{a} {b}".encode()) for a, b in itertools.pairwise(said)]


def grams(title: str, summary: str) -> Grams:
    """The pairs of neighbouring words of an initiative, as numbers; none over the end of a part."""
    parts = (title, *_PARTS.split(summary))
    return frozenset(pair for part in parts for pair in _pairs(words(part)))


class Said(NamedTuple):
    """What an initiative says: all its pairs of words, and those that tell something."""

    all: Grams
    telling: Grams

    @classmethod
    def of(cls, title: str, summary: str, common: Grams) -> "Said":
        found = grams(title, summary)
        return cls(found, found - common)

    @property
    def tells(self) -> bool:
        """Whether it has enough of its own to be somebody's copy."""
        return len(self.telling) >= FEWEST


def stock() -> Grams:
    """The pairs that tell nothing from the first day on."""
    return grams("", STOCK)


def commonplaces(texts: Collection[Grams]) -> Grams:
    """The pairs that stand in so many of these texts that they tell nothing."""
    counts = Counter(pair for text in texts for pair in text)
    least = max(COMMON_LEAST, COMMON_SHARE * len(texts))
    return stock() | {pair for pair, number in counts.items() if number >= least}


def digests(texts: Sequence[Said]) -> list[bytes]:
    """What is kept of the telling pairs of each text; nothing of one that tells too little."""
    spread = [[pair * _SPREAD & _MASK for pair in t.telling] if t.tells else [] for t in texts]
    minima = CMinHash.digests64_from_token_hash_sets(spread, BANDS * ROWS, SEED)
    return [
        _DIGEST.pack(*map(_band, range(BANDS), least[::2], least[1::2])) if text else b""
        for text, least in zip(spread, minima, strict=True)
    ]


def _band(number: int, one: int, other: int) -> int:
    return hash((number, one, other)) & 0xFFFFFFFF  # of numbers it is the same in every process


def bands(digest: bytes) -> tuple[int, ...]:
    """The numbers of a digest."""
    return _DIGEST.unpack(digest) if digest else ()


def likeness(one: Said, other: Said) -> int:
    """How alike two texts are, in percent: what they share of their telling pairs."""
    if not (one.tells and other.tells) or _dice(one.all, other.all) < WHOLE:
        return 0
    return round(100 * _dice(one.telling, other.telling))


def begun(typed: Said, whole: Said) -> int:
    """How much of what has been typed so far stands in another text, in percent."""
    if not (typed.tells and whole.tells) or _share(typed.all, whole.all) < WHOLE:
        return 0
    return max(likeness(typed, whole), round(100 * _share(typed.telling, whole.telling)))


def _dice(one: Grams, other: Grams) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _share(part: Grams, whole: Grams) -> float:
    return len(part & whole) / len(part)


def marked(text: str, shared: Grams) -> Iterator[tuple[str, bool]]:
    """A text in pieces, and of each whether it belongs to the pairs that are shared."""
    found = list(_WORD.finditer(text))
    said = [words(match[0])[0] for match in found]
    same = [pair in shared for pair in _pairs(said)]
    end = 0
    for place, match in enumerate(found):
        after, before = same[place : place + 1] == [True], place > 0 and same[place - 1]
        start = match.start()
        if start > end:
            yield text[end:start], before
        end = match.end()
        yield match[0], before or after
    if text[end:]:
        yield text[end:], False
