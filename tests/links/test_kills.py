"""The server killed at random while fifty members send: every receipt shown exists exactly once."""

import os
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.db import db
from app.links import UnitLink
from app.tenancy import Everything
from app.units import Unit
from tests.links.killing import faults, send_all
from tests.links.serving import serving
from tests.world import NOW

FORMS = int(os.environ.get("SANGKIEN_LINK_FORMS", "50"))  # `make soak` sends more


@pytest.fixture
def mortal(_world_app: Flask, store, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application on a database of its own."""
    store.copy("world_made", "kills")
    app = make_app("kills")
    yield app
    with app.app_context():
        db.engine.dispose()


def link_of(app: Flask) -> str:
    with app.app_context(), jobs.step(Everything("a link for tests")) as session:
        unit = session.scalars(sa.select(Unit).where(Unit.code == "cs-a11")).one()
        unit.describe(member_count=10_000, by=None, at=NOW)
        return UnitLink.open(unit, by=None, at=NOW).code


def test_every_receipt_shown_exists_exactly_once(mortal):
    code = link_of(mortal)
    with mortal.app_context():
        db.engine.dispose()
    with serving(mortal, f"/n/{code}") as server:
        told = send_all(server, code, FORMS, seed=2023)
    assert len(told.receipts) == FORMS
    assert told.kills > 5
    assert told.attempts > FORMS, "no form was sent twice: the kills came too late"
    with mortal.app_context():
        assert faults(told, FORMS) == []
