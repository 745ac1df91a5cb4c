"""Ways to ask for rows or to write them: the 41 of the laboratory, and those found since.

Each is run in the scope of huyen-a1 and answers with what it saw. None may see SECRET, nor change
a row outside. The first 17 escapes of SQLAlchemy's documented recipe are among them.
"""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import delete, func, insert, orm, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from app.accounts import Account, Membership
from app.db import db
from app.initiatives import Initiative
from app.journal import JournalLine
from app.notices import Notice
from app.notices.models import NoticeReading
from app.programmes import Programme, Stage
from app.tenancy import Everything, Scope, ScopedSession
from app.units import Unit
from app.web.once import Once
from tests.tenancy.sibling import ABOVE, MINE, SIBLING, House
from tests.world import NOW

Shape = Callable[[ScopedSession, House], Any]
LABORATORY: dict[str, Shape] = {}
HANDED_DOWN: dict[str, Shape] = {}
SINCE: dict[str, Shape] = {}


def shape(name: str, family: dict[str, Shape] = LABORATORY) -> Callable[[Shape], Shape]:
    def keep(way: Shape) -> Shape:
        assert name not in family
        family[name] = way
        return way

    return keep


def titles(rows: Any) -> list[str]:
    return [row.title for row in rows]


def more(number: int | None, than: int = 1) -> str:
    return "SECRET" if (number or 0) > than else "only mine"


@contextmanager
def session_in(path: str | None):  # type: ignore[no-untyped-def]
    with ScopedSession(db) as session:
        session.enter(Scope(path) if path else Everything("a shape"))
        session.connection(execution_options={"reading": True})  # no shape waits for another
        yield session


def smuggled(session: ScopedSession, model: Any, key: int, path: str | None = None) -> Any:
    """A row loaded where it may be seen, then brought into the session."""
    with session_in(path) as other:
        row = other.get_one(model, key)
        other.expunge(row)
    session.add(row)
    return row


def notice_of(house: House, code: str, **facts: Any) -> Notice:
    return Notice(
        unit_id=house.unit[code],
        unit_path=house.path[code],
        sender_unit_id=house.unit[code],
        **{"sender": "x", "title": "x", "body": "x", "sent_at": NOW, **facts},
    )


# --- the laboratory's: asking ---


@shape("select")
def _(s, h):
    return titles(s.scalars(select(Notice)))


@shape("select columns")
def _(s, h):
    return titles(s.execute(select(Notice.id, Notice.title)))


@shape("count of a column")
def _(s, h):
    return more(s.scalar(select(func.count(Notice.id))))


@shape("count from")
def _(s, h):
    return more(s.scalar(select(func.count()).select_from(Notice)))


@shape("alias")
def _(s, h):
    return titles(s.scalars(select(aliased(Notice))))


@shape("subquery")
def _(s, h):
    return titles(s.execute(select(select(Notice).subquery())))


@shape("cte")
def _(s, h):
    return titles(s.execute(select(select(Notice.title).cte().c.title)))


@shape("union all")
def _(s, h):
    return titles(s.execute(sa.union_all(select(Notice.title), select(Notice.title))))


@shape("exists")
def _(s, h):
    secret = select(Notice.id).where(Notice.title == "SECRET")
    return "SECRET" if s.scalar(select(sa.exists(secret))) else "nothing"


@shape("relation.any")
def _(s, h):
    found = s.scalars(select(Unit.code).where(Unit.notices.any(Notice.title == "SECRET"))).all()
    return "SECRET" if found else "nothing"


@shape("relation.has")
def _(s, h):
    found = s.scalars(select(NoticeReading).where(NoticeReading.notice.has(title="SECRET"))).all()
    return "SECRET" if found else "nothing"


@shape("joined load")
def _(s, h):
    units = s.scalars(select(Unit).options(orm.joinedload(Unit.notices))).unique()
    return [titles(unit.notices) for unit in units]


@shape("select-in load")
def _(s, h):
    units = s.scalars(select(Unit).options(orm.selectinload(Unit.notices)))
    return [titles(unit.notices) for unit in units]


@shape("lazy load of many")
def _(s, h):
    return [titles(unit.notices) for unit in s.scalars(select(Unit)).all()]


@shape("lazy load over a table between")
def _(s, h):
    return [titles(unit.read_notices) for unit in s.scalars(select(Unit)).all()]


@shape("get")
def _(s, h):
    return titles(filter(None, [s.get(Notice, h.notice[SIBLING])]))


