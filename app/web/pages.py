"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request, url_for

from app.db import db

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Rows `first`..`last` (from 1) of `total`; `number` of `pages` (from 1)."""

    rows: Sequence[Any]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)


def page_of(query: sa.Select[Any], total: int | None = None, *, number: int = 1) -> Page:
    """The page of `query` that the address asks for (`?page=`), or else `number`.

    :param total: of the rows, if it is known
    """
    if total is None:
        count = sa.select(sa.func.count()).select_from(query.order_by(None).subquery())
        total = db.session.scalar(count) or 0
    last = max(1, -(-total // SIZE))
    number = min(max(request.args.get("page", number, type=int), 1), last)
    rows = db.session.scalars(query.limit(SIZE).offset((number - 1) * SIZE)).unique().all()
    return Page(rows, number, total)


def page_of_rows(rows: Sequence[Any], size: int = SIZE) -> Page:
    """The same of rows that are all there."""
    last = max(1, -(-len(rows) // size))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)


def page_url(number: int) -> str:
    """The address of another page of the list that is shown."""
    arguments: dict[str, Any] = {**request.args.to_dict(), "page": number}
    return url_for(request.endpoint or "", **(request.view_args or {}), **arguments)
