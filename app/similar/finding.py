"""Digests that share enough with one another to be worth reading the texts."""

from collections import Counter
from collections.abc import Iterator, Mapping

from app.similar.likeness import HITS, bands

MOST_SHARING = 20
"""A number of digests that stands in more of them shows only so many."""


class Finder:
    """Some digests, held in memory, of which another one finds those that are near."""

    def __init__(self, digests: Mapping[int, bytes]) -> None:
        self._holders: dict[int, list[int]] = {}
        for number, digest in digests.items():
            for band in bands(digest):
                holders = self._holders.setdefault(band, [])
                if len(holders) < MOST_SHARING:
                    holders.append(number)
        self._known = set(self._holders)

    def near(self, digest: bytes, *, but: int | None = None) -> Iterator[int]:
        """Those that share enough of their numbers with `digest`."""
        shared = self._known.intersection(bands(digest))
        if len(shared) >= HITS:
            counts = Counter(number for band in shared for number in self._holders[band])
            yield from (n for n, hits in counts.items() if hits >= HITS and n != but)