@shape("get of what is already there")
def _(s, h):
    smuggled(s, Notice, h.notice[SIBLING])
    return titles(filter(None, [s.get(Notice, h.notice[SIBLING])]))


@shape("lazy load of one")
def _(s, h):
    reading = s.get(NoticeReading, h.reading[SIBLING])
    return reading and reading.notice.title


@shape("select a part")
def _(s, h):
    return more(len(s.scalars(select(NoticeReading)).all()))


@shape("refresh")
def _(s, h):
    row = smuggled(s, Notice, h.notice[SIBLING])
    s.refresh(row)
    return row.title


@shape("expired attribute")
def _(s, h):
    row = smuggled(s, Notice, h.notice[SIBLING])
    s.expire(row)
    return row.title


@shape("text")
def _(s, h):
    return titles(s.execute(text("select * from notice")))


@shape("table")
def _(s, h):
    return titles(s.execute(select(Notice.__table__)))


@shape("from statement")
def _(s, h):
    return titles(s.scalars(select(Notice).from_statement(text("select * from notice"))))


@shape("connection")
def _(s, h):
    return titles(s.connection().execute(select(Notice.title)))


# --- the laboratory's: writing ---


@shape("update of all")
def _(s, h):
    s.execute(update(Notice).values(title="x"))


@shape("delete of all")
def _(s, h):
    s.execute(delete(NoticeReading))
    s.execute(delete(Notice))


@shape("update of the table")
def _(s, h):
    s.execute(update(Notice.__table__).values(title="x"))


@shape("update by key")
def _(s, h):
    s.execute(update(Notice), [{"id": h.notice[SIBLING], "title": "x"}])


@shape("merge")
def _(s, h):
    s.merge(notice_of(h, SIBLING, id=h.notice[SIBLING]))


@shape("insert outside")
def _(s, h):
    s.add(notice_of(h, SIBLING))


@shape("move outside")
def _(s, h):
    mine = s.get(Notice, h.notice[MINE])
    mine.unit_id, mine.unit_path = h.unit[SIBLING], h.path[SIBLING]


@shape("column property")
def _(s, h):
    counted = select(Unit).options(orm.undefer(Unit.notice_count))
    return [more(unit.notice_count, 0) for unit in s.scalars(counted) if unit.code == ABOVE]


@shape("query")
def _(s, h):
    return titles(s.query(Notice).all())


@shape("query.get")
def _(s, h):
    return titles(filter(None, [s.query(Notice).get(h.notice[SIBLING])]))


@shape("insert from select")
def _(s, h):
    s.execute(
        insert(Once).from_select(
            ["key", "at"],
            select(Notice.title + Notice.sender, Notice.sent_at).where(
                Notice.id == h.notice[SIBLING]
            ),
        )
    )
    return s.scalars(select(Once.key)).all()


@shape("scalar subquery")
def _(s, h):
    title = select(Notice.title).where(Notice.unit_id == Unit.id).limit(1).scalar_subquery()
    return [row[1] for row in s.execute(select(Unit.id, title))]


@shape("lazy load of many, loaded before the scope")
def _(s, h):
    with ScopedSession(db) as early:
        units = early.scalars(select(Unit)).all()
        early.enter(s.scope)
        return [titles(unit.notices) for unit in units]


@shape("lazy load of one, loaded before the scope")
def _(s, h):
    with ScopedSession(db) as early:
        reading = early.get(NoticeReading, h.reading[SIBLING])
        early.enter(s.scope)
        return reading.notice.title


@shape("lazy load, loaded in another scope")
def _(s, h):
    above = smuggled(s, Unit, h.unit[ABOVE], path=h.path[ABOVE])
    return titles(above.notices)


@shape("change of what is already there")
def _(s, h):
    smuggled(s, Notice, h.notice[SIBLING]).title = "x"


# --- the same on rows that are handed down: read from below, written inside only ---


@shape("select", HANDED_DOWN)
def _(s, h):
    return [stage.name for stage in s.scalars(select(Stage))]


@shape("count", HANDED_DOWN)
def _(s, h):
    secret = select(func.count()).select_from(Stage).where(Stage.name == "SECRET")
    return more(s.scalar(secret), 0)


@shape("alias", HANDED_DOWN)
def _(s, h):
    return [stage.name for stage in s.scalars(select(aliased(Stage)))]


@shape("get", HANDED_DOWN)
def _(s, h):
    return [stage.name for stage in filter(None, [s.get(Stage, h.stage[SIBLING])])]


