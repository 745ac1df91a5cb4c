"""A browser for the journeys of a file, and the demo at an address of this machine."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser import chromium, live

expect.set_options(timeout=20_000)  # machines may be slow; what is promised comes in the end


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def address(demo_app: Flask) -> Iterator[str]:
    with live(demo_app) as url:
        yield url
