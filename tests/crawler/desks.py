"""Work on every desk of the crawler's world, by the house's own verbs, and people to ask for it.

Units are named as seen from "own", at which the crawler's people hold their posts.
"""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from app import clock, jobs
from app.access import Role
from app.accounts import Account, Membership
from app.accounts.factors import FactorReset, RecoveryCode, SecondFactor
from app.accounts.models import Invitation, digest
from app.db import db
from app.exports import ExportRun, lists
from app.initiatives import Initiative, Way
from app.initiatives.attachments import Attachment
from app.initiatives.consent import ConsentWay
from app.initiatives.people import Identified
from app.intake import Batch
from app.intake.handed import PASTED, Handed
from app.intake.papers import BatchPaper
from app.links import LinkSubmission, UnitLink, codes
from app.mail import Letter, MailAddress
from app.notices import Notice
from app.programmes import Stage, windows
from app.progress import Charge, Definition, Snapshot, table_now
from app.quotas import Ledger, Paper, QuotaDecision, QuotaRequest, planning
from app.quotas.facts import facts
from app.quotas.rules import Rule, RuleKind
from app.reviews import Outcome, Review, Reviewer, Run, Selection, Word
from app.tenancy import Everything, ScopedSession, owned_by
from app.units import Unit
from app.uploads import Taken
from tests.crawler import (
    canaries,
    desks_of_campaigns,
    desks_of_clusters,
    desks_of_deadlines,
    desks_of_support,
    desks_of_visits,
)
from tests.uploads.files import pdf
from tests.world import NOW, PASSWORD

UNITS = {"own": "huyen-a1", "child": "cs-a11", "sibling": "huyen-a2", "parent": "tinh-a"}
RECEIPT = "2222-2222-2222"
DIGITS = "0000"  # the end of the telephone of the first author at each unit
HALF = "half"  # the login of somebody who has a second factor
PAPER = "01/QĐ"  # the number of a document that was issued
NEW = "ma-moi-1"  # a code that nothing has yet, and one of the recovery codes of `HALF`


def settle_in() -> None:
    """Fill a copy of the world of tests."""
    canaries.settle_in()
    with jobs.step(Everything("desks for the crawler")) as session:
        units = session.scalars(sa.select(Unit).order_by(Unit.path)).all()
        own = next(unit for unit in units if unit.code == UNITS["own"])
        _decided(session)  # before the work: of each unit's objects the newest are asked for
        for unit in units:
            _work(session, unit)
            _told(session, unit, units[0])
            _doors(session, unit)
            _lists(session, unit)
        _visitors(session)
        _quotas(units)
        _plans(units)
        desks_of_clusters.settle_in(session, units, own)
        desks_of_deadlines.settle_in(session, units)
        desks_of_campaigns.settle_in(session, units)
        desks_of_visits.settle_in(session, own)
        desks_of_support.settle_in(session, own)
        _frozen(units)
        _charges(session, units)
        _people(session)
        _chosen(session)
        for unit in units:
            _exported(session, unit)
    jobs.run("exports.files")


def _decided(session: ScopedSession) -> None:
    """What the leader of "own" has just decided, by hand and in a run; it can be taken back for as
    long as a crawl lasts."""
    own = session.scalars(sa.select(Unit).where(Unit.code == UNITS["own"])).one()
    leader = sa.select(Account).where(Account.login == f"leader.{UNITS['own']}")
    account = session.scalars(leader).one()
    by, word, later = Reviewer(account.id, "x"), Word(Outcome.VALID), dt.timedelta(hours=6)
    made = [_drafted(own, number) for number in range(2)]
    for one in made:
        one.submit(next(w for w in windows(own) if w.stage.code == "gd2"), by=None, at=NOW)
    Review.write(made[0], own, word, by=by, at=NOW)
    Selection(own, account.id).keep({made[1].id: made[1].version}, {made[1].id})
    run = Run.begin(own, word, by=by, at=NOW)
    assert run.began_at
    run.began_at += later
    ids = [one.id for one in made]
    for review in session.scalars(sa.select(Review).where(Review.initiative_id.in_(ids))):
        review.at += later
        review.initiative.desk_since = review.at


def _chosen(session: ScopedSession) -> None:
    """What the leader of "own" has ticked and not yet decided on."""
    own = session.scalars(sa.select(Unit).where(Unit.code == UNITS["own"])).one()
    leader = sa.select(Account.id).where(Account.login == f"leader.{UNITS['own']}")
    waiting = sa.select(Initiative).where(
        Initiative.unit_id == own.id, Initiative.title.startswith("Máy đo 1")
    )
    one = next(i for i in session.scalars(waiting).unique() if i.desk_unit_id == own.id)
    Selection(own, session.scalars(leader).one()).keep({one.id: one.version}, {one.id})


