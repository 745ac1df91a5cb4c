"""The grammar of the invented initiatives: themes in data/, expanded with a seeded generator.

A theme holds titles and the sentences of a summary (why, how, more, effect). ``{slot}`` is drawn
once per initiative, ``{12..40/2}`` is a number, ``{a|b}`` a choice. A line beginning with
``[ab]`` fits only a title that shares one of these letters; a line without letters fits all.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
TOKEN = re.compile(r"\{([^{}]*)\}")
TAGGED = re.compile(r"\[([a-z]+)\](.*)", re.DOTALL)
RANGE = re.compile(r"([\d.]+?)\.\.([\d.]+)(?:/([\d.]+))?$")

Theme = dict[str, Any]


@cache
def data(name: str) -> Any:
    """A data file beside this module, composed (NFC); treat it as read-only."""
    return json.loads(unicodedata.normalize("NFC", (DATA / name).read_text(encoding="utf-8")))


@cache
def themes() -> tuple[Theme, ...]:
    """Every theme, in a fixed order."""
    return tuple(t for path in sorted(DATA.glob("themes_*.json")) for t in data(path.name))


@cache
def themes_for(group: int, kind: str, sector: str | None = None) -> tuple[tuple[Theme, int], ...]:
    """The themes that fit, each with its weight; a sector's own themes weigh four times."""
    fits = [t for t in themes() if group in t["groups"] and (not t["kinds"] or kind in t["kinds"])]
    if not fits:  # a worker of a school writes about the school
        fits = [t for t in themes() if kind in t["kinds"] and 1 not in t["groups"]]
    if not fits:
        raise ValueError(f"no theme for group {group}, kind {kind!r}")
    own = [t for t in fits if t["sector"] == sector]
    if sector and own:
        fits = [t for t in fits if t["sector"] in (None, sector)]
    return tuple((t, 4 if sector and t["sector"] == sector else 1) for t in fits)


def number(rng: Random, low: str, high: str, step: str | None) -> str:
    """A number in the range, written as on paper: 1.250 and 3,5."""
    places = max(len(part.partition(".")[2]) for part in (low, high, step or "1"))
    scale = 10**places
    first, last = round(float(low) * scale), round(float(high) * scale)
    drawn = rng.randrange(first, last + 1, round(float(step or "1") * scale))
    whole, rest = divmod(drawn, scale)
    text = f"{whole:,}".replace(",", ".")
    return f"{text},{rest:0{places}d}" if rest else text


def expand(text: str, rng: Random, slots: dict[str, list[str]], drawn: dict[str, str]) -> str:
    """The text with its slots filled; `drawn` remembers what each slot became."""

    def fill(match: re.Match[str]) -> str:
        token = match[1]
        if found := RANGE.match(token):
            return number(rng, *found.groups())
        if "|" in token:
            return rng.choice(token.split("|"))
        if token not in drawn:
            drawn[token] = expand(rng.choice(slots[token]), rng, slots, drawn)
        return drawn[token]

    return TOKEN.sub(fill, text)


def fitting(lines: list[str], tags: set[str]) -> list[str]:
    """The lines that go with a title of these tags, bare."""
    kept = []
    for line in lines:
        found = TAGGED.match(line)
        if not found:
            kept.append(line)
        elif not tags or tags & set(found[1]):
            kept.append(found[2])
    return kept


def untag(line: str) -> tuple[str, set[str]]:
    """A line without its tags, and the tags."""
    found = TAGGED.match(line)
    return (found[2], set(found[1])) if found else (line, set())


def money(amount: int) -> str:
    """Đồng in words of the house: 7,5 triệu, 350 triệu, 1,25 tỷ."""
    unit, word = (10**9, "tỷ") if amount >= 10**9 else (10**6, "triệu")
    return f"{amount / unit:.2f}".rstrip("0").rstrip(".").replace(".", ",") + f" {word}"
