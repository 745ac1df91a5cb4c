"""A browser for the journeys of a file, and the demo at an address of this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, expect

from app import jobs
from app.links import UnitLink
from app.tenancy import Everything
from app.units import Unit
from tests.browser import chromium, live
from tests.uploads.files import picture
from tests.world import NOW

expect.set_options(timeout=20_000)  # machines may be slow; what is promised comes in the end


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def address(demo_app: Flask) -> Iterator[str]:
    with live(demo_app) as url:
        yield url


@pytest.fixture
def link(demo_app: Flask) -> str:
    """The address of a link of a grassroots union of the demo."""
    with demo_app.app_context(), jobs.step(Everything("a link for tests")) as session:
        unit = session.scalars(sa.select(Unit).where(Unit.code == "may-an-binh")).one()
        return f"/n/{UnitLink.open(unit, by=None, at=NOW).code}"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "quyet-dinh.jpg"
    path.write_bytes(picture())
    return path