@shape("joined load", HANDED_DOWN)
def _(s, h):
    known = s.scalars(select(Programme).options(orm.joinedload(Programme.stages))).unique()
    return [stage.name for programme in known for stage in programme.stages]


@shape("select-in load", HANDED_DOWN)
def _(s, h):
    known = s.scalars(select(Programme).options(orm.selectinload(Programme.stages)))
    return [stage.name for programme in known for stage in programme.stages]


@shape("lazy load of many", HANDED_DOWN)
def _(s, h):
    return [stage.name for one in s.scalars(select(Programme)).all() for stage in one.stages]


@shape("lazy load of one", HANDED_DOWN)
def _(s, h):
    stage = s.get(Initiative, h.initiative).stage
    return stage and stage.name


@shape("joined load of one", HANDED_DOWN)
def _(s, h):
    with_stage = select(Initiative).options(orm.joinedload(Initiative.stage))
    return [initiative.stage and initiative.stage.name for initiative in s.scalars(with_stage)]


@shape("relation.has", HANDED_DOWN)
def _(s, h):
    found = s.scalars(select(Initiative).where(Initiative.stage.has(name="SECRET"))).all()
    return "SECRET" if found else "nothing"


@shape("moves at another unit", HANDED_DOWN)
def _(s, h):
    return [move.to_state for move in s.get(Initiative, h.initiative).moves]


@shape("units beside", HANDED_DOWN)
def _(s, h):
    codes = s.scalars(select(Unit.code)).all()
    return "SECRET" if {SIBLING, "cs-a21", "tinh-b"} & {*codes} else codes


@shape("update of all", HANDED_DOWN)
def _(s, h):
    s.execute(update(Stage).values(name="x"))


@shape("update of all units", HANDED_DOWN)
def _(s, h):
    s.execute(update(Unit).values(name="x"))


@shape("delete of all", HANDED_DOWN)
def _(s, h):
    s.execute(delete(Programme).where(Programme.id.not_in(select(Stage.programme_id))))


@shape("change from below", HANDED_DOWN)
def _(s, h):
    s.get(Stage, h.stage[ABOVE]).name = "x"


@shape("change of the unit above", HANDED_DOWN)
def _(s, h):
    s.get(Unit, h.unit[ABOVE]).name = "x"


@shape("delete from below", HANDED_DOWN)
def _(s, h):
    s.delete(s.get(Stage, h.stage[ABOVE]))


@shape("insert above", HANDED_DOWN)
def _(s, h):
    above = {"unit_id": h.unit[ABOVE], "unit_path": h.path[ABOVE]}
    s.add(Programme(**above, code="x", name="x"))


@shape("pull down", HANDED_DOWN)
def _(s, h):
    programme = s.get(Programme, h.programme[ABOVE])
    programme.unit_id, programme.unit_path = h.unit[MINE], h.path[MINE]


@shape("a unit to another place", HANDED_DOWN)
def _(s, h):
    s.get(Unit, h.unit[MINE]).path = h.path[SIBLING] + "0009."


# --- accounts, which no unit's scope opens ---


@shape("select of accounts", SINCE)
def _(s, h):
    return "SECRET" if s.scalars(select(Account)).all() else "nothing"


@shape("get of an account", SINCE)
def _(s, h):
    return "SECRET" if s.get(Account, h.account) else "nothing"


@shape("join to accounts", SINCE)
def _(s, h):
    posts = select(Membership.id, Account.login).join(Account, Account.id == Membership.account_id)
    return "SECRET" if s.execute(posts).all() else "nothing"


@shape("text on accounts", SINCE)
def _(s, h):
    return "SECRET" if s.execute(text("select * from account")).all() else "nothing"


@shape("a new account", SINCE)
def _(s, h):
    s.add(Account(login="x", full_name="x", password_hash="x", created_at=NOW))


@shape("a new post beside", SINCE)
def _(s, h):
    beside = {"unit_id": h.unit[SIBLING], "unit_path": h.path[SIBLING]}
    post = {"full_name": "x", "office": "x", "role": "leader", "since": NOW}
    s.add(Membership(**beside, account_id=h.account, **post))


# --- found since ---


@shape("text in capitals", SINCE)
def _(s, h):
    return titles(s.execute(text("SELECT title FROM NOTICE")))


@shape("text within a statement", SINCE)
def _(s, h):
    hidden = text("(select title from notice where title = 'SECRET' limit 1)")
    return s.execute(select(Unit.id, hidden)).all()


