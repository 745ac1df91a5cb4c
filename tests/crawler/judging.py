"""What an answer must not be: each rule gives the faults it finds in one answer, in words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from werkzeug.routing import Rule

from app.access import Permission
from app.tenancy import Scope
from app.web.room import PUBLIC, Open
from tests.crawler import canaries, offering
from tests.crawler.asking import Ask, objects_of, position, table_of
from tests.crawler.aviary import NOBODY, Aviary
from tests.crawler.hearing import Answer
from tests.crawler.rows import Change

P = Permission
PRIVATE = re.compile(r"private(\d+)")
SIGN_IN = "/accounts/sign-in"
SAFE = {"GET", "HEAD", "OPTIONS"}
_SEEN = {P.VIEW}  # who may look may ask for help, and say more
_URGED = {P.URGE, P.MANAGE_UNITS, P.ERASE}  # they follow their units, and may name somebody
# Who may have changed a row, by what it is; a table that is not named asks for more than VIEW.
WRITERS: dict[str, set[Permission]] = {
    "notice_reading": {P.VIEW},
    "obstacle_reading": {P.VIEW},
    "journal_line": {P.VIEW},  # looks at persons are written down too
    # A unit confirms by whoever urges elsewhere; whoever asked is told of the answer.
    "notice": {P.NOTIFY, P.ALLOCATE, P.URGE, P.ANSWER},
    "letter": {P.NOTIFY, P.ANSWER},
    "membership": {P.MANAGE_PEOPLE},
    "invitation": {P.MANAGE_PEOPLE},
    "programme": {P.SET_PROGRAMME},
    "stage": {P.SET_PROGRAMME},
    "cutoff": {P.SET_PROGRAMME},
    "extension": {P.SET_PROGRAMME},
    "own_day": {P.URGE},
    "quiet_hours": {P.URGE},
    "quota_entry": {P.ALLOCATE},
    "quota_balance": {P.ALLOCATE},
    "quota_plan": {P.ALLOCATE},
    "quota_plan_edit": {P.ALLOCATE},
    "cluster": {P.MANAGE_UNITS},
    "cluster_reminder": {P.NOTIFY, P.MANAGE_UNITS},  # it follows its unit
    "story": {P.DECIDE, P.MANAGE_UNITS},
    "quota_decision": {P.ALLOCATE, P.RESPOND},
    "quota_request": {P.ALLOCATE, P.RESPOND, P.MANAGE_UNITS},  # it follows its unit
    "review": {P.CONFIRM, P.DECIDE},
    "batch": {P.TAKE_IN},
    "export_run": {P.EXPORT, P.ERASE},  # an erasure takes files that hold somebody away
    **dict.fromkeys(("reminding", "ladder", "ladder_step", "escalation", "phone_call"), _URGED),
    **dict.fromkeys(("request", "request_step", "message", "request_file"), _SEEN),
    "unit": {P.MANAGE_UNITS},
    "place": {P.MANAGE_UNITS},
}
# Views that ask once more, after the lock: one of these is needed, and asking in vain is written.
SECOND_LOCKS = {
    "initiatives.reveal": {P.ENTER, P.CONFIRM, P.DECIDE},
    "exports.file": {P.ENTER, P.CONFIRM, P.DECIDE},  # there are telephones in it
}
BEYOND_VIEW = set(Permission) - {P.VIEW, P.EXPORT, P.READ_JOURNAL}


def _without_cascades(rows: list[Change]) -> list[Change]:
    """What was changed by itself; a row that moved along with its unit is the same but for that."""
    alike = Counter((row.table, row.text.replace(row.path or "", "")) for row in rows)
    return [row for row in rows if alike[row.table, row.text.replace(row.path or "", "")] == 1]


@dataclass(frozen=True)
class Judge:
    """The rules, over one world."""

    aviary: Aviary
    alone: bool = False  # one wall is off: what is refused may break as well

    def faults(
        self, rule: Rule, ask: Ask, got: Answer, changed: list[Change], read: set[str]
    ) -> Iterator[str]:
        """What is wrong with an answer by itself."""
        yield from self._status(rule, ask, got)
        yield from self._words(rule, ask, got)
        yield from self._rows(rule, ask, got, changed)
        if got.status < 400 and "unit_id" in rule.arguments:
            yield from offering.faults(self.aviary, ask.role, got.body)
            if ask.method in SAFE:
                rights = self.rights(rule, ask) or frozenset()
                yield from offering.too_much(rights, got.body, read)
        if ask.method == "HEAD" and got.body:
            yield "HEAD has a body"

    def lock(self, endpoint: str) -> Any:
        return getattr(self.aviary.app.view_functions[endpoint], "access", None)

    def rights(self, rule: Rule, ask: Ask) -> frozenset[Permission] | None:
        """What the person may do in this address; None if it is out of reach."""
        if "unit_id" not in rule.arguments:
            return frozenset()
        path = self.aviary.path(ask.place)
        return self.aviary.people[ask.role].rights(path) if path else None

    def gets_in(self, rule: Rule, ask: Ask) -> bool:
        """Whether the address and the lock let the person pass."""
        access, rights = self.lock(rule.endpoint), self.rights(rule, ask)
        if access is PUBLIC:
            return True
        if ask.role == NOBODY or rights is None:
            return False
        return isinstance(access, Open) or access in rights

    def is_reached(self, rule: Rule, ask: Ask, got: Answer) -> bool:
        """Whether the view did what it is there for, for somebody who may."""
        to_sign_in = ask.role == NOBODY and urlsplit(got.location).path == SIGN_IN
        return got.status < 400 and self.gets_in(rule, ask) and not to_sign_in

    def is_foreign(self, rule: Rule, ask: Ask) -> bool:
        """Whether some object of the address is one that the unit of the address may not see."""
        unit, names = self.aviary.path(ask.place), objects_of(rule)
        if unit is None or not names or ask.whose == "missing" or "unit_id" not in rule.arguments:
            return False
        if ask.whose == "mixed":
            return True
        table = table_of(names[-1], rule.endpoint)
        at = self.aviary.path(position(ask.whose, ask.place)) or ""
        above = table in self.aviary.handed_down and Scope(at).holds(unit)
        return not Scope(unit).holds(at) and not above

    def _is_refused(self, rule: Rule, ask: Ask) -> bool:
        """Whether something in the address or the form is not to be had from its unit."""
        of_others = ask.variant in ("foreign", "missing") or ask.whose == "missing"
        return of_others or self.is_foreign(rule, ask) or ask.place not in ("own", "child")

    def _status(self, rule: Rule, ask: Ask, got: Answer) -> Iterator[str]:
        if got.status >= 500 and self.alone and self._is_refused(rule, ask):
            return
        if got.status >= 500:
            yield f"answers {got.status}: {got.trouble}"
            return
        if ask.method not in (rule.methods or ()):
            if got.status != 405:
                yield f"answers {got.status} to a method it does not have"
            return
        wanted = self._refusal(rule, ask)
        second = SECOND_LOCKS.get(rule.endpoint)
        if wanted is None and second and not second & (self.rights(rule, ask) or set()):
            if got.status not in (403, 404):
                yield f"answers {got.status} to somebody without the right"
            return
        if wanted == 303 and ask.method == "POST" and got.status == 401:
            return  # the sign-in page itself, which carries what was typed along
        if wanted is not None and got.status != wanted:
            yield f"answers {got.status} and not {wanted}"
        if self.lock(rule.endpoint) is PUBLIC and got.status == 401:
            return  # half signed in is not in
        if wanted is None and got.status in (401, 403, 405):
            yield f"answers {got.status} to somebody with the right"
        if wanted == 303 and urlsplit(got.location).path != SIGN_IN:
            yield f"leads nobody to {got.location}"
        is_asked = wanted is None and ask.whose == "missing" and ask.method != "OPTIONS"
        if is_asked and objects_of(rule) and got.status != 404:
            yield f"answers {got.status} for what is missing"

    def _refusal(self, rule: Rule, ask: Ask) -> int | None:
        """The status that the table of rights asks for; None where the view decides."""
        access, at_unit = self.lock(rule.endpoint), "unit_id" in rule.arguments
        if ask.role == NOBODY and (at_unit or access is not PUBLIC):
            return 401 if ask.htmx else 303
        rights = self.rights(rule, ask)
        if rights is None:
            return 404
        if ask.method == "OPTIONS":
            return 200
        return None if self.gets_in(rule, ask) else 403

    def _words(self, rule: Rule, ask: Ask, got: Answer) -> Iterator[str]:
        if canaries.CANARY.search(got.said):
            for hit in sorted(canaries.foreign(got.said, *self._seen(rule, ask))):
                yield f"shows {hit}"
        for hit in set(PRIVATE.findall(got.said)):
            if int(hit) != self.aviary.people[ask.role].account:
                yield "shows a word to somebody else"
        is_file = "spreadsheet" in got.said[:2000] and got.status == 200
        if is_file and P.EXPORT not in (self.rights(rule, ask) or ()):
            yield "gives a file to somebody who may not export"

    def _seen(self, rule: Rule, ask: Ask) -> tuple[set[int], set[int]]:
        """The units whose words may be seen here, and those whose handed-down words may."""
        tops = [path for _role, path in self.aviary.people[ask.role].posts]
        if "unit_id" in rule.arguments and self.rights(rule, ask) is not None:
            tops = [self.aviary.path(ask.place) or ""]
        elif rule.endpoint.startswith(("wall.", "outside.")):
            tops = [self.aviary.path("child") or "-"]
        elif "token" in rule.arguments:
            tops = [self.aviary.path(position(ask.whose, "own")) or "-"]
        units = self.aviary.paths.items()
        inside = {n for n, at in units for top in tops if at.startswith(top)}
        above = {n for n, at in units for top in tops if top.startswith(at)}
        return inside, above

    def _rows(self, rule: Rule, ask: Ask, got: Answer, changed: list[Change]) -> Iterator[str]:
        rows = [change for change in changed if change.path is not None]
        inside, _above = self._seen(rule, ask)
        tops = tuple(self.aviary.paths[number] for number in inside)
        for table in sorted({c.table for c in rows if not c.path.startswith(tops or ("-",))}):  # type: ignore[union-attr]
            yield f"changes {table} outside the scope"
        work = [change for change in rows if change.table != "journal_line"]
        if work and ask.method in SAFE:
            yield f"{ask.method} changes {work[0].table}"
        if work and got.status >= 400:
            yield f"answers {got.status} and changes {work[0].table}"
        if rows and "unit_id" in rule.arguments:
            rights = self.rights(rule, ask) or frozenset()
            for table in sorted({change.table for change in _without_cascades(rows)}):
                if not rights & WRITERS.get(table, BEYOND_VIEW):
                    yield f"lets somebody change {table} with the rights of {ask.role}"
