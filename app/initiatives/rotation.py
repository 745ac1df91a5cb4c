"""Sealing every secret of the house with the newest key, some hundred rows at a time."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app import ciphers, jobs
from app.ciphers import Sealed
from app.db import Base
from app.tenancy import Everything

AT_ONCE = 300  # rows of one step


def is_done() -> bool:
    """Whether the newest key has sealed everything: then another one may be added."""
    with jobs.reading("privacy rotate-key") as session:
        return not any(session.scalar(_older(model).limit(1)) for model in _sealed())


def steps() -> Iterator[int]:
    """Reseal what an older key has sealed; gives how many rows each step did."""
    for model in _sealed():
        done, last = AT_ONCE, 0
        while done == AT_ONCE:
            with jobs.step(Everything("privacy rotate-key")) as session:
                numbers = _older(model).where(model.id > last).order_by(model.id).limit(AT_ONCE)
                rows = session.scalars(sa.select(model).where(model.id.in_(numbers))).unique().all()
                for row in rows:
                    row.reseal()
                done = len(rows)
                last = max((row.id for row in rows), default=last)
            yield done


def _sealed() -> list[Any]:
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Sealed)]


def _older(model: Any) -> sa.Select[Any]:
    """Ids of rows with a token of another key than the newest: a token begins with its version."""
    newest = bytes([ciphers.ring().newest.version])
    columns = [getattr(model, secret.column) for _name, secret in model.secrets()]
    first = (sa.func.substr(column, 1, 1, type_=sa.LargeBinary) for column in columns)
    return sa.select(model.id).where(sa.or_(*(version != newest for version in first)))
