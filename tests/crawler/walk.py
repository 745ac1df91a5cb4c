"""The walk: asks, judges, compares what is foreign with what is missing, and keeps count."""

import itertools
import re
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import clock
from tests.crawler import sums
from tests.crawler.asking import WRONG, Ask, address, at_home, by_gates, objects_of
from tests.crawler.aviary import MISSING, NOBODY, ROLES, TWO_POSTS, Aviary
from tests.crawler.census import all_rows
from tests.crawler.filling import Filler
from tests.crawler.hearing import Answer, heard
from tests.crawler.judging import Judge
from tests.crawler.rows import Change, Watch

NUMBER = re.compile(r"\d+")
Cover = Callable[[Rule], Iterable[Ask]]
LEARNERS = ("leader", TWO_POSTS)  # who may everything at `own` and at `child`
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@dataclass
class Crawl:
    """One crawl of one application."""

    aviary: Aviary
    watch: Watch
    requests: int = 0
    alone: bool = False  # one wall is off: what is refused may break as well
    changed: list[Change] = field(default_factory=list)  # by the last request
    findings: dict[str, Ask] = field(default_factory=dict)  # the first ask for each
    reached: set[tuple[str, str]] = field(default_factory=set)  # (endpoint, method) below 400
    summed: set[tuple[str, str]] = field(default_factory=set)  # (endpoint, which sum of its page)
    _answers: dict[Ask, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.judge, self.filler = Judge(self.aviary, self.alone), Filler(self.aviary)
        self.client = FlaskClient(
            self.aviary.app, self.aviary.app.response_class, use_cookies=False
        )
        self.addresses = self.aviary.app.url_map.bind("localhost")

    @cached_property
    def counted(self) -> dict[str, list[Any]]:
        """Every row; read once, as what a request changes is put back."""
        return all_rows(self.aviary.app)

    def rules(self) -> list[Rule]:
        """Every address of the application; nothing is listed."""
        rules = [r for r in self.aviary.app.url_map.iter_rules() if r.endpoint != "static"]
        return sorted(rules, key=lambda r: ("POST" in (r.methods or ()), r.rule, r.endpoint))

    def doors(self, rules: Iterable[Rule]) -> set[tuple[str, str]]:
        """What somebody who has the right must get through: each endpoint by each method."""
        return {(r.endpoint, m) for r in rules for m in (r.methods or set()) - {"HEAD", "OPTIONS"}}

    def walk(
        self, rules: Iterable[Rule], *, cover: Cover | None = None, to_the_first: bool = False
    ) -> dict[str, Ask]:
        """Ask of some rules what `cover` gives, or everybody at home and by gates; the findings."""
        rules = list(rules)
        for rule in rules:
            for fault, ask in sums.faults(self, rule):
                self._found(ask, fault)
        for rule in rules if not self.filler.offered else ():
            self.learn(rule)  # what pages offer and views ask for
        for rule in rules:
            for ask in dict.fromkeys(self._asks(rule, cover)):
                if to_the_first and self.findings:
                    return self.findings
                self.look(rule, ask)
        return self.findings

    def _asks(self, rule: Rule, cover: Cover | None) -> Iterator[Ask]:
        leader = next(at_home(rule))
        for method in WRONG if cover else [WRONG[len(rule.rule) % len(WRONG)]]:
            yield leader.but(method=method)
        if cover:
            yield from cover(rule)
            return
        let_in = [
            role
            for role in ROLES
            if any(
                self.judge.gets_in(rule, leader.but(role=role, place=p)) for p in ("own", "child")
            )
        ]
        yield from (ask for ask in at_home(rule) if not ask.htmx or ask.role in let_in)
        yield from by_gates(rule, let_in)

    def look(self, rule: Rule, ask: Ask) -> None:
        """Ask once; ask for the missing counterpart where the answers must be alike."""
        if ask in self._answers:
            return
        got = self._ask(rule, ask)
        for other in self._alike(rule, ask):
            if other not in self._answers:
                self._ask(rule, other)
            missing = self._answers[other]
            if self._differ(ask, got, missing):
                got = self._ask(rule, ask)  # the first answer may have taught what to fill in
            self._compare(ask, got, missing)

    def _alike(self, rule: Rule, ask: Ask) -> Iterator[Ask]:
        """What must be answered in the same way."""
        if ask.method not in (rule.methods or ()):
            return
        if "unit_id" in rule.arguments and ask.place in ("sibling", "parent"):
            yield ask.but(place="none")
        elif self.judge.is_foreign(rule, ask):
            yield ask.but(whose="missing")
        elif ask.variant == "foreign" and ask.method == "POST" and "unit_id" in rule.arguments:
            yield ask.but(variant="missing")

    def _compare(self, ask: Ask, got: Answer, missing: Answer) -> None:
        if self.alone and got.status >= 500:
            return
        if (got.status, got.headers) != (missing.status, missing.headers):
            self._found(ask, f"foreign answers {got.status}, missing {missing.status}")
        elif self._differ(ask, got, missing):
            self._found(ask, "foreign and missing read differently")

    def _differ(self, ask: Ask, got: Answer, missing: Answer) -> bool:
        """Whether two refusals read differently; a sign-in page names the address to come back."""
        refused = got.status >= 400 and ask.role != NOBODY
        return refused and self._bare(got.body) != self._bare(missing.body)

    def _bare(self, body: str) -> str:
        """A body without the ids and codes that were sent."""
        ids = {MISSING, *(i for of in self.aviary.objects.values() for t in of.values() for i in t)}
        for code in self.aviary.codes.values():
            body = body.replace(f'value="{code}"', "").replace(f": {code}.", "")
            body = body.replace(f"{code}</textarea>", "</textarea>")
        for number in ids if 'value="' in body else ():
            body = body.replace(f'value="{number}"', "").replace(f"-{number}", "")
        return body

    def learn(self, rule: Rule) -> None:
        """Twice, as what is offered on a page or asked for by a view is filled in from then on."""
        for role, place in itertools.product(LEARNERS, ("own", "child")):
            ask = Ask(rule.endpoint, "GET", role, place, "own", False, "bare")
            if "POST" not in (rule.methods or ()):
                self._send(rule, ask)
                continue
            variants = ("empty", "filled", "other") if place == "own" else ("filled",)
            posts = [ask.but(method="POST", variant=variant) for variant in variants]
            spare = [ask.but(method="POST", variant="filled", whose="spare")]
            for post in posts + (spare if objects_of(rule) else []):
                self._send(rule, post)

    def url(self, rule: Rule, ask: Ask) -> str:
        return self.addresses.build(rule.endpoint, address(rule, ask, self.aviary))

    def told(self, rule: Rule, ask: Ask) -> tuple[object, ...]:
        """What comes out and changes: the page, or where a form leads, and rows by their tables.

        The practice clock is put back, for pages say what time it is.
        """
        with self.aviary.app.app_context():
            clock.restart()
        got = self._ask(rule, ask)
        said = NUMBER.sub("", got.location) if ask.method == "POST" else got.body
        return got.status, said, Counter(change.table for change in self.changed)

    def _ask(self, rule: Rule, ask: Ask) -> Answer:
        self._answers[ask] = got = self._send(rule, ask)
        return got

    def _send(self, rule: Rule, ask: Ask) -> Answer:
        url = self.url(rule, ask)
        person = self.aviary.people[ask.role]
        options: dict[str, Any] = {
            "headers": {"Cookie": person.cookie, "Referer": "http://localhost/"}
        }
        if ask.htmx:
            options["headers"] |= HTMX
        fields = self.filler.fill(rule.endpoint, url, ask.variant, ask.place)
        if ask.method in ("GET", "HEAD"):
            options["query_string"] = urlencode(
                {k: v for k, v in fields.items() if isinstance(v, str | int)}
            )
        elif ask.method != "OPTIONS":
            options["data"] = {**fields, "csrf_token": person.token}
        self.watch.begin()
        got = self._open(url, ask.method, options)
        self.changed = self.watch.changes()
        self.requests += 1
        if self.judge.is_reached(rule, ask, got):
            self.reached.add((rule.endpoint, ask.method))
        if "<form" in got.body:
            self.filler.read(got.body)
        for fault in self.judge.faults(rule, ask, got, self.changed, self.watch.read):
            self._found(ask, fault)
        return got

    def _open(self, url: str, method: str, options: dict[str, Any]) -> Answer:
        try:
            return heard(self.aviary.app, self.client.open(url, method=method, **options))
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__}: {error} ({at.filename}:{at.lineno})"[:400]
            return Answer(500, "", "", "", (), said)

    def _found(self, ask: Ask, fault: str) -> None:
        self.findings.setdefault(f"{ask.endpoint}: {fault}", ask)
