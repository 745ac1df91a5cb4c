"""While somebody types: what is like it in the subtree of the unit, and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.db import db
from app.initiatives import Initiative
from app.similar.finding import Finder
from app.similar.likeness import Said, begun, digests
from app.similar.models import COMPARED, Commonplace, Signature
from app.tenancy import Scope

NEWEST, READ, SHOWN = 50_000, 30, 3
ENOUGH_TYPED = 60


@dataclass(frozen=True)
class Near:
    """An initiative that is like what has been typed."""

    initiative: Initiative
    percent: int


def near(title: str, summary: str, path: str, *, but: int | None = None) -> list[Near]:
    """What a text may repeat, the most alike first; nothing while it is short.

    :param path: the subtree that is searched, its newest initiatives
    :param but: the initiative that is being written itself
    """
    _edition, common = Commonplace.known()
    typed = Said.of(title, summary, common)
    if not typed.tells:
        return []
    digest = digests([typed])[0]
    finder, low, high = Finder({0: digest}), *Scope(path).bounds
    newest = sa.select(Signature.initiative_id, Signature.digest).where(
        Signature.unit_path >= low, Signature.unit_path < high
    )
    newest = newest.order_by(Signature.initiative_id.desc()).limit(NEWEST)
    suspects = [
        number
        for number, known in db.session.execute(newest)
        if number != but and any(True for _hit in finder.near(known))
    ]
    return _read(suspects[:READ], lambda one: begun(typed, Said.of(one.title, one.summary, common)))


def _read(numbers: list[int], percent: Callable[[Initiative], int]) -> list[Near]:
    query = (
        sa.select(Initiative)
        .where(Initiative.id.in_(numbers), Initiative.state.in_(COMPARED))
        .options(joinedload(Initiative.unit))
    )
    found = [Near(one, percent(one)) for one in db.session.scalars(query).unique()]
    alike = [one for one in found if one.percent >= ENOUGH_TYPED]
    return sorted(alike, key=lambda one: (-one.percent, one.initiative.id))[:SHOWN]
