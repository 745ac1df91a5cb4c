"""Sums that pages and commands give, beside the same rows counted one by one."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from flask import template_rendered
from werkzeug.routing import Rule

from app.initiatives.states import State
from tests.crawler.asking import Ask, objects_of
from tests.crawler.census import REGISTERED, Census

if TYPE_CHECKING:
    from tests.crawler.walk import Crawl

Sum = tuple[str, Callable[[Any], Any], Callable[[Census], Any]]
NATION = {"programme": "tsk", "stage": "gd2", "count": "registered"}
STATES = (State.SUBMITTED, State.ENDORSED, State.VALID, State.INVALID, State.RETURNED)


def _by_child(census: Census) -> dict[str, list[int]]:
    return {u.name: [census.in_states({s}, u.path) for s in STATES] for u in census.children()}


# What a page is given to show, and what it must be.
PAGES: dict[str, list[Sum]] = {
    "reviews.queue": [
        (
            "the counts of the queue",
            lambda page: {v.value: n for v, n in page["counts"].items() if n and v != "overdue"},
            Census.queue,
        ),
        (
            "the length of the queue",
            lambda page: page["page"].total,
            lambda census: census.on_desk().get(State.ENDORSED, 0),
        ),
    ],
    "home.start": [
        ("the counts of the desk", lambda page: page["desk"], Census.on_desk),
        (
            "the words that wait",
            lambda page: len(page["notices"]),
            lambda census: min(5, census.unread_without_receipts()),
        ),
        (
            "what is to be confirmed",
            lambda page: len(page["receipts"]),
            lambda census: len(census.to_confirm()),
        ),
    ],
    "progress.unit": [
        (
            "the registered ones",
            lambda page: page["table"].own.counts.registered,
            lambda census: census.in_states(REGISTERED),
        ),
        (
            "the total of the lines",
            lambda page: page["table"].total.counts.registered,
            lambda census: census.in_states(REGISTERED) if census.children() else 0,
        ),
        (
            "the lines",
            lambda page: {
                line.name: [getattr(line.counts, state.value) for state in STATES]
                for line in page["table"].children
            },
            _by_child,
        ),
        ("the quota", lambda page: page["table"].own.quota or 0, Census.received),
        (
            "what was given on",
            lambda page: page["table"].own.given,
            lambda census: sum(census.given().values()),
        ),
    ],
    "progress.snapshots": [
        (
            "the snapshots",
            lambda page: page["page"].total,
            lambda census: len(census.here("snapshot")),
        ),
    ],
    "progress.new_snapshot": [
        (
            "what is about to be frozen",
            lambda page: page["table"].own.counts.registered,
            lambda census: census.in_states(REGISTERED),
        ),
    ],
    "progress.compare": [
        (
            "the units compared",
            lambda page: {
                one.line.name: one.line.counts.registered
                for group in page["classes"]
                for one in group.ranked
            },
            lambda census: {
                u.name: census.in_states(REGISTERED, u.path) for u in census.children()
            },
        ),
    ],
    "progress.risk": [
        (
            "the registered ones",
            lambda page: page["table"].own.counts.registered,
            lambda census: census.in_states(REGISTERED),
        ),
        (
            "the units looked at",
            lambda page: len(page["table"].children),
            lambda census: len(census.children()),
        ),
    ],
    "progress.groups": [
        (
            "the sum of all groups and blocks",
            lambda page: sum(
                grid.cell(None, None).registered
                for grid in page["grids"]
                if grid.window.stage.code == "gd2"
            ),
            lambda census: census.in_states(REGISTERED),
        ),
    ],
    "progress.paper": [
        (
            "the total that is printed",
            lambda page: page["printed"].total.sum,
            lambda census: census.in_states(set(STATES)),
        ),
    ],
    "progress.message": [
        (
            "what lacks papers",
            lambda page: int((re.search(r"hồ sơ: ([0-9.]+)", page["own"].text) or "00")[1]),
            Census.lacking,
        ),
        (
            "the texts",
            lambda page: page["page"].total,
            lambda census: len(census.children()),
        ),
    ],
    "progress.charges": [
        (
            "the units below",
            lambda page: page["page"].total,
            lambda census: len(census.children()),
        ),
        ("the units of nobody", lambda page: page["desk"].unassigned, Census.unassigned),
    ],
    "initiatives.browse": [
        ("the number of initiatives", lambda page: page["page"].total, Census.listed),
    ],
    "quotas.overview": [
        ("what was received", lambda page: page["balance"].received, Census.received),
        (
            "what was given",
            lambda page: page["balance"].given,
            lambda census: sum(census.given().values()),
        ),
    ],
    "quotas.plans": [
        (
            "the plans",
            lambda page: page["page"].total,
            lambda census: sum(row.dropped_at is None for row in census.here("quota_plan")),
        ),
    ],
    "quotas.requests": [
        (
            "the requests",
            lambda page: page["page"].total,
            lambda census: len(census.asked()),
        ),
    ],
    "quotas.check_page": [
        ("what was received", lambda page: page["found"].unit.received, Census.received),
        (
            "what is left",
            lambda page: page["found"].unit.remainder,
            lambda census: census.received() - sum(census.given().values()),
        ),
    ],
    "accounts.people": [
        ("the number of posts", lambda page: page["posts"].total, Census.live_posts),
        ("the lost phones", lambda page: len(page["waiting"]), Census.resets),
    ],
    "notices.inbox": [
        ("the notices", lambda page: page["page"].total, lambda census: len(census.told())),
    ],
    "notices.sent": [("the notices sent", lambda page: page["page"].total, Census.sent)],
    "mail.log": [
        ("the letters", lambda page: page["page"].total, lambda census: len(census.held("letter"))),
        (
            "those that were given up",
            lambda page: page["counts"]["given-up"],
            lambda census: sum(r.given_up_at is not None for r in census.held("letter")),
        ),
    ],
    "units.browse": [
        ("the units", lambda page: page["page"].total, lambda census: len(census.children())),
    ],
    "audit.lines": [
        (
            "the lines of the journal",
            lambda page: page["page"].total,
            lambda census: len(census.held("journal_line")),
        ),
    ],
    "misplaced.browse": [
        ("what is of nobody here", lambda page: page["page"].total, Census.misplaced),
    ],
    "deadlines.today": [
        ("the steps that wait", lambda page: page["page"].total, Census.steps_due),
    ],
    "deadlines.calls": [
        (
            "the calls",
            lambda page: page["page"].total,
            lambda census: len(census.here("phone_call")),
        ),
    ],
    "deadlines.sent": [
        (
            "the reminders that went out",
            lambda page: page["page"].total,
            lambda census: len(census.here("reminder")),
        ),
    ],
    "intake.new": [
        (
            "the lists taken in",
            lambda page: page["page"].total,
            lambda census: len(census.here("batch")),
        ),
    ],
}
# What the frame of every page shows beside the entries of its menu.
MENU: dict[str, Callable[[Census], int]] = {
    "deadlines": Census.steps_due,
    "misplaced": Census.misplaced,
    "notices": Census.unread,
    "quotas": Census.quota_tasks,
    "reviews": Census.waiting,
    "support": Census.requests_new,
}


def faults(crawl: "Crawl", rule: Rule) -> Iterator[tuple[str, Ask]]:
    """The sums of a page that differ from the count, at a unit and at its child."""
    if "GET" not in (rule.methods or ()) or objects_of(rule) or "unit_id" not in rule.arguments:
        return
    for place in ("own", "child"):
        ask = Ask(rule.endpoint, "GET", "leader", place, "own", False, "bare")
        told = _told(crawl, rule, ask)
        if rule.endpoint == "progress.unit":
            by_command = _by_command(crawl, crawl.aviary.codes[place])
            told["the command"] = by_command, lambda c: c.in_states(REGISTERED)
        census = Census(
            crawl.counted,
            crawl.aviary.places[place],
            crawl.aviary.path(place) or "",
            crawl.aviary.people[ask.role].account,
        )
        for what, (said, count) in told.items():
            crawl.summed.add((rule.endpoint, what))
            if said != count(census):
                yield f"{what}: {said}, counted {count(census)}", ask


def promised(rules: Iterable[Rule]) -> set[tuple[str, str]]:
    """The sums that must have been looked at, for a page may stop showing one."""
    pages = {rule.endpoint for rule in rules} & PAGES.keys()
    return {(page, what) for page in pages for what, _given, _count in PAGES[page]}


Told = dict[str, tuple[Any, Callable[[Census], Any]]]


def _told(crawl: "Crawl", rule: Rule, ask: Ask) -> Told:
    """What the page's template was given, with how to count it; read while it is drawn."""
    told: Told = {}

    def note(app: Any, template: Any, context: dict[str, Any], **_: Any) -> None:
        for what, given, count in PAGES.get(rule.endpoint, ()):
            with suppress(KeyError):  # another template, as that of an error
                told[what] = given(context), count
        for entry in vars(context["nav"]).get("entries", ()) if "nav" in context else ():
            if entry["count"] is not None:
                room = entry["href"].strip("/").split("/")[-1]
                told[f"the count beside {room}"] = entry["count"], MENU[room]

    query = {} if rule.endpoint == "initiatives.browse" else NATION
    with template_rendered.connected_to(note, crawl.aviary.app):
        cookie = crawl.aviary.people[ask.role].cookie
        crawl.watch.begin()
        crawl.client.get(crawl.url(rule, ask), headers={"Cookie": cookie}, query_string=query)
        crawl.watch.changes()  # and puts them back
    crawl.requests += 1
    return told


def _by_command(crawl: "Crawl", code: str) -> int:
    runner = crawl.aviary.app.test_cli_runner()
    asked = ["progress", "table", "--unit", code, "--stage", "gd2", "--as", "json"]
    return int(json.loads(runner.invoke(args=asked, catch_exceptions=False).output)["registered"])
