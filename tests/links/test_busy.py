"""The database locked, slow or away: a clear "try again", and nothing that was typed is lost."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import db
from app.links import visitors
from tests.conftest import ON_POSTGRESQL
from tests.links.visiting import CARRIED, SAID, filled, hidden, link_at, lying, receipt_of, send
from tests.uploads.files import picture

TABLES = {
    "writing": "link_submission, initiative, link_guess",
    "everything": "unit, unit_link, stage, link_submission, initiative",
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "PATIENCE", 0.4)


@contextmanager
def locked(app: Any, what: str = "writing") -> Iterator[None]:
    """Somebody else holds the database, or some tables of it."""
    with app.app_context():
        address = app.config["DATABASE_OWNER_URI"] or db.engine.url
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.connect().execution_options(wall="a lock") as connection:
        connection.exec_driver_sql(
            f"LOCK TABLE {TABLES[what]} IN ACCESS EXCLUSIVE MODE" if ON_POSTGRESQL else "SELECT 1"
        )
        yield
        connection.rollback()
    engine.dispose()


def test_a_form_that_meets_a_lock_comes_back_as_it_was(app, client, as_unit):
    code = link_at(as_unit)
    photo = (io.BytesIO(picture()), "quyet-dinh.jpg")
    form = filled(client, code, photo=photo, elsewhere="CĐCS Dệt Nam Hà")
    with locked(app):
        busy = send(client, code, form)
    assert busy.status_code == 503
    assert busy.headers["Retry-After"]
    assert "Hệ thống đang bận" in busy.text
    assert "Gửi lại" in busy.text
    for name in ("full_name", "phone", "birth", "title", "applied_on", "elsewhere"):
        assert f'value="{form[name]}"' in busy.text, name
    for typed in ("Làm cữ gá bằng nhựa, năng suất tăng 15%.", 'value="350 triệu"', "quyet-dinh"):
        assert typed in busy.text
    assert re.search(r'<input checked [^>]*name="target_group"[^>]* value="2">', busy.text)
    assert hidden(busy)["key"] == form["key"]
    del form["photo"]
    receipt_of(send(client, code, {**form, **hidden(busy)}))
    assert len(lying(as_unit)) == 1


def test_a_receipt_is_led_to_only_when_the_row_is_there(app, client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code)
    with locked(app):
        assert send(client, code, form).status_code == 503
    assert lying(as_unit) == []
    with locked(app):
        assert send(client, code, form).status_code == 503
    receipt_of(send(client, code, form))
    assert len(lying(as_unit)) == 1


@pytest.mark.skipif(not ON_POSTGRESQL, reason="readers of SQLite never wait for a writer")
def test_where_nothing_can_be_read_the_form_comes_back_and_the_page_says_so(app, client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code)
    with locked(app, "everything"):
        page = client.get(f"/n/{code}")
        busy = send(client, code, form)
    assert page.status_code == 503
    assert "Hệ thống đang bận" in page.text
    assert busy.status_code == 503
    assert f'value="{form["title"]}"' in busy.text


@pytest.mark.skipif(ON_POSTGRESQL, reason="one writer at a time is SQLite's")
def test_the_form_is_shown_while_somebody_writes(app, client, as_unit):
    code = link_at(as_unit)
    with locked(app):
        assert client.get(f"/n/{code}").status_code == 200


def test_a_slow_database_is_not_waited_for(client, as_unit, monkeypatch):
    code = link_at(as_unit)
    form = filled(client, code)
    monkeypatch.setattr(visitors, "PATIENCE", 0)
    assert client.get(f"/n/{code}").status_code == 503
    busy = send(client, code, form)
    assert busy.status_code == 503
    assert f'value="{form["title"]}"' in busy.text
    monkeypatch.setattr(visitors, "PATIENCE", 3)
    receipt_of(send(client, code, {**form, **hidden(busy)}))


def test_what_is_wrong_is_said_without_the_database(app, client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code, title="")
    with locked(app):
        assert send(client, code, form).status_code == 422


def test_a_receipt_is_asked_for_again_too(app, client, as_unit):
    code = link_at(as_unit)
    receipt = receipt_of(send(client, code, filled(client, code)))
    with locked(app):
        busy = client.post("/tra-cuu", data={"code": receipt, "digits": "4567"})
    assert busy.status_code == 503
    assert f'value="{receipt}"' in busy.text
    assert client.post("/tra-cuu", data={"code": receipt, "digits": "4567"}).status_code == 200


def test_others_have_their_patience_back(app, client, as_unit):
    """The connection that waited shortly for a visitor goes back to the house."""
    code = link_at(as_unit)
    send(client, code, filled(client, code))
    if not ON_POSTGRESQL:
        with app.app_context():
            options = {"reading": True, "wall": "a look at a setting"}
            with db.engine.connect().execution_options(**options) as connection:
                assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 15000


def test_what_a_form_carries_is_enough_to_draw_it(client, as_unit):
    code = link_at(as_unit)
    assert filled(client, code).keys() | SAID.keys() >= CARRIED
