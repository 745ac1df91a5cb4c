"""Which target group a cell means."""

import re
from collections.abc import Mapping
from functools import lru_cache

from app.vietnamese import fold

_NUMBERED = re.compile(r"(?:(?:doi tuong|dt|nhom)(?: so)? ?)?0?([0-9]{1,3})(?: [a-z].*)?")


def group_of(text: str, groups: Mapping[int, str]) -> int | None:
    """The target group meant by "2", "Đối tượng 4", "4. Cán bộ …", a name or its beginning."""
    return _group(text, tuple(groups.items()))


@lru_cache(maxsize=2_000)
def _group(text: str, groups: tuple[tuple[int, str], ...]) -> int | None:
    words = _plain(text)
    numbered = _NUMBERED.fullmatch(words)
    if numbered:
        number = int(numbered[1])
        return number if number in dict(groups) else None
    names = {n: _plain(name) for n, name in groups}
    exact = [n for n, name in names.items() if name == words]
    begun = [n for n, name in names.items() if words and name.startswith(words)]
    longer = [n for n, name in names.items() if name and words.startswith(name)]
    for found in (exact, begun, sorted(longer, key=lambda n: -len(names[n]))[:1]):
        if len(found) == 1:
            return found[0]
    return None


@lru_cache(maxsize=500)
def _plain(text: str) -> str:
    return " ".join(re.findall("[a-z0-9]+", fold(text)))
