"""Every GET address of the house, asked by somebody at a unit, with ids of all kinds of objects."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.tenancy.canaries import CANARY

SECRETS = re.compile(r'(csrf_token" value="|X-CSRFToken&#34;: &#34;|name="once" value=")[^"&]+')
MISSING = 999_999


@dataclass(frozen=True)
class Address:
    """One address; `whose` objects its arguments name: "own", "sibling", "above" or "missing"."""

    endpoint: str
    whose: str
    url: str


def addresses(app: Flask, unit_id: int, ids: dict[str, dict[str, int]]) -> Iterator[Address]:
    """All GET addresses at a unit. An argument "notice_id" takes the ids of notices."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        objects = rule.arguments - {"unit_id"}
        for whose in ids if objects else ["own"]:
            named = {name: _id(name, ids[whose]) for name in objects}
            url = _url(app, rule, {"unit_id": unit_id, **named})
            for query in ("", "?q=canary", "?page=2"):
                yield Address(rule.endpoint, whose, url + query)
                if objects:
                    break


def _id(name: str, ids: dict[str, int]) -> int | str:
    table = {"child_id": "unit", "token": "token"}.get(name, name.removesuffix("_id"))
    return ids.get(table, MISSING) or MISSING


def _url(app: Flask, rule: Rule, values: dict[str, int | str]) -> str:
    wanted = {name: values[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, wanted)


def foreign(text: str, inside: set[int], above: set[int]) -> set[str]:
    """Canaries in an answer that somebody at a unit must not see."""
    return {
        hit[0]
        for hit in CANARY.finditer(text)
        if int(hit[1]) not in inside and not (hit[2].lower() == "down" and int(hit[1]) in above)
    }


def words(answer: TestResponse) -> str:
    """All that an answer says: its headers, and its body or what is in its workbook."""
    parts = [answer.data]
    if answer.data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
            parts = [book.read(name) for name in book.namelist()]
    return "\n".join([str(answer.headers), *(part.decode(errors="replace") for part in parts)])


def plain(answer: TestResponse) -> str:
    """An answer without what is new each time."""
    return SECRETS.sub(r"\1", answer.text)
