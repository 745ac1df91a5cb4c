"""Sums that pages and commands give, beside the same rows counted one by one."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import template_rendered
from werkzeug.routing import Rule

from app import jobs
from app.initiatives import Initiative
from app.initiatives.states import State
from app.programmes import Stage
from app.tenancy import Scope
from app.units import Unit
from tests.crawler.asking import Ask

if TYPE_CHECKING:
    from tests.crawler.walk import Crawl

Row = Any
REGISTERED = {State.SUBMITTED, State.ENDORSED, State.VALID}
NATION = {"programme": "tsk", "stage": "gd2", "count": "registered"}


def _on_desk(rows: list[Row], unit: int, path: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row.desk_unit_id == unit and Scope(path).holds(row.unit_path):
            found[row.state] = found.get(row.state, 0) + 1
    return found


def _registered(rows: list[Row], path: str) -> int:
    held = [row for row in rows if Scope(path).holds(row.unit_path) and row.stage == "gd2"]
    return sum(row.state in REGISTERED for row in held)


def _listed(rows: list[Row], path: str) -> int:
    return sum(
        Scope(path).holds(row.unit_path)
        and row.stage == "gd2"
        and (row.state != State.DRAFT or row.unit_path == path)
        for row in rows
    )


# What a page is given to show, and what it must be: of all rows, at a unit.
PAGES: dict[str, list[tuple[str, Callable[[Any], Any], Callable[[list[Row], int, str], Any]]]] = {
    "reviews.queue": [("the counts of the queue", lambda page: page["counts"], _on_desk)],
    "home.start": [
        ("the counts of the desk", lambda page: page["desk"], _on_desk),
    ],
    "progress.unit": [
        (
            "the registered ones",
            lambda page: page["table"].own.counts.registered,
            lambda rows, _unit, path: _registered(rows, path),
        ),
        (
            "the total of the lines",
            lambda page: page["table"].total.counts.registered,
            lambda rows, _unit, path: _registered(rows, path) if len(path) < 20 else 0,
        ),
    ],
    "initiatives.browse": [
        (
            "the number of initiatives",
            lambda page: page["page"].total,
            lambda rows, _unit, path: _listed(rows, path),
        ),
    ],
}


def faults(crawl: "Crawl", rule: Rule) -> Iterator[tuple[str, Ask]]:
    """The sums of a page that differ from the count, at a unit and at its child."""
    wanted = PAGES.get(rule.endpoint, ())
    for place in ("own", "child") if wanted else ():
        ask = Ask(rule.endpoint, "GET", "leader", place, "own", False, "bare")
        shown = _shown(crawl, rule, ask)
        rows, unit, path = _rows(crawl), crawl.aviary.places[place], crawl.aviary.path(place) or ""
        for what, given, count in wanted if shown else ():
            told, counted = given(shown), count(rows, unit, path)
            if told != counted:
                yield f"{what}: {told}, counted {counted}", ask
        if rule.endpoint == "progress.unit":
            told = _by_command(crawl, crawl.aviary.codes[place])
            if told != _registered(rows, path):
                yield f"the command says {told}, counted {_registered(rows, path)}", ask


def _shown(crawl: "Crawl", rule: Rule, ask: Ask) -> dict[str, Any]:
    """What the page's template was given."""
    seen: dict[str, Any] = {}

    def note(app: Any, template: Any, context: dict[str, Any], **_: Any) -> None:
        seen.update(context)

    query = {} if rule.endpoint == "initiatives.browse" else NATION
    with template_rendered.connected_to(note, crawl.aviary.app):
        cookie = crawl.aviary.people[ask.role].cookie
        answer = crawl.client.get(
            crawl.url(rule, ask), headers={"Cookie": cookie}, query_string=query
        )
    crawl.requests += 1
    return seen if answer.status_code == 200 else {}


def _rows(crawl: "Crawl") -> list[Row]:
    with crawl.aviary.app.app_context(), jobs.reading("counting for a test") as session:
        columns = (Initiative.unit_path, Initiative.desk_unit_id, Initiative.state)
        query = sa.select(*columns, Stage.code.label("stage")).join(
            Stage, Stage.id == Initiative.stage_id
        )
        return list(session.execute(query.join(Unit, Unit.id == Initiative.unit_id)))


def _by_command(crawl: "Crawl", code: str) -> int:
    runner = crawl.aviary.app.test_cli_runner()
    asked = ["progress", "table", "--unit", code, "--stage", "gd2", "--as", "json"]
    return int(json.loads(runner.invoke(args=asked, catch_exceptions=False).output)["registered"])