@shape("literal column within a statement", SINCE)
def _(s, h):
    hidden = sa.literal_column("(select title from notice where title = 'SECRET' limit 1)")
    return s.execute(select(Unit.id, hidden)).all()


@shape("table within a statement", SINCE)
def _(s, h):
    table = Notice.__table__
    hidden = select(table.c.title).where(table.c.title == "SECRET").limit(1).scalar_subquery()
    return s.execute(select(Unit.id, hidden)).all()


@shape("table joined to a statement", SINCE)
def _(s, h):
    table = Notice.__table__
    return s.execute(select(Unit.id, table.c.title).join(table, table.c.unit_id == Unit.id)).all()


@shape("nameless table within a statement", SINCE)
def _(s, h):
    table = sa.table("notice", sa.column("title"))
    hidden = select(table.c.title).where(table.c.title == "SECRET").limit(1).scalar_subquery()
    return s.execute(select(Unit.id, hidden)).all()


@shape("table in a condition of an update", SINCE)
def _(s, h):
    table = Notice.__table__
    hidden = select(table.c.title).where(table.c.title == "SECRET").limit(1).scalar_subquery()
    s.execute(update(Notice).values(body=hidden).execution_options(synchronize_session=False))
    return s.scalars(select(Notice.body)).all()


@shape("scalar subquery in an update", SINCE)
def _(s, h):
    other = aliased(Notice)
    hidden = select(other.title).where(other.title == "SECRET").limit(1).scalar_subquery()
    mine = update(Notice).values(body=func.coalesce(hidden, "nothing"))
    s.execute(mine.execution_options(synchronize_session=False))
    return s.scalars(select(Notice.body)).all()


@shape("update from another table", SINCE)
def _(s, h):
    other = aliased(Notice)
    joined = Notice.id != other.id, other.title == "SECRET"
    copied = update(Notice).where(*joined).values(body=other.title)
    s.execute(copied.execution_options(synchronize_session=False))
    return s.scalars(select(Notice.body)).all()


@shape("insert of values outside", SINCE)
def _(s, h):
    facts = {
        "sender_unit_id": h.unit[MINE],
        "sender": "x",
        "title": "x",
        "body": "x",
        "sent_at": NOW,
    }
    beside = {"unit_id": h.unit[SIBLING], "unit_path": h.path[SIBLING]}
    s.execute(insert(Notice).values(**beside, **facts))


@shape("insert of rows outside", SINCE)
def _(s, h):
    facts = {
        "sender_unit_id": h.unit[MINE],
        "sender": "x",
        "title": "x",
        "body": "x",
        "sent_at": NOW,
    }
    mine = {"unit_id": h.unit[MINE], "unit_path": h.path[MINE]}
    beside = {"unit_id": h.unit[SIBLING], "unit_path": h.path[SIBLING]}
    s.execute(insert(Notice), [{**mine, **facts}, {**beside, **facts}])


@shape("insert of a query's value", SINCE)
def _(s, h):
    hidden = select(Notice.title).where(Notice.title == "SECRET").limit(1).scalar_subquery()
    s.execute(insert(Once).values(key=hidden, at=NOW))
    return s.scalars(select(Once.key)).all()


@shape("a query as an attribute", SINCE)
def _(s, h):
    mine = s.get(Notice, h.notice[MINE])
    mine.body = select(Notice.title).where(Notice.title == "SECRET").limit(1).scalar_subquery()
    s.flush()
    return mine.body


@shape("a query as an attribute of a new row", SINCE)
def _(s, h):
    hidden = select(Notice.title).where(Notice.title == "SECRET").limit(1).scalar_subquery()
    s.add(Once(key=hidden, at=NOW))
    s.flush()
    return s.scalars(select(Once.key)).all()


@shape("insert or update of a foreign key", SINCE)
def _(s, h):
    facts = {
        "sender_unit_id": h.unit[MINE],
        "sender": "x",
        "title": "x",
        "body": "x",
        "sent_at": NOW,
    }
    mine = {"id": h.notice[SIBLING], "unit_id": h.unit[MINE], "unit_path": h.path[MINE]}
    dialect = postgresql if s.get_bind().dialect.name == "postgresql" else sqlite
    into = dialect.insert(Notice)
    s.execute(
        into.on_conflict_do_update(index_elements=["id"], set_={"title": "x"}), {**mine, **facts}
    )


