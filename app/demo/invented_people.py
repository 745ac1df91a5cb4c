"""Invented people: names in real proportions, numbers that never repeat within a run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.phrases import data

FIRST_YEAR, LAST_YEAR = 1962, 2002
TAILS = 1_000_000

officer_names: dict[str, str] = dict(data("names.json")["officers"])
"""Who holds a demo account: "role/unit" to name."""


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """One member; exactly one of `birth_date` and `birth_year` is known."""

    full_name: str
    phone: str
    birth_date: date | None
    birth_year: int | None
    id_number: str | None


def people(rng: Random) -> Iterator[InventedPerson]:
    """Endless people with different phones and ID numbers: take one iterator for a run."""
    numbers, tails = _phones(rng), _tails(rng, 100_000)
    while True:
        woman = rng.random() < 0.52
        born = date(FIRST_YEAR, 1, 1) + timedelta(
            days=int(rng.triangular(0, (LAST_YEAR - FIRST_YEAR + 1) * 365.25 - 1, 10_200))
        )
        dated = rng.random() < 0.85
        yield InventedPerson(
            full_name=full_name(rng, woman),
            phone=next(numbers),
            birth_date=born if dated else None,
            birth_year=None if dated else born.year,
            id_number=_id_number(rng, woman, born.year, next(tails)),
        )


def full_name(rng: Random, woman: bool) -> str:
    """A plausible full name, of nobody the dispatches or the papers know."""
    while True:
        name = _drawn_name(rng, woman)
        if not any(refused in name for refused in data("names.json")["refused"]):
            return name


def _drawn_name(rng: Random, woman: bool) -> str:
    names = data("names.json")
    sex = "female" if woman else "male"
    if rng.random() < 0.015:
        return str(rng.choice(names[f"minority_{sex}"]))
    middles = names[f"{sex}_middle"]
    while True:
        family = rng.choices(list(names["families"]), list(names["families"].values()))[0]
        if woman and rng.random() < 0.004:
            family = "Công Tằng Tôn Nữ"
        elif rng.random() < 0.05:
            family += " " + rng.choice(names["second_families"])
        middle = rng.choices(list(middles), list(middles.values()))[0]
        given = rng.choice(names[f"{sex}_given"])
        if rng.random() < 0.03:
            middle = ""
        words = f"{family} {middle} {given}".split()
        if len(set(words)) == len(words) >= 2:
            return " ".join(words)


def _phones(rng: Random) -> Iterator[str]:
    """Prefix, "0", six digits: a walk that meets each number once before it repeats one."""
    prefixes = rng.sample(data("names.json")["prefixes"], len(data("names.json")["prefixes"]))
    tails = _tails(rng, TAILS)
    turn = 0
    while True:
        for _ in range(TAILS):
            tail = next(tails)
            yield f"{prefixes[(tail + turn) % len(prefixes)]}0{tail:06d}"
        turn += 1


def _tails(rng: Random, size: int) -> Iterator[int]:
    """Every number below `size`, once a round, in an order that looks like none."""
    place = rng.randrange(size)
    stride = rng.randrange(size // 10) * 10 + rng.choice((1, 3, 7, 9))  # shares no factor
    while True:
        place = (place + stride) % size
        yield place


def _id_number(rng: Random, woman: bool, year: int, tail: int) -> str | None:
    """A CCCD of 12 digits, now and then an old CMND of 9; a serial above 900000 is not issued."""
    kind = rng.random()
    if kind < 0.3:
        return None
    if kind < 0.36:
        return f"0{rng.randint(10, 29)}9{tail:05d}"
    century = (2 if year >= 2000 else 0) + woman
    return f"{rng.choice(data('names.json')['provinces'])}{century}{year % 100:02d}9{tail:05d}"
