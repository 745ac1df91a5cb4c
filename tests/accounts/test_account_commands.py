"""The first administrator of a house."""

import pytest
from flask_migrate import upgrade

from app.db import db


@pytest.fixture
def empty_app(store, make_app):
    store.empty("bare")
    app = make_app("bare")
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_an_empty_house_gets_its_root_and_administrator(empty_app):
    command = ["accounts", "create-administrator", "--unit", "tld", "--name", "Lê Thị Đầu"]
    command += ["--login", "quantri", "--password", "mot-mat-khau"]
    runner = empty_app.test_cli_runner()
    assert runner.invoke(args=command).exit_code == 0
    again = runner.invoke(args=command)
    assert again.exit_code == 2 and "đã có người dùng" in again.output
    client = empty_app.test_client().sign_in("quantri", "mot-mat-khau")
    assert client.get(client.get("/").location).status_code == 200
    assert client.get("/u/1/units/new").status_code == 200


def test_an_unknown_unit_is_refused(app):
    command = ["accounts", "create-administrator", "--unit", "khong-co", "--name", "A"]
    command += ["--login", "a", "--password", "mot-mat-khau"]
    assert app.test_cli_runner().invoke(args=command).exit_code == 2
