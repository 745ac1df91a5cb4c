"""Invented initiatives: titles, summaries and benefit values that fit a group and a unit."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from random import Random
from weakref import WeakKeyDictionary

from app.demo import phrases

SHARE_WITH_BENEFIT = {1: 0.05, 2: 0.3, 3: 0.05, 4: 0.06, 5: 0.25}
MEDIAN_BENEFIT = 38_000_000
LEAST_BENEFIT, MOST_BENEFIT = 3_000_000, 4_500_000_000
TITLE_LENGTHS = range(25, 141)
SUMMARY_LENGTHS = range(150, 701)
LONG_LENGTHS = range(900, 1_901)
SHARE_OF_LONG = 0.03

_MEMORIES: WeakKeyDictionary[Random, set[str]] = WeakKeyDictionary()
"""What each generator has written already, forgotten together with it."""


@dataclass(frozen=True, slots=True)
class InventedInitiative:
    """What a member would type; `benefit_claimed` in đồng, None where nothing was claimed."""

    title: str
    summary: str
    benefit_claimed: int | None


def initiatives(
    rng: Random, group: int, kind: str, sector: str | None = None, seen: set[str] | None = None
) -> Iterator[InventedInitiative]:
    """Endless initiatives of a target group at a kind of unit.

    `sector` (see `sector_of`) keeps a garment firm to garments. Titles with their summaries never
    repeat among all iterators of one generator, or among those that are handed the same `seen`.
    """
    memory = _MEMORIES.setdefault(rng, set()) if seen is None else seen
    weighted = phrases.themes_for(group, kind, sector)
    fits, weights = [t for t, _ in weighted], [w for _, w in weighted]
    while True:
        for attempt in range(2_000):
            theme = rng.choices(fits, weights)[0]
            made = _write(rng, theme, kind, _benefit(rng, SHARE_WITH_BENEFIT[group]))
            if made is None:
                continue
            # A title, then a summary, may come back once most are used up; the pair never does.
            keys = (f"{made.title}\n{made.summary}", made.summary, made.title)
            if any(
                key in memory for key in keys[: 3 if attempt < 12 else 2 if attempt < 40 else 1]
            ):
                continue
            memory.update(keys)
            yield made
            break
        else:
            raise RuntimeError(f"no new initiative left for group {group}, kind {kind!r}")


def _write(
    rng: Random, theme: phrases.Theme, kind: str, benefit: int | None
) -> InventedInitiative | None:
    """One initiative of the theme, or None when its lengths are out of bounds."""
    line, tags = phrases.untag(rng.choice(theme["titles"]))
    drawn: dict[str, str] = {}
    title = phrases.expand(line, rng, theme["slots"], drawn)
    long = rng.random() < SHARE_OF_LONG
    sentences = _long(rng, theme, tags) if long else _short(rng, theme, tags)
    words = phrases.data("phrases.json")
    voice = {1: "union", 5: "commune"}.get(theme["groups"][0], kind)
    tail = rng.choice(words["tails"][voice])
    if tail and (long or len(sentences) < 4 or rng.random() < 0.3):
        sentences.append(tail)
    if benefit is not None and len(sentences) < 5 and rng.random() < 0.6:
        drawn["money"] = phrases.money(benefit)
        sentences.append(
            rng.choice(words["benefit"] if 2 in theme["groups"] else words["benefit"][:1])
        )
    filled = [phrases.expand(s, rng, theme["slots"], drawn) for s in sentences]
    summary = " ".join(s[0].upper() + s[1:] for s in filled)
    lengths = LONG_LENGTHS if long else SUMMARY_LENGTHS
    if len(title) not in TITLE_LENGTHS or len(summary) not in lengths:
        return None
    return InventedInitiative(title, summary, benefit)


def _short(rng: Random, theme: phrases.Theme, tags: set[str]) -> list[str]:
    parts = []
    for part, chance in (("why", 0.75), ("how", 1), ("more", 0.35), ("effect", 1)):
        lines = phrases.fitting(theme[part], tags)
        if lines and rng.random() < chance:
            parts.append(rng.choice(lines))
    return parts


def _long(rng: Random, theme: phrases.Theme, tags: set[str]) -> list[str]:
    extra = rng.sample(phrases.data("phrases.json")["long"], rng.randint(5, 9))
    why, how, more, effect = (
        phrases.fitting(theme[part], tags) for part in ("why", "how", "more", "effect")
    )
    return [*why, rng.choice(how), *more, *extra, rng.choice(effect)]


def _benefit(rng: Random, share: float) -> int | None:
    """Mostly nothing; otherwise a round sum, small ones common and billions rare."""
    if rng.random() >= share:
        return None
    drawn = rng.lognormvariate(log(MEDIAN_BENEFIT), 1.35)
    amount = int(min(max(drawn, LEAST_BENEFIT), MOST_BENEFIT))
    step = 10 ** (len(str(amount)) - 2)
    return amount // step * step
