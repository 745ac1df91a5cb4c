"""A request is kept when it is answered below 400, and else leaves nothing behind."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, Response, abort, redirect, request
from sqlalchemy import event
from sqlalchemy.orm.exc import StaleDataError

from app import clock, jobs
from app.db import db
from app.journal import JournalLine
from app.tenancy import Everything
from app.units import Unit
from app.web.errors import Refused
from app.web.once import Once
from app.web.room import PUBLIC, Room
from tests.client import Client

toys = Room("toys", __name__)


@toys.get("/<string:key>/<int:status>", access=PUBLIC, at_unit=False)
def answer(key: str, status: int):  # type: ignore[no-untyped-def]
    _write(key)
    return Response("x", status, mimetype="text/plain")


@toys.get("/<string:key>/<string:way>", access=PUBLIC, at_unit=False)
def leave(key: str, way: str):  # type: ignore[no-untyped-def]
    _write(key)
    match way:
        case "away":
            return redirect("/", 303)
        case "abort":
            abort(404)
        case "refused":
            raise Refused("no")
        case "crash":
            raise RuntimeError("on purpose")
        case "stale":
            raise_at_commit()
    return ""


def raise_at_commit() -> None:
    """What a row with a version does when somebody else was quicker."""

    def refuse(*_event: Any) -> None:
        raise StaleDataError("somebody else was quicker")

    event.listen(db.session(), "before_flush", refuse, once=True)


def _write(key: str) -> None:
    db.session.add(Once(key=key, at=clock.real()))
    if request.args.get("flush"):
        db.session.flush()


@pytest.fixture(scope="module")
def _toys(_world_app, store, make_app) -> Iterator[Flask]:
    """An application with the room of toys, on a database of its own."""
    store.copy("world_made", "toys")
    app = make_app("toys")
    app.register_blueprint(toys)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(_toys) -> Client:
    return _toys.test_client()


@pytest.fixture
def key() -> str:
    """A key that no other test has used."""
    return secrets.token_hex(8)


def kept(visitor: Client, key: str) -> bool:
    with visitor.application.app_context(), jobs.reading("what was kept") as session:
        return session.scalar(sa.select(Once.id).where(Once.key == key)) is not None


@pytest.mark.parametrize("status", [200, 201, 204, 303, 399])
def test_below_400_is_kept(visitor, key, status):
    assert visitor.get(f"/toys/{key}/{status}").status_code == status
    assert kept(visitor, key)


def test_an_answer_that_leads_away_is_kept(visitor, key):
    assert visitor.get(f"/toys/{key}/away").status_code == 303
    assert kept(visitor, key)


@pytest.mark.parametrize("flush", ["", "?flush=1"])
@pytest.mark.parametrize("status", [400, 404, 409, 422, 500, 503])
def test_from_400_nothing_is_kept(visitor, key, status, flush):
    assert visitor.get(f"/toys/{key}/{status}{flush}").status_code == status
    assert not kept(visitor, key)


@pytest.mark.parametrize(("way", "status"), [("abort", 404), ("refused", 409), ("crash", 500)])
@pytest.mark.parametrize("flush", ["", "?flush=1"])
def test_who_raises_leaves_nothing_behind(visitor, key, way, status, flush):
    assert visitor.get(f"/toys/{key}/{way}{flush}").status_code == status
    assert not kept(visitor, key)


def test_what_the_database_refuses_at_the_end_is_said(visitor, key):
    visitor.get(f"/toys/{key}/200")
    assert visitor.get(f"/toys/{key}/200").status_code == 500
    assert visitor.get(f"/toys/{key}-2/200").status_code == 200, "the session is usable again"


def test_what_somebody_else_changed_meanwhile_is_a_conflict(visitor, key):
    assert visitor.get(f"/toys/{key}/stale").status_code == 409
    assert not kept(visitor, key)


def test_a_job_that_raises_leaves_nothing_behind(app):
    def work() -> None:
        with jobs.step(Everything("toys")) as session:
            session.add(Once(key="k", at=clock.real()))
            session.flush()
            raise RuntimeError("on purpose")

    with app.app_context():
        with pytest.raises(RuntimeError):
            work()
        with jobs.reading("toys") as session:
            assert session.scalar(sa.select(sa.func.count(Once.id))) == 0


def test_a_step_over_everything_is_in_the_journal(app):
    with app.app_context(), jobs.step(Everything("a reason of ours")):
        pass
    with app.app_context(), jobs.reading("the journal") as session:
        newest = session.scalars(sa.select(JournalLine).order_by(JournalLine.id.desc())).first()
        root = session.scalars(sa.select(Unit).order_by(Unit.path).limit(1)).one()
        assert (newest.act, newest.subject, newest.unit_id) == (
            "unscoped",
            "a reason of ours",
            root.id,
        )
