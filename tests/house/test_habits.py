"""What only a few named places may do: read the time, commit, speak SQL, open workbooks."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.source import (
    GETTEXT,
    Source,
    house,
    is_vietnamese,
    name_of,
    owner_of,
)

Place = tuple[str, str]  # the beginning of a path, and a function there; "" is all of it

WITH_THE_DATABASE: set[Place] = {
    *(("app/db.py", ""), ("app/clock.py", ""), ("app/journal/", ""), ("app/jobs.py", "")),
    ("app/tenancy/", ""),
    ("app/accounts/entrance.py", "_mark_seen"),  # in a transaction of its own
    ("app/accounts/door.py", "looking"),  # beside the request's own transaction
}
WORD_LISTS: set[Place] = {
    ("app/vietnamese/", ""),
    ("app/demo/", ""),  # invented people and units
    ("app/units/starter.py", ""),  # rows a new database begins with: names of levels are data
    ("app/initiatives/starter.py", ""),  # and the text that authors agree to
    ("app/deadlines/starter.py", ""),  # and the federation's ladder
}


def times(source: Source) -> Iterator[ast.AST]:
    """Who reads the time. `perf_counter` measures and is allowed."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and owner_of(node) not in {"clock", "self"}:
            if node.attr in {"now", "utcnow", "today"}:
                yield node
            if owner_of(node) == "time" and node.attr in {"time", "time_ns", "localtime"}:
                yield node
    yield from (node for node, name in source.imports() if name in {"time.time", "time.time_ns"})


def commits(source: Source) -> Iterator[tuple[str, ast.AST]]:
    for function, node in source.nodes():
        if isinstance(node, ast.Call) and name_of(node) == "commit":
            yield function, node
        if isinstance(node, ast.With):  # `with session.begin():` commits at its end
            begun = (item.context_expr for item in node.items)
            yield from (
                (function, call)
                for call in begun
                if isinstance(call, ast.Call) and name_of(call) == "begin"
            )


def raw_sql(source: Source) -> Iterator[tuple[str, ast.AST]]:
    """Ways around the models, where wall 1 can only refuse."""
    for function, node in source.nodes():
        if isinstance(node, ast.Attribute) and node.attr in {"__table__", "engine"}:
            yield function, node
        if not isinstance(node, ast.Call):
            continue
        if name_of(node) in {"connection", "exec_driver_sql", "get_bind"}:
            yield function, node
        if name_of(node) in {"text", "literal_column"} and owner_of(node.func) in {"", "sa"}:
            yield function, node
        if any(keyword.arg in {"wall", "walled"} for keyword in node.keywords):
            yield function, node


def queries_in_routes(source: Source) -> Iterator[ast.AST]:
    if source.path.endswith("/routes.py"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and name_of(node) in {"select", "update", "insert"}:
                yield node
            if (
                isinstance(node, ast.Call)
                and name_of(node) == "delete"
                and owner_of(node.func) == "sa"
            ):
                yield node


def workbooks(source: Source) -> Iterator[ast.AST]:
    if not source.path.startswith("app/sheets"):
        for node, name in source.imports():
            if name.split(".")[0] in {"csv", "openpyxl", "python_calamine"}:
                yield node


def bare_words(source: Source) -> Iterator[ast.AST]:
    """Vietnamese that no translator will see. Docstrings are for us, patterns for what is read."""
    hidden: set[ast.AST] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and (name_of(node) in GETTEXT or owner_of(node.func) == "re"):
            hidden.update(inner for argument in node.args for inner in ast.walk(argument))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.add(node.value)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and is_vietnamese(node.value) and node not in hidden:
            yield node


def faults(rule: Callable[[Source], Iterable], allowed: set[Place], sources: list[Source]):  # type: ignore[no-untyped-def, type-arg]
    """Where a rule finds something outside the places allowed to do it."""
    found = []
    for source in sources:
        for hit in rule(source):
            function, node = hit if isinstance(hit, tuple) else ("", hit)
            places = [name for path, name in allowed if source.path.startswith(path)]
            if "" not in places and function not in places:
                found.append(source.at(node, ast.unparse(node)[:80]))
    return found


RULES = {
    "time": (times, {("app/clock.py", "")}),
    "commit": (
        commits,
        {
            ("app/web/settle.py", ""),
            ("app/jobs.py", ""),
            ("app/accounts/entrance.py", "_mark_seen"),
            ("app/journal/lines.py", "record_apart"),
            ("app/accounts/entry.py", "on_its_own"),
            ("app/links/guesses.py", "claim"),  # outlives the refusal
        },
    ),
    "raw SQL": (raw_sql, WITH_THE_DATABASE),
    "query in a route": (queries_in_routes, set()),
    "workbook": (workbooks, set()),
    "bare words": (bare_words, WORD_LISTS),
}


@pytest.mark.parametrize("name", RULES)
def test_only_the_named_places_do_it(name):
    rule, allowed = RULES[name]
    assert faults(rule, allowed, house()) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("time", "at = dt.datetime.now(dt.UTC)"),
        ("time", "at: dt.date = field(default_factory=date.today)"),
        ("time", "sa.func.now()"),
        ("time", "from time import time"),
        ("commit", "def f():\n    db.session.commit()"),
        ("commit", "def f():\n    with door.begin():\n        pass"),
        ("raw SQL", "Unit.__table__.insert()"),
        ("raw SQL", "db.session.execute(sa.text('select 1'))"),
        ("raw SQL", "db.engine.connect()"),
        ("raw SQL", "session.connection()"),
        ("raw SQL", "query.execution_options(walled=True)"),
        ("query in a route", "db.session.scalars(sa.select(Unit))"),
        ("query in a route", "db.session.execute(sa.delete(Unit))"),
        ("workbook", "from openpyxl import Workbook"),
        ("workbook", "import csv"),
        ("bare words", "flash('Đã lưu')"),
        ("bare words", "title = f'Đã lưu {n}'"),
        ("bare words", "_('Đã lưu {}').format('sáng kiến')"),
    ],
)
def test_a_wrong_habit_is_caught(name, code):
    rule, allowed = RULES[name]
    assert faults(rule, allowed, [Source.of("app/toys/routes.py", code)])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("time", "clock.now(); clock.today(); time.perf_counter()"),
        ("commit", "Place.begin(unit)"),
        ("raw SQL", "count_text(3); page.text()"),
        ("query in a route", "Unit.children()"),
        ("bare words", "'''Sáng kiến.'''\n_('Đã lưu'); ngettext('một đơn vị', '%(n)s đơn vị', 2)"),
        ("bare words", "re.compile('đơn vị')"),
    ],
)
def test_a_right_habit_passes(name, code):
    rule, allowed = RULES[name]
    assert faults(rule, allowed, [Source.of("app/toys/routes.py", code)]) == []


def test_a_named_function_covers_nothing_beside_it():
    code = "def _mark_seen():\n    s.commit()\n\ndef other():\n    s.commit()"
    rule, allowed = RULES["commit"]
    (said,) = faults(rule, allowed, [Source.of("app/accounts/entrance.py", code)])
    assert ":5 " in said


def test_no_two_files_of_tests_have_one_name():
    """pytest keeps them apart by name alone; caches beside them may hide a second one."""
    names = Counter(path.name for path in Path("tests").rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
