"""On the desks: clusters with their heads, copies and letters; stories and what hangs on the board.

The copies that a head holds of others bear no canary: they are its own to read.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from app.clusters.models import ClusterFigure, ClusterQuarter, ClusterReminder
from app.honours.models import Honour, Story
from app.initiatives import Initiative, State
from app.programmes import windows
from app.tenancy import ScopedSession, owned_by
from app.units import Cluster, Unit
from tests.world import NOW


def settle_in(session: ScopedSession, units: Sequence[Unit], own: Unit) -> None:
    """The children of each unit are a cluster, headed by the first of them."""
    for founder in units:
        children = list(session.scalars(founder.children()).unique())
        if children:
            _cluster(session, founder, children)
    _stories(session, units[0], own)


def _cluster(session: ScopedSession, founder: Unit, children: Sequence[Unit]) -> None:
    made, head = Cluster.found(founder, f"Cụm canary{founder.id}down", by=None, at=NOW), children[0]
    for child in children:
        made.take_in(child, by=None, at=NOW)
    made.choose_head(head, by=None, at=NOW)
    window = next(w for w in windows(founder) if w.stage.code == "gd2")
    of_window = {"programme_id": window.programme.id, "stage_id": window.stage.id}
    for copies in (ClusterFigure, ClusterQuarter, ClusterReminder):
        row = session.scalars(sa.select(copies).where(copies.unit_id == head.id)).one()
        row.cluster_id = made.id
        for name in of_window if copies is not ClusterReminder else ():
            setattr(row, name, of_window[name])
    for child in children[1:]:
        session.add(_copy(made, head, child, of_window))


def _copy(cluster: Cluster, head: Unit, about: Unit, of_window: dict[str, int]) -> ClusterFigure:
    words = {"name": f"Thành viên {about.id}", "above": "Cấp trên", "above_id": cluster.unit_id}
    figures = {"quota": 10, "counts": {"valid": 1}, "member_count": 100, "as_of": NOW}
    place = {**owned_by(head), "cluster_id": cluster.id, "about_unit_id": about.id}
    return ClusterFigure(**place, **of_window, **words, **figures)


def _stories(session: ScopedSession, root: Unit, own: Unit) -> None:
    """The story of "own" is of an initiative that is valid; every story hangs where it lies, though
    only the root's board is read."""
    stage = next(w.stage for w in windows(root) if w.stage.code == "gd2")
    valid = sa.select(Initiative.id).where(
        Initiative.unit_id == own.id, Initiative.state == State.VALID
    )
    mine = session.scalars(sa.select(Story).where(Story.unit_id == own.id)).one()
    mine.initiative_id = session.scalars(valid.order_by(Initiative.id)).first()
    for honour in session.scalars(sa.select(Honour)):
        honour.kind, honour.stage_id = "initiative", stage.id