@shape("insert of a new unit above", SINCE)
def _(s, h):
    names = {"name": "x", "short_name": "x", "search": "x", "name_key": "x", "kind_code": "upper"}
    s.execute(insert(Unit), [{"path": h.path[ABOVE] + "0009.", "code": "x", **names}])


@shape("ordered values that move", SINCE)
def _(s, h):
    beside = [(Notice.unit_id, h.unit[SIBLING]), (Notice.unit_path, h.path[SIBLING])]
    s.execute(update(Notice).ordered_values(*beside))


@shape("values that move", SINCE)
def _(s, h):
    s.execute(update(Notice).values(unit_id=h.unit[SIBLING], unit_path=h.path[SIBLING]))


@shape("named values that move", SINCE)
def _(s, h):
    s.execute(update(Notice).values({"unit_id": h.unit[SIBLING], "unit_path": h.path[SIBLING]}))


@shape("a unit moved by a statement", SINCE)
def _(s, h):
    s.execute(
        update(Unit).where(Unit.id == h.unit[MINE]).values(unit_path=h.path[SIBLING] + "0009.")
    )


@shape("deletion of a foreign row", SINCE)
def _(s, h):
    s.delete(smuggled(s, NoticeReading, h.reading[SIBLING]))


@shape("bulk save", SINCE)
def _(s, h):
    s.bulk_save_objects([notice_of(h, SIBLING)])


@shape("bulk insert of mappings", SINCE)
def _(s, h):
    facts = {
        "sender_unit_id": h.unit[MINE],
        "sender": "x",
        "title": "x",
        "body": "x",
        "sent_at": NOW,
    }
    beside = {"unit_id": h.unit[SIBLING], "unit_path": h.path[SIBLING]}
    s.bulk_insert_mappings(Notice, [{**beside, **facts}])


@shape("bulk update of mappings", SINCE)
def _(s, h):
    s.bulk_update_mappings(Notice, [{"id": h.notice[SIBLING], "title": "x"}])


@shape("load of one column", SINCE)
def _(s, h):
    return titles(s.scalars(select(Notice).options(orm.load_only(Notice.title))))


@shape("get without its path", SINCE)
def _(s, h):
    options = [orm.defer(Notice.unit_path)]
    return titles(filter(None, [s.get(Notice, h.notice[SIBLING], options=options)]))


@shape("joined load without paths", SINCE)
def _(s, h):
    lean = orm.joinedload(Unit.notices).load_only(Notice.title)
    return [titles(unit.notices) for unit in s.scalars(select(Unit).options(lean)).unique()]


@shape("subquery load", SINCE)
def _(s, h):
    units = s.scalars(select(Unit).options(orm.subqueryload(Unit.notices)))
    return [titles(unit.notices) for unit in units]


@shape("row by row", SINCE)
def _(s, h):
    return titles(s.scalars(select(Notice).execution_options(yield_per=1)))


@shape("outer join", SINCE)
def _(s, h):
    joined = select(Unit.id, Notice.title).outerjoin(Notice, Notice.unit_id == Unit.id)
    return titles(s.execute(joined))


@shape("join to a subquery", SINCE)
def _(s, h):
    newest = select(Notice.unit_id, Notice.title).limit(9).subquery()
    return titles(
        s.execute(select(Unit.id, newest.c.title).join(newest, newest.c.unit_id == Unit.id))
    )


@shape("recursion", SINCE)
def _(s, h):
    line = select(Notice.id, Notice.title).cte(recursive=True)
    other = aliased(Notice)
    line = line.union_all(select(other.id, other.title).where(other.id == line.c.id + 1))
    return titles(s.execute(select(line.c.title)))


@shape("journal of others", SINCE)
def _(s, h):
    lines = s.scalars(select(JournalLine.unit_path)).all()
    return "SECRET" if any(not path.startswith(h.path[MINE]) for path in lines) else "mine"


@shape("text after a refused write", SINCE)
def _(s, h):
    s.add(notice_of(h, SIBLING))
    try:
        s.flush()
    except Exception:
        s.expunge_all()
    return titles(s.execute(text("select title from notice")))


@shape("text after an empty write", SINCE)
def _(s, h):
    mine = s.get(Notice, h.notice[MINE])
    mine.title = str(mine.title)
    s.flush()
    return titles(s.execute(text("select title from notice")))


@shape("text in a part that is undone", SINCE)
def _(s, h):
    with s.begin_nested():
        s.execute(select(Notice))
        return titles(s.execute(text("select title from notice")))
