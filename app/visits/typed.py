"""Parts of minutes as a page sends them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.vietnamese import nfc, visible


@dataclass(frozen=True)
class Typed:
    """A part as a page sends it: on which version it was written, and the mark of what it said."""

    text: str
    seen: int
    was: str
    join: bool = False  # put under what somebody else wrote
    over: int = 0  # put in the place of that version

    @property
    def is_touched(self) -> bool:
        return mark(self.text) != self.was


def typed(form: Mapping[str, str], kinds: Iterable[str]) -> dict[str, Typed]:
    """What a page sends: for each part `text-`, `seen-` and `was-`; and at most one answer to whom
    a part was lost to, `join=said` or `over=said-3`."""
    join, (over, _dash, version) = form.get("join", ""), form.get("over", "").partition("-")
    return {
        kind: Typed(
            _tidy(form[f"text-{kind}"]),
            _number(form.get(f"seen-{kind}", "")),
            form.get(f"was-{kind}", ""),
            join == kind,
            _number(version) if over == kind else 0,
        )
        for kind in kinds
        if f"text-{kind}" in form
    }


def _tidy(text: str) -> str:
    return visible(nfc(text)).replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def mark(text: str) -> str:
    """A short mark of a text, to tell whether a page has changed it."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]
