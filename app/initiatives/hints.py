"""Words that hint at something, found in a text and quoted as they stand there."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from app.vietnamese import fold, name_key

_WORD = re.compile(r"\w+")


def found(texts: Iterable[str], hints: Iterable[str]) -> list[str]:
    """The places where hints stand in texts, each reading once, in the order of the text.

    "văn bằng bảo hộ" is found in "VĂN BẰNG BẢO HỘ" and in "van bang bao ho", typed without marks;
    not in "bao hồ", whose marks say something else.
    """
    wanted = [[word[0] for word in _WORD.finditer(hint)] for hint in hints]
    hits = [hit for text in texts for hit in sorted(_hits(text, wanted))]
    return list({fold(quoted): quoted for _at, quoted in reversed(hits)}.values())[::-1]


def _hits(text: str, wanted: Iterable[list[str]]) -> Iterator[tuple[int, str]]:
    words = list(_WORD.finditer(text))
    for hint in filter(None, wanted):
        for start in range(len(words) - len(hint) + 1):
            run = words[start : start + len(hint)]
            if all(map(_reads, (word[0] for word in run), hint)) and _unbroken(text, run):
                yield run[0].start(), text[run[0].start() : run[-1].end()]


def _reads(word: str, wanted: str) -> bool:
    """Whether a word is the wanted one, or the wanted one without its marks."""
    bare = fold(word)
    return bare == fold(wanted) and (bare == word.casefold() or name_key(word) == name_key(wanted))


def _unbroken(text: str, run: list[re.Match[str]]) -> bool:
    """Whether nothing but spaces and hyphens stands between the words."""
    between = (text[one.end() : other.start()] for one, other in pairwise(run))
    return all(re.fullmatch(r"[\s–-]+", gap) for gap in between)
