"""The server killed at every commit and every write of one pressing: pressed again, what is made
of a request is made once, or nothing of it is there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.db import db
from app.initiatives import Initiative
from app.intake import Batch
from app.support import Made, Request, RequestFile
from app.support.messages import Message
from app.tenancy import Everything
from app.units import Unit
from app.uploads import Taken
from tests.intake.dying import DONE, KILLED, workers
from tests.intake.lists import paper
from tests.support.conftest import GRASSROOTS, UPPER, ask, on_duty
from tests.support.test_on_behalf import action, filled
from tests.world import NOW

PRESSING = "tests.support.pressing"
COOKIE = {"Referer": "http://localhost/"}


@pytest.fixture
def mortal(_world_app: Flask, store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database of its own with a request and a list sent with it."""
    store.copy("world_made", "pressing_made")
    maker = make_app("pressing_made")
    with maker.app_context():
        with jobs.step(Everything("a request to be entered"), at=NOW):
            on_duty(UPPER)
            ask(category="enter", author="Phạm Văn Sáu", phone="0912000111")
        db.session.remove()
        db.engine.dispose()
    store.copy("pressing_made", "pressing")
    app = make_app("pressing")
    yield app
    with app.app_context():
        db.engine.dispose()


def fresh(app: Flask, store: Any) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    store.copy("pressing_made", "pressing")


def there(app: Flask) -> tuple[int, ...]:
    """How many initiatives, lists, what was made of requests, and words of desks there are."""
    with app.app_context(), jobs.reading("what was made") as session:
        counts = [sa.select(sa.func.count(m.id)) for m in (Initiative, Batch, Made)]
        words = sa.select(sa.func.count(Message.id)).where(Message.side == "desk")
        return tuple(session.scalar(query) or 0 for query in (*counts, words))


class Pressing:
    """A form that is sent again and again, whatever becomes of the server."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.client = app.test_client().sign_in(f"officer.{UPPER}")  # type: ignore[attr-defined]
        self.app, self.path = app, folder / "form.json"

    def tell(self, address: str, form: dict[str, str]) -> None:
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = f"{name}={self.client.get_cookie(name).value}"
        told = {"address": address, "cookie": cookie, "headers": COOKIE}
        told["form"] = {**form, "csrf_token": self.client.csrf}
        self.path.write_text(json.dumps(told), "utf-8")


def at(app: Flask, code: str, tail: str) -> str:
    with app.app_context(), jobs.reading("an address") as session:
        return f"/u/{session.scalars(sa.select(Unit.id).where(Unit.code == code)).one()}/{tail}"


def pressed_at_every_point(app: Flask, path: Path, made: tuple[int, ...], again: Any) -> int:
    """Kill the server at one point after the other; how many there were."""
    nothing = there(app)
    with workers(app, PRESSING) as servers:
        for point in range(1, 60):
            ended = servers.work(point, str(path))  # type: ignore[arg-type]
            assert ended in (KILLED, DONE), (point, ended)
            assert there(app) in (nothing, made), point
            assert servers.work(0, str(path)) == DONE  # type: ignore[arg-type]
            assert there(app) == made, point
            if ended == DONE:
                return point
            again()
    raise AssertionError("it never came to an end")


def test_an_initiative_is_entered_once(mortal, store, tmp_path):
    number = request_of(mortal)
    pressing = Pressing(mortal, tmp_path)
    page = pressing.client.get(at(mortal, GRASSROOTS, f"initiatives/new?request={number}"))
    pressing.tell(action(page), filled(page))
    keep_signed_in(mortal, store)
    points = pressed_at_every_point(
        mortal, pressing.path, (1, 0, 1, 1), lambda: fresh(mortal, store)
    )
    assert points > 4


def test_a_list_is_opened_once(mortal, store, tmp_path):
    number = request_of(mortal)
    with mortal.app_context(), jobs.step(Everything("a list sent along"), at=NOW) as session:
        file = Taken("ds.xlsx", "xlsx", paper("May Hòa Bình"))
        RequestFile.attach(session.get_one(Request, number), file, by=2, at=NOW)
    pressing = Pressing(mortal, tmp_path)
    page = pressing.client.get(at(mortal, UPPER, f"support/{number}"))
    pressing.tell(page.text.split('/list"')[0].rpartition('"')[2] + "/list", {})
    keep_signed_in(mortal, store)
    points = pressed_at_every_point(
        mortal, pressing.path, (0, 1, 1, 0), lambda: fresh(mortal, store)
    )
    assert points > 3


def request_of(app: Flask) -> int:
    with app.app_context(), jobs.reading("the request") as session:
        return session.scalars(sa.select(Request.id)).one()


def keep_signed_in(app: Flask, store: Any) -> None:
    """What stands there now is what each pressing begins with."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    store.copy("pressing", "pressing_made")
