"""How a leak is sown: in place of a view, or of something the views use."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, make_response
from openpyxl import Workbook

from app.db import db
from app.tenancy import Everything, ScopedSession
from app.web.room import _locked

Seed = Callable[["Field"], None]
SEEDS: list[tuple[str, Seed]] = []  # the endpoint to crawl, and what is sown


def seed(endpoint: str) -> Callable[[Seed], Seed]:
    """A leak of an endpoint; its name says what is wrong."""

    def keep(sow: Seed) -> Seed:
        SEEDS.append((endpoint, sow))
        return sow

    return keep


@dataclass(frozen=True)
class Field:
    """Where a seed is sown; everything is put back after its test."""

    app: Flask
    patch: pytest.MonkeyPatch
    endpoint: str
    sibling: int

    @property
    def was(self) -> Any:
        """The view as it was, behind its lock."""
        return self.app.view_functions[self.endpoint]

    def view(self, view: Callable[..., Any], access: Any = None) -> None:
        """Put another view behind the lock, or behind another lock."""
        self.put(_locked(view, access or self.was.access), access or self.was.access)

    def put(self, entered: Callable[..., Any], access: Any = None) -> None:
        """Put another view in the place of view and lock; it still says it has the lock."""

        def unlocked(**arguments: Any) -> Any:
            return entered(**arguments)

        unlocked.access = access or self.was.access  # type: ignore[attr-defined]
        self.patch.setitem(self.app.view_functions, self.endpoint, unlocked)


def everything() -> ScopedSession:
    """The session of the request, as if its scope were everything."""
    session = db.session()
    session.rollback()
    session._scope, session.narrowing = Everything("a seeded leak"), None
    return session


def book(rows: Any, hidden: str = "") -> Any:
    """An answer with a workbook, perhaps with a sheet that no menu shows."""
    made, data = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append([row])
    if hidden:
        made.create_sheet("x").append([hidden])
        made.worksheets[1].sheet_state = "veryHidden"
    made.save(data)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return make_response(data.getvalue(), 200, {"Content-Type": kind})
