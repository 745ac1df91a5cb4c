"""What is asked: endpoint × method × person × unit × objects × htmx × form, whole or by gates."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from werkzeug.routing import Rule

from tests.crawler.aviary import MISSING, NOBODY, ROLES, TWO_POSTS, Aviary

PLACES = ("own", "child", "sibling", "parent", "none")
OBJECTS = ("own", "spare", "child", "sibling", "parent", "missing")
LOOKS = ("bare", "asked", "foreign")
FORMS = ("filled", "empty", "other", "foreign", "missing")
PASSING = ("own", "spare", "child")  # objects that the gate lets through
STOPPED_FORMS = ("foreign", "missing")
STRONG = ("leader", "administrator", TWO_POSTS)  # together they may everything
_LOOKED = [(False, "asked"), (True, "bare")]
WRONG = ("PUT", "PATCH", "DELETE")
FORGED = "2" * 20  # a code that nobody has signed
NAMES = {
    "child_id": "unit",
    "token": "invitation",
    "reset_id": "factor_reset",
    "plan_id": "quota_plan",
    "decision_id": "quota_decision",
    "request_id": "quota_request",
    "run_id": "review_run",
    "export_id": "export_run",
    "row_id": "batch_row",
    "place_id": "batch_place",
    "paper_id": "batch_paper",
    "link_id": "unit_link",
    "group_id": "working_group",
    "letter_id": "letter",
    "canned_id": "canned_answer",
    "support.request_id": "request",
    "support.file_id": "request_file",
    "support.answer_id": "obstacle_answer",
}
ORDINALS: dict[str, object] = {"number": 0, "page": 1}  # the place in a list; this one is there
ORDINALS |= {"obstacle": "employer"}  # one of a few words of the code


@dataclass(frozen=True)
class Ask:
    """One request, in the crawler's words."""

    endpoint: str
    method: str
    role: str
    place: str
    whose: str
    htmx: bool
    variant: str

    def but(self, **changed: str) -> "Ask":
        return replace(self, **changed)  # type: ignore[arg-type]

    def __str__(self) -> str:
        htmx = " htmx" if self.htmx else ""
        return (
            f"{self.method} {self.endpoint} {self.role} at {self.place},"
            f" object {self.whose}, {self.variant}{htmx}"
        )


def objects_of(rule: Rule) -> list[str]:
    """The arguments that name objects, in the order of the address."""
    names = [name for is_name, name in rule._trace if is_name]
    return [name for name in names if name != "unit_id" and name not in ORDINALS]


def factors(rule: Rule) -> tuple[tuple[object, ...], ...]:
    """What a rule can be asked with, in the order of the fields of `Ask` after the endpoint."""
    methods = [m for m in ("GET", "HEAD", "POST", "OPTIONS") if m in (rule.methods or ())]
    mixed = ("mixed",) if len(objects_of(rule)) > 1 else ()
    return (
        tuple(methods),
        (*ROLES, NOBODY),
        PLACES if "unit_id" in rule.arguments else ("own",),
        (*OBJECTS, *mixed) if objects_of(rule) else ("own",),
        (False, True),
        FORMS if "POST" in methods else LOOKS,
    )


def at_home(rule: Rule) -> Iterator[Ask]:
    """Every role at its own unit with its own object, page and part, bare and filled."""
    methods, roles, _places, whose, _htmx, _variants = factors(rule)
    shown = [method for method in methods if method in ("GET", "POST")]
    for method, role in itertools.product(shown, roles):
        looks = [(False, "filled"), (True, "empty")] if method == "POST" else _LOOKED
        if role == NOBODY:  # is asked to sign in, and is led back to what was asked
            looks = looks[:1] if method == "POST" else [(False, "bare")]
        for htmx, variant in looks:
            yield Ask(rule.endpoint, method, role, "own", whose[0], htmx, variant)  # type: ignore[arg-type]


def by_gates(rule: Rule, let_in: Sequence[str]) -> Iterator[Ask]:
    """A request passes gates: the unit, the right, the object, the form. What one of them stops is
    asked over it alone, in page and part; what passes is asked by pairs of what is left.

    Foreign and missing are asked alike, so that each is the other's counterpart.
    """
    methods, roles, places, whose, _htmx, variants = factors(rule)
    shown = [str(method) for method in methods if method in ("GET", "POST")]
    inside = [place for place in places if place in ("own", "child")]
    for method in shown:
        form = "filled" if method == "POST" else "asked"
        for place in places if "sibling" in places else ():
            if place not in inside:
                for role, htmx in (("leader", False), (TWO_POSTS, True)):
                    yield Ask(rule.endpoint, method, role, str(place), "own", htmx, form)
        for role in roles if "child" in inside else ():
            look = "bare" if method == "GET" and role == NOBODY else form  # who is asked to sign in
            yield Ask(rule.endpoint, method, str(role), "child", "own", False, look)
        stopped = [(mine, form) for mine in whose if mine not in PASSING]
        stopped += [("own", of) for of in variants if method == "POST" and of in STOPPED_FORMS]
        for mine, variant in stopped if let_in else ():
            for place, htmx in (("own", False), (inside[-1], True)):
                role = "leader" if place == "own" else TWO_POSTS
                asked = role if role in let_in else let_in[0]
                yield Ask(rule.endpoint, method, asked, place, str(mine), htmx, str(variant))  # type: ignore[arg-type]
    if not let_in:
        return
    passing = tuple(w for w in whose if w in PASSING)
    forms = tuple(v for v in variants if "POST" not in methods or v not in STOPPED_FORMS)
    rest = (tuple(m for m in methods if m != "OPTIONS"), tuple(inside), passing, (False, True))
    for number, row in enumerate(pairwise((*rest, forms))):
        method, *others = row
        yield Ask(rule.endpoint, str(method), let_in[number % len(let_in)], *others)  # type: ignore[arg-type]
    if "OPTIONS" in methods:
        yield Ask(rule.endpoint, "OPTIONS", let_in[0], "own", "own", False, "bare")


