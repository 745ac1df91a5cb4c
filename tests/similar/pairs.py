"""Labelled pairs of initiatives: copies as they are made in offices, and what only looks alike.

`tuning.json` and `judging.json` hold thirty invented texts each, two on every subject, written
independently of each other, and what everybody there writes besides. Figures of
`app/similar/likeness.py` are tuned on the first; the second only judges.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from app.demo import invented
from app.vietnamese import fold

Text = tuple[str, str]  # title and summary
Pair = tuple[str, bool, Text, Text]  # what was done, whether it is a copy, and the two


def read(name: str) -> Any:
    """A file beside this module."""
    return json.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


TITLES, INSTEAD = read("words.json").values()


@dataclass
class Half:
    """One half of the labelled set."""

    boilerplate: list[str]
    subjects: list[tuple[Text, Text]]

    @classmethod
    def named(cls, name: str) -> "Half":
        said = read(f"{name}.json")
        both = [tuple((t["title"], t["summary"]) for t in two) for two in said["subjects"]]
        return cls(said["boilerplate"], both)  # type: ignore[arg-type]

    @property
    def texts(self) -> list[Text]:
        return [text for both in self.subjects for text in both]

    def pairs(self, rng: Random) -> Iterator[Pair]:
        """About a thousand, of every kind of both classes."""
        for text in self.texts:
            for made in COPIES:
                dressed = _dressed(text, self.boilerplate, rng)
                yield made.__name__, True, dressed, made(text, rng, self.boilerplate)
        for place, (one, other) in enumerate(self.subjects):
            far = self.texts[(2 * place + 7) % len(self.texts)]
            near = self.texts[(2 * place + 12) % len(self.texts)]
            for a, b in [(one, other), (one, far), (other, near), (far, near)]:
                yield from lookalikes(a, b, self.boilerplate, rng)

    def background(self, rng: Random, number: int) -> Iterator[Text]:
        """What a house holds beside: other initiatives with everybody's sentences in them."""
        kinds = [(2, "enterprise"), (4, "school"), (4, "hospital"), (3, "office"), (5, "commune")]
        sources = [invented.initiatives(rng, *kind) for kind in kinds]
        for place in range(number):
            made = next(sources[place % len(sources)])
            more = rng.sample(self.boilerplate, rng.choice([0, 1, 2, 3]))
            yield _and((made.title, made.summary), more)


def lookalikes(one: Text, other: Text, boilerplate: list[str], rng: Random) -> Iterator[Pair]:
    """Two that are nobody's copy, and yet have much in common."""
    yield "as they are", False, one, other
    yield "the same boilerplate", False, *(_and(t, boilerplate[:5]) for t in (one, other))
    yield "boilerplate all round", False, *(_between(t, boilerplate) for t in (one, other))
    yield "the same title", False, (rng.choice(TITLES), one[1]), (one[0], other[1])
    yield "one title for both", False, (one[0], one[1]), (one[0], other[1])
    yield "in one form", False, *(_in_a_form(t) for t in (one, other))
    title = rng.choice(TITLES)
    yield "a general title", False, *(_and((title, t[1]), boilerplate[2:6]) for t in (one, other))
    said = " ".join(boilerplate[:4])
    yield "nothing but boilerplate", False, (one[0], said), (other[0], said)
    theft = _and(other, [sentences(one[1])[-1]])
    yield "one sentence taken", False, one, theft
    short = [(t[0], sentences(t[1])[-1] + " " + boilerplate[1]) for t in (one, other)]
    yield "short", False, short[0], short[1]


# --- copies ---


def word_for_word(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    return text


def marks_lost(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    return fold(text[0]), ". ".join(fold(part) for part in sentences(text[1]))


def capitals(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    return text[0].upper(), unicodedata.normalize("NFD", text[1].upper())


def other_order(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    return text[0], " ".join(shuffled(sentences(text[1]), rng))


def clauses_in_other_order(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    return text[0], " ".join(
        ", ".join(shuffled(part.rstrip(".").split(", "), rng)) + "." for part in sentences(text[1])
    )


def other_numbers(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    changed = re.sub(r"\d+", lambda found: str(int(found[0]) + rng.randint(1, 9)), text[1])
    return text[0], changed


def other_words(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    return text[0], reworded(text[1])


def other_title(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    return rng.choice(TITLES), text[1]


def more_boilerplate(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    first, *rest = rng.sample(boilerplate, 5)
    return text[0], f"{first} {text[1]} {' '.join(rest)}"


def one_sentence_less(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    parts = sentences(text[1])
    parts.pop(rng.randrange(len(parts)))
    return text[0], " ".join(parts)


def misspelt(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    words = text[1].split()
    for place in rng.sample(range(len(words)), len(words) // 16):
        word = words[place]
        words[place] = word[1:] if len(word) > 3 else word + rng.choice("hnx")
    return text[0], " ".join(words)


def numbers_and_words(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    title, summary = other_numbers(text, rng, boilerplate)
    return reworded(title), _and((title, reworded(summary)), rng.sample(boilerplate, 2))[1]


def title_marks_order(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    made = other_order(other_title(text, rng, boilerplate), rng, boilerplate)
    return marks_lost(_and(made, rng.sample(boilerplate, 3)), rng, boilerplate)


def much_changed(text: Text, rng: Random, boilerplate: list[str]) -> Text:
    """Another title, other words, spelt badly, a sentence less and some boilerplate more."""
    made = one_sentence_less(other_words(text, rng, boilerplate), rng, boilerplate)
    made = misspelt(other_title(made, rng, boilerplate), rng, boilerplate)
    return _and(made, rng.sample(boilerplate, 2))


COPIES = [
    *(word_for_word, marks_lost, capitals, other_order, clauses_in_other_order, other_numbers),
    *(other_words, other_title, more_boilerplate, one_sentence_less, misspelt),
    *(numbers_and_words, title_marks_order, much_changed),
]


# --- parts ---


def sentences(text: str) -> list[str]:
    return [part.strip() for part in re.findall(r"[^.]+(?:\.\d[^.]*)*\.?", text) if part.strip()]


def shuffled(parts: list[str], rng: Random) -> list[str]:
    mixed = rng.sample(parts, len(parts))
    return mixed if mixed != parts else mixed[::-1]


def reworded(text: str) -> str:
    """Some words said otherwise: about one in nine."""
    for word, instead in INSTEAD.items():
        text = re.sub(rf"\b{word}\b", instead, text, count=2)
    return text


def _dressed(text: Text, boilerplate: list[str], rng: Random) -> Text:
    """As it was handed in: one in two with a sentence or two that everybody writes."""
    return _and(text, rng.sample(boilerplate, rng.choice([0, 0, 1, 2])))


def _and(text: Text, more: list[str]) -> Text:
    return text[0], " ".join([text[1], *more])


def _between(text: Text, boilerplate: list[str]) -> Text:
    return text[0], " ".join([*boilerplate[5:7], text[1], *boilerplate[1:4]])


def _in_a_form(text: Text) -> Text:
    before, *after = sentences(text[1])
    return text[0], (
        f"Thực trạng trước khi có sáng kiến: {before} Nội dung giải pháp mới: {' '.join(after)} "
        "Phạm vi áp dụng: trong toàn đơn vị. Đơn vị áp dụng lần đầu: không có. "
        "Đánh giá lợi ích thu được: tốt."
    )
