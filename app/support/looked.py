"""Rows that are looked for without marks."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from app.db import Prose
from app.vietnamese import fold


class LookedFor:
    """`search` follows the columns that `__looked_for__` names, whoever changes them."""

    __looked_for__: tuple[str, ...] = ()
    search: Mapped[Prose]


@sa.event.listens_for(LookedFor, "before_insert", propagate=True)
@sa.event.listens_for(LookedFor, "before_update", propagate=True)
def _follow(mapper: Any, connection: Any, row: Any) -> None:
    row.search = fold(" ".join(getattr(row, name) or "" for name in row.__looked_for__))
