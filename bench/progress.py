"""What the pages of progress cost on the nation (bench/world.py), beside a floor of the same run.

`python -m bench.progress [ROUNDS [sqlite|postgresql]]`. The floor of a page is one raw statement
that adds up the same tallies, by the driver itself, and the same page rendered from memory. The
nation's page may take three floors, a province's two; with the same units and a tenth of the
initiatives a page may not be quicker than a 1.2th; no page needs more than eight statements.

All take turns, so that a machine that slows down slows everything.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any

from flask import Flask, template_rendered
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.db import take_stock
from bench import world
from tests.conftest import FRAME

LARGE, SMALL, ROUNDS = 2_000_000, 200_000, 15
MOST_STATEMENTS, MOST_GROWTH = 8, 1.2
BOUNDS = {"root": 3.0, "province": 2.0}
PLACES = ("root", "province", "upper", "grassroots")
PAGES = {
    "unit": "",
    "past, today's tree": "?on=01/02/2023&time=17:00&tree=today",
    "past, that day's": "?on=01/02/2023&time=17:00&tree=then",
    "compare": "compare?by=per-100&within=size",
    "risks": "risks",
    "groups": "groups",
}
FLOOR = """
SELECT substr(unit_path, 1, {width}), sum(submitted), sum(endorsed), sum(valid), sum(invalid),
  sum(returned), sum(benefit), sum(benefit_given), sum(verified), sum(verified_given)
FROM tally WHERE stage_id = {stage} AND unit_path >= '{low}' AND unit_path < '{high}' GROUP BY 1"""


class Pages:
    """The pages of one world, asked by somebody who is signed in."""

    def __init__(self, app: Flask, raw: Any) -> None:
        self.app, self.raw = app, raw
        with app.app_context():
            take_stock()  # as the worker does every hour
        self._clients = {place: world.signed_in(app, place) for place in PLACES}

    def ask(self, place: str, tail: str) -> float:
        """Seconds that a page takes."""
        client, unit = self._clients[place]
        start = time.perf_counter()
        answer = client.get(f"/u/{unit}/progress/{tail}")
        taken = time.perf_counter() - start
        assert answer.status_code == 200, answer.status_code
        return taken

    def statements(self, place: str, tail: str) -> int:
        """How many statements it needs, but for BEGIN, COMMIT and what wall 2 says."""
        seen: list[str] = []

        def note(connection: Any, cursor: Any, sql: str, *_rest: Any) -> None:
            if not sql.startswith(FRAME):
                seen.append(sql)

        event.listen(Engine, "before_cursor_execute", note)
        self.ask(place, tail)
        event.remove(Engine, "before_cursor_execute", note)
        return len(seen)

    def floor(self, place: str) -> Callable[[], float]:
        """Seconds of one raw statement over the same tallies, and of rendering from memory: once
        more, while all that the page shows is at hand."""
        _client, unit = self._clients[place]
        low = self._row(f"SELECT path FROM unit WHERE id = {unit}")
        stage = self._row("SELECT id FROM stage WHERE code = 'gd2'")
        statement = FLOOR.format(width=len(low) + 5, stage=stage, low=low, high=low[:-1] + "/")

        def once() -> float:
            start = time.perf_counter()
            self.raw.execute(statement).fetchall()
            taken = time.perf_counter() - start
            with _rendered_again(self.app) as seen:
                self.ask(place, "")
            return taken + seen[-1]

        return once

    def _row(self, sql: str) -> Any:
        return self.raw.execute(sql).fetchone()[0]


@contextmanager
def _rendered_again(app: Flask) -> Iterator[list[float]]:
    """Seconds of rendering each template once more with what it was given, while it lasts."""
    seen: list[float] = []

    def again(_app: Flask, template: Any, context: Any, **_more: Any) -> None:
        start = time.perf_counter()
        template.render(context)
        seen.append(time.perf_counter() - start)

    with template_rendered.connected_to(again, app):
        yield seen


def compare(kind: str, large: Pages, small: Pages, rounds: int) -> bool:
    """Print a line per page; whether all are within their bounds."""
    good = True
    for place in PLACES:
        floor = large.floor(place)
        for page, tail in PAGES.items():
            taken: dict[str, list[float]] = {"large": [], "small": [], "floor": []}
            for _round in range(rounds + 2):
                taken["large"].append(large.ask(place, tail))
                taken["small"].append(small.ask(place, tail))
                taken["floor"].append(floor())
            big, little, least = (median(times[2:]) * 1000 for times in taken.values())
            count = large.statements(place, tail)
            within = count <= MOST_STATEMENTS and big <= MOST_GROWTH * little
            if page == "unit":
                within &= big <= BOUNDS.get(place, 99) * least
            good &= within
            cells = f"{big:.0f} | {least:.0f} | {big / least:.2f} | {big / little:.2f} | {count}"
            print(f"| {kind} | {place} | {page} | {cells} | {'' if within else 'NO'} |", flush=True)
    return good


def main(rounds: int = ROUNDS, *kinds: str) -> bool:
    print("| database | unit | page | ms | floor ms | floors | x a tenth | statements | |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")
    good = True
    for kind in kinds or ("sqlite", "postgresql"):
        with ExitStack() as stack:
            pages = [
                Pages(
                    stack.enter_context(world.opened(kind, number)),
                    stack.enter_context(world.raw(kind, number)),
                )
                for number in (LARGE, SMALL)
            ]
            good &= compare(kind, *pages, rounds)
    print(f"\nGood enough: {'yes' if good else 'NO'}")
    return good


if __name__ == "__main__":
    sys.exit(not main(int((sys.argv[1:] or [ROUNDS])[0]), *sys.argv[2:]))
