"""Every address has a lock, typed arguments, a plain spelling, and lies in the room it names."""

import re

import pytest
from flask import Flask

from app.access import Permission
from app.web.room import Open, Room

SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.(xlsx|docx|csv|svg|png))?|<(int|string):[a-z_]+>")
# Rooms whose path is empty; those of `wall` are printed, scanned and typed: short ones. What
# visitors ask lies beside them.
NAMELESS = {
    "home": "/u/<int:unit_id>/",
    "web": "/theme",
    "wall": "/n/<string:code>",
    "outside": "/n/<string:code>/hoi",
}


def faults(app: Flask) -> list[str]:
    """What is wrong with the addresses of an application."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        if not isinstance(access, Permission | Open):
            found.append(f"{rule} has no lock")
        segments = [part for part in rule.rule.split("/") if part]
        found += [f"{rule}: {part}" for part in segments if not SEGMENT.fullmatch(part)]
        room, *_ = rule.endpoint.split(".")
        named = segments[2:3] if segments[:1] == ["u"] else segments[:1]
        if room not in NAMELESS and named != [room]:
            found.append(f"{rule} is not in the room {room}")
        if segments[:1] == ["u"] and segments[1:2] != ["<int:unit_id>"]:
            found.append(f"{rule} names no unit")
        if "unit_id" in rule.arguments and access in set(Open):
            found.append(f"{rule} is at a unit and asks for no right")
    return found


def test_every_address_keeps_the_rules(app):
    assert len(list(app.url_map.iter_rules())) > 20
    assert faults(app) == []


def test_only_the_first_page_and_the_frame_have_no_name_in_the_address(app):
    rooms = [room for room in app.blueprints.values() if isinstance(room, Room)]
    assert {room.name for room in rooms if not room.path} <= NAMELESS.keys()
    assert all(room.path in ("", f"/{room.name}") for room in rooms)


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("/u/<int:unit_id>/toys/", "has no lock"),
        ("/toys/<name>", "<name>"),
        ("/toys/one_two", "one_two"),
        ("/toys/Old", "Old"),
        ("/u/<int:unit_id>/games/", "is not in the room toys"),
        ("/u/<int:other_id>/toys/", "names no unit"),
    ],
)
def test_a_wrong_address_is_caught(address, fault):
    app = Flask("toys")
    app.add_url_rule(address, endpoint="toys.play", view_func=lambda **arguments: "")
    assert any(fault in said for said in faults(app))


def test_a_page_at_a_unit_asks_for_a_right():
    app, room = Flask("toys"), Room("toys", "toys")
    room.get("/", access=Open.SIGNED_IN)(lambda: "")
    app.register_blueprint(room)
    assert faults(app) == ["/u/<int:unit_id>/toys/ is at a unit and asks for no right"]


def test_leaving_out_the_lock_is_an_error_at_import():
    with pytest.raises(TypeError, match="access"):
        Room("toys", "toys").get("/")  # type: ignore[call-arg]
