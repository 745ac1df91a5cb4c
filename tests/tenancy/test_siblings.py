"""Two siblings at work at the same time see nothing of each other, whatever they ask for."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.units import Unit
from tests.client import Client
from tests.tenancy import canaries
from tests.tenancy.crawl import MISSING, Address, addresses, foreign, plain, words
from tests.tenancy.sibling import ABOVE, MINE, SIBLING


@dataclass(frozen=True)
class Side:
    """One sibling: a client, its unit, the units it may see, and its addresses."""

    client: Client
    unit: int
    inside: set[int]
    above: set[int]
    addresses: list[Address]


def side(app: Flask, role: str, code: str, other: str) -> Side:
    with app.app_context():
        with jobs.reading("units of the tree") as session:
            tree = dict(session.execute(sa.select(Unit.code, Unit.path)).all())
            ids = dict(session.execute(sa.select(Unit.path, Unit.id)).all())
        path = tree[code]
        objects = {
            "own": canaries.ids_of(path),
            "sibling": canaries.ids_of(tree[other]),
            "above": canaries.ids_of(tree[ABOVE]),
            "missing": {},
        }
        asked = list(addresses(app, ids[path], objects))
    return Side(
        app.test_client().sign_in(f"{role}.{code}"),  # type: ignore[attr-defined]
        ids[path],
        inside={number for at, number in ids.items() if at.startswith(path)},
        above={number for at, number in ids.items() if path.startswith(at) and at != path},
        addresses=asked,
    )


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_no_page_and_no_part_shows_a_row_of_the_sibling(aviary, role):
    mine, theirs = side(aviary, role, MINE, SIBLING), side(aviary, role, SIBLING, MINE)
    shown = set()
    for pair in zip(mine.addresses, theirs.addresses, strict=True):
        for here, address in zip((mine, theirs), pair, strict=True):
            for htmx in (False, True):
                answer = here.client.get(address.url, htmx=htmx)
                said = words(answer)
                assert not foreign(said, here.inside, here.above), (address, htmx)
                if f"canary{here.unit}" in said and answer.status_code == 200:
                    shown.add(address.endpoint)
    assert {"units.browse", "notices.inbox", "home.start"} <= shown, "canaries are seen at home"


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_a_foreign_object_answers_like_a_missing_one(aviary, role):
    here = side(aviary, role, MINE, SIBLING)
    by_endpoint: dict[str, dict[str, Address]] = {}
    for address in here.addresses:
        by_endpoint.setdefault(address.endpoint, {})[address.whose] = address
    asked = {e: whose for e, whose in by_endpoint.items() if "sibling" in whose}
    assert asked
    for whose in asked.values():
        for htmx in (False, True):
            sibling, missing = (
                here.client.get(whose[name].url, htmx=htmx) for name in ("sibling", "missing")
            )
            assert sibling.status_code == missing.status_code >= 400, whose["sibling"]
            assert plain(sibling) == plain(missing), whose["sibling"]


def test_a_foreign_unit_answers_like_a_missing_one(aviary):
    mine = side(aviary, "leader", MINE, SIBLING)
    theirs = side(aviary, "leader", SIBLING, MINE)
    above = next(iter(mine.above - {1}))
    for address in mine.addresses:
        start = f"/u/{mine.unit}/"
        if not address.url.startswith(start) or "?" in address.url or address.whose != "own":
            continue
        answers = [
            mine.client.get(address.url.replace(start, f"/u/{unit}/", 1))
            for unit in (MISSING, theirs.unit, above)
        ]
        assert {answer.status_code for answer in answers} == {404}, address
        assert len({plain(answer) for answer in answers}) == 1, address


def test_a_count_holds_only_ones_own(aviary):
    mine = side(aviary, "leader", MINE, SIBLING)
    page = mine.client.get(f"/u/{mine.unit}/units/?q=canary").text
    assert f"/ {len(mine.inside) - 1}</p>" in page, "the sum under the list"


@pytest.mark.parametrize("text", ["canary5own", "Canary2Own", "x canary4down", "canary5down"])
def test_a_canary_of_another_unit_is_caught(text):
    assert foreign(text, inside={3}, above={1, 2})


@pytest.mark.parametrize("text", ["canary3own", "canary3down", "canary2down", "canary"])
def test_a_canary_of_ones_own_is_not(text):
    assert not foreign(text, inside={3}, above={1, 2})