def crossings(rule: Rule) -> Iterator[Ask]:
    """Who may much, at home and once over each border, by address, object and form."""
    methods, _roles, places, whose, _htmx, _variants = factors(rule)
    ways = [(False, p, "own", "filled") for p in places if p in ("sibling", "parent")]
    ways += [(False, "own", w, "filled") for w in whose if w in ("sibling", "parent", "mixed")]
    below = [(False, "child", "own", "filled")] if "child" in places else []
    for role, method in itertools.product(STRONG, methods):
        own = [(False, "own", "own", "filled"), (True, "own", "own", "empty")]
        own += [(False, "own", "own", "foreign")] if method == "POST" else []
        # At its own unit an administrator may nothing that the leader may not.
        asked = below if role == "administrator" else [*own, *ways, *below]
        for htmx, place, mine, variant in asked if method in ("GET", "POST") else ():
            variant = variant if method == "POST" else "asked"
            yield Ask(rule.endpoint, method, role, place, mine, htmx, variant)  # type: ignore[arg-type]


def everything(rule: Rule) -> Iterator[Ask]:
    """The full product."""
    for row in itertools.product(*factors(rule)):
        yield Ask(rule.endpoint, *row)  # type: ignore[arg-type]


@cache
def pairwise(shape: tuple[tuple[object, ...], ...]) -> list[tuple[object, ...]]:
    """Few rows in which every two values of two factors meet."""
    places = range(len(shape))
    open_pairs = {
        ((a, x), (b, y))
        for a, b in itertools.combinations(places, 2)
        for x in shape[a]
        for y in shape[b]
    }
    rows = []
    while open_pairs:
        (a, x), (b, y) = min(open_pairs, key=str)
        made: dict[int, object] = {a: x, b: y}
        for at in places:
            if at not in made:
                made[at] = max(shape[at], key=lambda v: _gain(open_pairs, made, at, v))
        rows.append(tuple(made[at] for at in places))
        open_pairs -= set(itertools.combinations(enumerate(rows[-1]), 2))
    return rows


def _gain(pairs: set[object], row: dict[int, object], at: int, value: object) -> int:
    return sum(
        tuple(sorted([(at, value), had], key=lambda p: p[0])) in pairs for had in row.items()
    )


def address(rule: Rule, ask: Ask, aviary: Aviary) -> dict[str, object]:
    """The values of the address's arguments."""
    values: dict[str, object] = {
        name: first for name, first in ORDINALS.items() if name in rule.arguments
    }
    for number, name in enumerate(objects_of(rule)):
        whose = ask.whose
        if whose == "mixed":
            whose = "sibling" if number else "own"
        values[name] = object_id(name, whose, ask, aviary)
    if "unit_id" in rule.arguments:
        values["unit_id"] = aviary.places[ask.place]
    return values


def position(whose: str, place: str) -> str:
    """The unit that holds the objects, as seen from `own`; a child's parent is `own`."""
    if place == "child":
        return {"own": "child", "spare": "child", "parent": "own"}.get(whose, whose)
    return "own" if whose == "spare" else whose


def table_of(name: str, endpoint: str) -> str:
    """The table whose ids an argument takes; some rooms have a word of their own for it."""
    room = endpoint.partition(".")[0]
    return NAMES.get(f"{room}.{name}") or NAMES.get(name) or name.removesuffix("_id")


def object_id(name: str, whose: str, ask: Ask, aviary: Aviary) -> object:
    """The id that an argument takes. Of units only those below are objects."""
    at, table = position(whose, ask.place), table_of(name, ask.endpoint)
    if table == "unit" and at == "own" and whose in ("own", "spare"):
        at = "child"
    if name in aviary.doors:
        return aviary.doors[name] if whose in ("own", "spare", "child") else FORGED
    if table == "invitation" and name == "token":
        return f"invitation-{aviary.places.get(at, MISSING)}"
    ids = aviary.objects[at].get(table, [])
    return ids[min(int(whose == "spare"), len(ids) - 1)] if ids else MISSING
