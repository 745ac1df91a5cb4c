"""A person in a text: finding the whole name and the numbers, however they are written.

"Hoà" is "Hòa", case does not count, and a name without any marks ("tran thi hoa", as in names of
files) is that name, too. "Trần Thị Hoa Mai" and "Nguyễn Trần Thị Hoa" are somebody else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.vietnamese.phones import OLD_PREFIXES
from app.vietnamese.text import fold, name_key, nfc, visible

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\s._\-–]{1,3}")  # between the words of one name
_DIGITS = re.compile(r"(?<![0-9])\+?[0-9](?:[\s.\-–()]{0,3}[0-9])+(?![0-9])")
_TODAY = {new: old for old, new in OLD_PREFIXES.items()}
_CHANGING = re.compile("[^bcfghjklmnpqrstvwxz0-9]")  # letters that may bear a mark, and gaps
_GLUED = 6  # letters that a name written as one word has at least
# What follows a name with a capital and is no part of it: places of work, papers, numbers.
_AFTER = set(
    re.findall(
        r"\w+",
        """
    ban bao benh bo ca cac can cd cdcs cmnd cccd co cong cty cua cung da dai dia dien doan doi don
    dt duoc duong email gia giam gd hien hoi huyen ke khoa khong kho khu la ldld lien nghi nghiep
    ngay nha nhan noi ong phong phu quan sang sdt sinh so ta tai thanh thi tinh to toi tong tp
    trong truong tu ubnd va van viec viet voi xa xi xin xuong""",
    )
)
_SURNAMES = set(
    re.findall(
        r"\w+",
        """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao doan vuong trinh
    truong dinh lam phung mai to ha ta cao chau thai luong luu ton quach""",
    )
)


@dataclass(frozen=True)
class Mentions:
    """What tells of one person.

    :param names: full names; one of a single word counts with its capital only, standing alone
    :param numbers: telephone and ID numbers, digits only
    :param others: names of other people that hold one of these: they stay as they are
    """

    names: Sequence[str]
    numbers: Sequence[str] = ()
    others: Sequence[str] = ()

    def without(self, text: str, put: str, *, names: bool = True) -> str:
        """The text with `put` in the place of the person; the very same one if nothing is found.

        :param names: look for the names, too, and not for the numbers only
        """
        plain = visible(nfc(text))
        if not self._near.search(plain):
            return text
        spans = [*self._numbers(plain), *(self._names(plain) if names else ())]
        if not spans:
            return text
        parts, end = [], 0
        for since, until in sorted(spans):
            if since >= end:
                parts += [plain[end:since], put]
                end = until
        return "".join([*parts, plain[end:]])

    @cached_property
    def patterns(self) -> list[str]:
        """For LIKE: whatever holds the person matches one of these, and a little else does."""
        found = {_pattern(name) for name in self.names}
        found |= {"%" + "%".join(_stem(number)) + "%" for number in self.numbers}
        return sorted(pattern for pattern in found if pattern.strip("%"))

    def stand_in(self, name: str) -> bool:
        """Whether another's name holds one of these as a part: "Trần Thị Hoa Mai"."""
        if not self._near.search(nfc(name)):
            return False
        words = list(_WORD.finditer(nfc(name)))
        return any(
            last - first + 1 < len(words)
            for own in self.names
            for first, last in _runs(nfc(name), words, own)
        )

    @cached_property
    def _near(self) -> re.Pattern[str]:
        """Quickly says of most texts that they do not speak of the person."""
        near = [r"\D{0,3}".join(_stem(number)) for number in self.numbers]
        for name in self.names:
            words = (_CHANGING.sub(r"\\w", word) for word in fold(name).split())
            near.append(r"[\W_]{0,6}".join(words))
        return re.compile("|".join(near) or r"(?!)", re.IGNORECASE)

    # --- numbers ---

    def _numbers(self, text: str) -> Iterator[tuple[int, int]]:
        for run in _DIGITS.finditer(text):
            digits = re.sub(r"\D", "", run[0])
            for number in self.numbers:
                if digits in _spellings(number):
                    yield run.span()
                    break
            else:
                yield from self._inside(run)

    def _inside(self, run: re.Match[str]) -> Iterator[tuple[int, int]]:
        """A number in a run of several, "0901234567 079012345678"."""
        places = [place for place, sign in enumerate(run[0], run.start()) if sign.isdigit()]
        digits = re.sub(r"\D", "", run[0])
        text = run.string
        for number in self.numbers:
            for spelt in sorted(_spellings(number), key=len, reverse=True):
                at = digits.find(spelt)
                last = at + len(spelt) - 1
                if at < 0 or (at and places[at] - places[at - 1] == 1):
                    continue
                if last + 1 < len(places) and places[last + 1] - places[last] == 1:
                    continue
                plus = text[places[at] - 1 : places[at]] == "+"
                yield places[at] - plus, places[last] + 1
                break

    # --- names ---

    def _names(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(_WORD.finditer(text))
        kept = [span for name in self.others for span in _runs(text, words, name)]
        for name in self.names:
            for first, last in _runs(text, words, name):
                if any(a <= first and last <= b and b - a > last - first for a, b in kept):
                    continue
                if not _goes_on(text, words, first, last):
                    yield words[first].start(), words[last].end()


def _runs(text: str, words: list[re.Match[str]], name: str) -> Iterator[tuple[int, int]]:
    """(first, last) of the words that are this name."""
    keys, bare = name_key(name).split(), fold(name).split()
    glued = "".join(bare)
    if not keys:
        return
    for at, word in enumerate(words):
        run = words[at : at + len(keys)]
        said = [piece[0] for piece in run]
        if len(run) == len(keys) and _is_name(said, keys, bare) and _one_name(text, run):
            if len(keys) > 1 or word[0][0].isupper():
                yield at, at + len(keys) - 1
        elif len(keys) > 1 and len(glued) >= _GLUED and fold(word[0]) == glued:
            yield at, at


def _is_name(said: list[str], keys: list[str], bare: list[str]) -> bool:
    if all(name_key(word) == key for word, key in zip(said, keys, strict=True)):
        return True
    lowered = [word.lower() for word in said]
    return len(keys) > 1 and lowered == bare  # without any marks


def _one_name(text: str, run: list[re.Match[str]]) -> bool:
    gaps = (text[a.end() : b.start()] for a, b in pairwise(run))
    return all(_BETWEEN.fullmatch(gap) for gap in gaps)


def _goes_on(text: str, words: list[re.Match[str]], first: int, last: int) -> bool:
    """Whether a longer name stands there: a surname before, or a capital after."""
    before = words[first - 1] if first else None
    after = words[last + 1] if last + 1 < len(words) else None
    if all(word[0].isupper() for word in words[first : last + 1]):
        return False  # capitals throughout say nothing
    if before and text[before.end() : words[first].start()] == " ":
        alone = first == last and before[0][0].isupper()
        if before[0][0].isupper() and (alone or fold(before[0]) in _SURNAMES):
            return True
    if after and text[words[last].end() : after.start()] == " ":
        return after[0][0].isupper() and fold(after[0]) not in _AFTER and len(after[0]) > 1
    return False


# --- spellings ---


def _spellings(number: str) -> set[str]:
    """How the digits of a number are written: with 84, without the 0, under an old prefix."""
    told = {number}
    if number.startswith("0") and len(number) in (10, 11):
        if number[:3] in _TODAY:
            told.add(_TODAY[number[:3]] + number[3:])
        for one in list(told):
            told |= {f"84{one[1:]}", f"840{one[1:]}", f"0084{one[1:]}", one[1:]}
    return told


def _stem(number: str) -> str:
    """The digits that all spellings share."""
    return number[-7:] if len(number) in (10, 11) else number


def _pattern(name: str) -> str:
    """ "Trần Thị Hòa" → "%tr%n%th%h%": marks and vowels may be written otherwise."""
    return "%" + re.sub("%+", "%", _CHANGING.sub("%", fold(name))).strip("%") + "%"
