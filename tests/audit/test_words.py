"""Every act that the house records has words, and so have its group, rows and fields."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from app.audit.words import ACTS, FIELDS, GROUPS, SUBJECTS, group_of
from app.db import Base
from app.deadlines.escalations import Act as Step
from app.initiatives.states import Act
from tests.house.source import Source, house, name_of

MADE_OF = {  # f-strings, by how they begin
    "initiative.": {act.value for act in Act},
    "escalation.": {act.value for act in Step},
}
RECORDERS = {"record", "record_apart"}


def recorded(sources: Iterable[Source]) -> Iterator[str]:
    """Acts as they stand in calls of `journal.record`; what is no constant ends in "?"."""
    for source in sources:
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and name_of(node) in RECORDERS and node.args):
                continue
            if source.path.startswith("app/journal/"):
                continue
            yield from _acts(node.args[0])


def _acts(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant):
        yield str(given.value)
    elif isinstance(given, ast.IfExp):
        yield from (*_acts(given.body), *_acts(given.orelse))
    elif isinstance(given, ast.JoinedStr) and isinstance(given.values[0], ast.Constant):
        begin = str(given.values[0].value)
        yield from (begin + rest for rest in MADE_OF.get(begin, {"?"}))
    else:
        yield f"{ast.unparse(given)}?"


def test_every_act_has_words():
    acts = set(recorded(house()))
    assert len(acts) > 20
    assert acts - ACTS.keys() == set(), "app/audit/words.py says acts in words"


def test_every_act_is_of_a_group_and_every_group_has_acts():
    assert {group_of(act) for act in ACTS} == GROUPS.keys()


def test_subjects_are_tables_and_their_pages_are_there(app):
    assert SUBJECTS.keys() <= set(Base.metadata.tables)
    for subject in SUBJECTS.values():
        if subject.endpoint:
            (rule,) = app.url_map.iter_rules(subject.endpoint)
            assert subject.argument in rule.arguments
            assert app.view_functions[subject.endpoint].access == subject.access


def test_words_of_fields_are_short_and_small():
    assert all(str(words) == str(words).lower() for words in FIELDS.values())


@pytest.mark.parametrize(
    "code", ["journal.record('toys.play', toy)", "record(act, toy)", "record(f'toys.{x}', toy)"]
)
def test_an_act_without_words_is_caught(code):
    assert set(recorded([Source.of("app/toys/models.py", code)])) - ACTS.keys()