def _quotas(units: Sequence[Unit]) -> None:
    """Quotas of the second stage, from the root down, not all of them given on."""
    window = next(w for w in windows(units[0]) if w.stage.code == "gd2")
    ledger = Ledger(window.programme, window.stage, by=None, at=NOW)
    paper = Paper("01/QĐ", NOW.date())
    ledger.receive(units[0], 100_000, paper)
    for unit in units[1:]:  # by path: each giver has received before
        giver = next(above for above in units if above.path == unit.parent_path)
        ledger.give(giver, unit, ledger.balance(giver).received // 10 + unit.id, paper)
    # What waits is of the stage before: pages open at a unit's own one, of which it may ask once.
    first = next(w for w in windows(units[0]) if w.stage.code == "gd1")
    for asked in db.session.scalars(sa.select(QuotaRequest)):
        asked.programme_id, asked.stage_id = first.programme.id, first.stage.id


def _plans(units: Sequence[Unit]) -> None:
    """A draft plan with a rule at each unit, and a document that each has been sent."""
    window = next(w for w in windows(units[0]) if w.stage.code == "gd2")
    for unit in units:
        found, word = facts(unit, window.programme), f"canary{unit.id}own"
        plan = planning.begin(found, [window.stage.id], name=word, by=None, at=NOW)
        planning.rule(plan, found, [Rule(RuleKind.SHARE, label=word)], by=None, at=NOW)
        if unit.parent_path:
            giver = next(above for above in units if above.path == unit.parent_path)
            paper = Paper(PAPER, dt.date(2022, 8, 15))
            QuotaDecision.issue(
                [unit], paper, giver=giver, programme=window.programme, by=None, at=NOW
            )


def _frozen(units: Sequence[Unit]) -> None:
    """A snapshot of each unit's table of the second stage."""
    for unit in units:
        window, word = (
            next(w for w in windows(unit) if w.stage.code == "gd2"),
            f"canary{unit.id}own",
        )
        table = table_now(unit, window, Definition.REGISTERED, NOW)
        Snapshot.take(unit, table, title=word, signed_by=word, by=None, at=NOW)


def _charges(session: ScopedSession, units: Sequence[Unit]) -> None:
    """Each unit's officer and leader look after those below, but for the newest."""
    for unit in units:
        posts = sa.select(Membership).where(Membership.unit_id == unit.id)
        held = {post.role: post.account_id for post in session.scalars(posts)}
        below = sorted(child.id for child in session.scalars(unit.children()).unique())
        pair = held.get(Role.OFFICER), held.get(Role.LEADER)
        Charge.put(unit, dict.fromkeys(below[:-1] or below, pair), by=1, at=NOW)


def _people(session: ScopedSession) -> None:
    for account in session.scalars(sa.select(Account).where(Account.login.contains(UNITS["own"]))):
        account.full_name = account.login  # seen by oneself wherever one goes, as is the office
    own, child = (Unit.by_code(UNITS[place]) for place in ("own", "child"))
    assert own and child
    for post in session.scalars(sa.select(Membership).where(Membership.unit_id == own.id)):
        post.office = "x"
    both, half = (
        Account.create(login=login, full_name=login, password=PASSWORD, at=NOW)
        for login in ("both", HALF)
    )
    posts = [(both, own, Role.VIEWER), (both, child, Role.LEADER), (half, own, Role.VIEWER)]
    for account, unit, role in posts:
        Membership.appoint(account, unit, role, office="x", by=None, at=NOW)
    leader = Account.by_login(f"leader.{UNITS['own']}", session)
    assert leader
    MailAddress.give(leader.id, "private@example.org", at=NOW)
    paper = digest("".join(filter(str.isalnum, NEW.upper())))
    session.add(RecoveryCode(account_id=half.id, digest=paper))
    session.add(
        SecondFactor(
            account_id=half.id, secret="JBSWY3DPEHPK3PXP" * 2, last_step=0, enrolled_at=clock.real()
        )
    )


def _work(session: ScopedSession, unit: Unit) -> None:
    """Initiatives in several states, each with a file."""
    window = next(w for w in windows(unit) if w.stage.code == "gd2")
    grassroots = bool(unit.kind and unit.kind.grassroots)
    word = f"canary{unit.id}own"
    leads = sa.select(Membership.account_id).where(
        Membership.unit_id == unit.id, Membership.role == Role.LEADER
    )
    told = NOW - dt.timedelta(hours=1)
    for number in range(-1, unit.id % 3 + 3):
        made = _drafted(unit, number)
        file = Taken(f"{word}.pdf", "pdf", pdf() + f"\n% {word} {number}".encode())
        Attachment.attach(made, file, by=None, at=NOW)
        if number < 0:  # refused long enough ago for its unit to have been told
            made.submit(window, by=None, at=told)
            made.endorse(by=None, at=told)
            made.reject(by=1, at=told)
        elif number < unit.id % 3 + 2:  # the newest stays a draft, the one before lies on its desk
            made.submit(window, by=None, at=NOW)
            if grassroots and number % 2 == 0 and number < unit.id % 3 + 1:
                made.endorse(by=None, at=NOW)
            made.desk_unit_id = unit.id if made.desk_unit_id else None
        else:
            made.desk_person_id = session.scalar(leads)  # who has it in hand, to hand it over


def _lists(session: ScopedSession, unit: Unit) -> None:
    """A paper list with a signed copy: a row that is right, and one of a school nobody knows."""
    word = f"canary{unit.id}own"
    child = session.scalars(unit.children().limit(1)).unique().first() or unit
    lines = ["STT\tHọ và tên\tSố điện thoại\tTrường\tĐối tượng\tTên sáng kiến\tÁp dụng\tTóm tắt"]
    for number, school in enumerate((child.name, f"Điểm trường {word}"), 1):
        said = f"Trần Thị {word}\t09{unit.id:04}999{number}\t{school}\t4\tMáy {number} {word}"
        lines.append(f"{number}\t{said}\t7/2022\tGọn {word}")
    handed = Handed(f"{word}.xlsx", "\n".join(lines).encode(), PASTED)
    stage = next(w.stage for w in windows(unit) if w.stage.code == "gd2")
    batch = Batch.check(unit, handed, stage, by=None, at=NOW)
    session.flush()
    BatchPaper.keep(batch, Taken(f"{word}.pdf", "pdf", f"%PDF {word}".encode()), by=None, at=NOW)


def _exported(session: ScopedSession, unit: Unit) -> None:
    """A file of all of a unit's initiatives with their telephones, asked for by its leader."""
    lead = sa.select(Membership.account_id).where(
        Membership.unit_id == unit.id, Membership.role == Role.LEADER
    )
    by = session.get_one(Account, session.scalars(lead.limit(1)).one())
    listed = lists.again(unit, "initiatives", {"stage": "gd2"}, NOW)
    assert listed
    ExportRun.ask(listed, listed.count(), personal=True, by=by, at=NOW)


def _visitors(session: ScopedSession) -> None:
    """A link on the wall of "child" that has a true code, and what came in by it."""
    child = Unit.by_code(UNITS["child"])
    assert child
    link = UnitLink.running_at(child)
    assert link
    link.key = codes.new_key()
    for row in session.scalars(sa.select(LinkSubmission).where(LinkSubmission.link_id == link.id)):
        row.code = RECEIPT


def doors(session: ScopedSession) -> dict[str, str]:
    """What a visitor holds in the hand at "child": the link, its receipt, that of an initiative."""
    child = session.scalars(sa.select(Unit).where(Unit.code == UNITS["child"])).one()
    link = session.scalars(sa.select(UnitLink).where(UnitLink.unit_id == child.id)).one()
    first = sa.select(Initiative.code).where(
        Initiative.unit_id == child.id, Initiative.title.startswith("Máy đo 0")
    )
    return {
        "code": link.code,
        "receipt": RECEIPT,
        "initiative": session.scalars(first).one(),
        "request_code": session.scalars(desks_of_support.receipts(child)).one(),
    }


def _drafted(unit: Unit, number: int) -> Initiative:
    window = next(w for w in windows(unit) if w.stage.code == "gd2")
    word = f"canary{unit.id}own"
    return Initiative.draft(
        unit,
        window.stage,
        authors=[Identified(f"Tác giả {word}", phone=f"09{unit.id:04}{number % 10_000:04}")],
        way=Way.GRASSROOTS,
        consent=ConsentWay.FORM,
        by=None,
        at=NOW,
        title=f"Máy đo {number} {word}",
        summary=f"Tóm tắt {word}",
        target_group=1,
        applied_on=dt.date(2022, 7, 1),
    )


def _told(session: ScopedSession, unit: Unit, root: Unit) -> None:
    """A word to one person at a unit, and one to all."""
    word = f"canary{unit.id}own"
    reader = sa.select(Membership.account_id).where(
        Membership.unit_id == unit.id, Membership.role == Role.CONTACT
    )
    told = session.scalar(reader)
    Notice.send(
        unit,
        sender=root,
        title=f"private{told} {word}",
        body="x",
        at=NOW,
        by=None,
        account_id=told,
    )
    session.flush()
    session.add(
        Notice(
            **owned_by(unit), sender_unit_id=root.id, sender="x", title=word, body="x", sent_at=NOW
        )
    )
    session.flush()
    said = {"sender": unit, "title": f"Nhận chưa {word}", "body": "x", "by": None, "at": NOW}
    Notice.send(unit, **said, asks_receipt=True)  # what it has asked of itself
    for letter in session.scalars(sa.select(Letter).where(Letter.unit_id == unit.id)):
        letter.given_up_at, letter.last_answer = NOW, "550"


def _doors(session: ScopedSession, unit: Unit) -> None:
    """An open invitation, a lost phone one has signed for, a stage that has room for a cut-off."""
    at_unit = Invitation.unit_id == unit.id
    invitation = session.scalars(sa.select(Invitation).where(at_unit)).first()
    if invitation:
        invitation.digest = digest(f"invitation-{unit.id}")
        invitation.role, invitation.used_at = Role.VIEWER.value, None
        invitation.expires_at = clock.real() + dt.timedelta(days=3)
    for reset in session.scalars(sa.select(FactorReset).where(FactorReset.unit_id == unit.id)):
        reset.asked_from = unit.path
    own_stages = sa.select(Stage).where(Stage.unit_id == unit.id, Stage.submitted_until == NOW)
    for stage in session.scalars(own_stages):
        stage.submitted_since = NOW - dt.timedelta(days=250)
