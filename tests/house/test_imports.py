"""Imports run one way: the frame below, then the rooms in their order, home and demo on top."""

from collections.abc import Iterable

import pytest

from tests.house.source import Source, house

FRAME = {
    *(
        "access",
        "arrays",
        "ciphers",
        "clock",
        "config",
        "db",
        "jobs",
        "journal",
        "sheets",
        "tenancy",
    ),
    *("uploads", "vietnamese", "web", "words", "workdays", "worker"),
}
STEPS = [
    {"units"},
    {"accounts"},
    {"notices", "mail"},
    {"programmes"},
    {"calendars"},
    {"initiatives"},
    {"quotas"},
    {"reviews", "intake", "similar", "misplaced", "portal"},
    {"links"},  # a receipt shows what reviews say
    {"exports"},
    {"privacy"},
    {"progress"},
    {"clusters", "honours", "campaigns"},
    {"handovers"},
    {"support"},
    {"deadlines"},
    {"visits"},
    {"recognition"},
    {"documents"},
    {"audit"},
    {"home"},
    {"demo"},
]
STEP = {room: number for number, rooms in enumerate(STEPS) for room in rooms}
READERS = {"home", "demo"}  # on top of everything: they may look inside every room


def faults(sources: Iterable[Source]) -> list[str]:
    """Imports against the order, and imports of a room's inside."""
    found = []
    for source in sources:
        room = source.room
        if room and room not in FRAME and room not in STEP:
            found.append(f"{source.path} belongs to no step")
        for node, name in source.imports():
            _app, other, *inside = [*name.split("."), ""]
            if _app != "app" or other == room or other not in STEP:
                continue
            if not room or room in FRAME:
                found.append(source.at(node, f"the frame imports {other}"))
            elif STEP.get(room, 0) <= STEP[other]:
                found.append(source.at(node, f"{room} imports {other}"))
            elif len(inside) > 2 and room not in READERS:
                found.append(source.at(node, f"{room} looks inside {other}"))
    return found


def test_imports_run_one_way():
    assert faults(house()) == []


@pytest.mark.parametrize(
    ("path", "code", "fault"),
    [
        ("app/units/models.py", "from app.accounts import Account", "units imports accounts"),
        ("app/reviews/models.py", "import app.intake", "reviews imports intake"),
        ("app/jobs.py", "from app.units import Unit", "the frame imports units"),
        ("app/__init__.py", "from app import units", "the frame imports units"),
        ("app/web/room.py", "def f():\n    from app.home.layout import frame", "imports home"),
        ("app/notices/forms.py", "from app.units.models import Unit", "looks inside units"),
        ("app/games/__init__.py", "", "belongs to no step"),
    ],
)
def test_a_wrong_import_is_caught(path, code, fault):
    (said,) = faults([Source.of(path, code)])
    assert fault in said


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("app/notices/models.py", "from app.units import Unit"),
        ("app/units/routes.py", "from app.units.models import Unit"),
        ("app/home/routes.py", "from app.notices.models import Notice"),
        ("app/units/models.py", "from app.web.errors import Refused"),
    ],
)
def test_a_right_import_passes(path, code):
    assert faults([Source.of(path, code)]) == []
