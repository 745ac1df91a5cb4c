"""On the desks: a group of "own", a visit that it has announced and one that it is holding, with
minutes and a promise; and at "child" one that is planned. Of each the newest is asked for."""

import datetime as dt

import sqlalchemy as sa

from app.access import Role
from app.accounts import Membership
from app.programmes import windows
from app.tenancy import ScopedSession, owned_by
from app.units import Unit
from app.visits import Commitment, Visit, WorkingGroup
from app.visits.acting import Plan
from app.visits.copies import Terms
from app.visits.minutes import save
from app.visits.typed import Typed, mark
from tests.world import NOW

CHILDREN = ("cs-a12", "cs-a11")  # announced, held
BY = {"by": 1, "signed_by": "x", "at": NOW}


def settle_in(session: ScopedSession, own: Unit) -> None:
    group = _group(session, own)
    announced, held = (_planned(own, code, group) for code in CHILDREN)
    for visit in (announced, held):
        visit.announce(**BY)
    held.hold(**BY)
    word = f"canary{own.id}own"
    save(held, {"said": Typed(word, 0, mark(""))}, page="x", **BY)
    terms = Terms("Chủ tịch", "Nộp thêm", 3, dt.date(2023, 3, 31))  # the unit below reads it
    Commitment.make(held, terms, by=1, at=NOW)
    below = Unit.by_code("cs-a11")
    assert below
    _alone(session, below)


def _group(session: ScopedSession, unit: Unit) -> WorkingGroup:
    posts = sa.select(Membership).where(Membership.unit_id == unit.id, Membership.until.is_(None))
    held = {post.role: post.account_id for post in session.scalars(posts)}
    word = f"canary{unit.id}own"
    people = {"head": held[Role.LEADER], "secretary": held[Role.OFFICER]}
    group = WorkingGroup.compose(unit, "Đoàn số 1", **people, by=1, at=NOW)
    for name, member in zip(("An", "Bình"), group.members, strict=True):
        member.full_name, member.office = name, "x"  # units below are told who comes
    group.invite(f"Khách {word}", "x", word, by=1, at=NOW)
    return group


def _planned(unit: Unit, about: str, group: WorkingGroup) -> Visit:
    below, word = Unit.by_code(about), f"canary{unit.id}own"
    assert below
    window = next(w for w in windows(below) if w.stage.code == "gd2")
    visit = Visit.propose(unit, below, window, word, **BY)
    # What is told below bears no word of the unit above.
    plan = Plan(group, NOW, "Phòng họp", ["leaders"], "Báo cáo")
    visit.plan(plan, seen=visit.version, **BY)
    return visit


def _alone(session: ScopedSession, unit: Unit) -> None:
    """A unit with nobody below plans to visit itself: it has the verbs to ask for all the same."""
    window = next(w for w in windows(unit) if w.stage.code == "gd2")
    ids = sa.select(WorkingGroup.id).where(WorkingGroup.unit_id == unit.id)
    session.add(
        Visit(
            **owned_by(unit),
            about_unit_id=unit.id,
            programme_id=window.programme.id,
            stage_id=window.stage.id,
            group_id=session.scalars(ids).first(),
            state="planned",
            reason=f"canary{unit.id}own",
            starts_at=NOW,
            venue="x",
            meets=["leaders"],
            prepare="x",
        )
    )
    session.flush()
