"""Rows that are written many at once are what was given, on both databases."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import event

from app import jobs
from app.db import db, insert_all, insert_missing, insert_numbered
from app.journal import JournalLine
from app.notices import Notice
from app.tenancy import Scope
from tests.tenancy.sibling import MINE, House
from tests.world import NOW

TEXTS = ("", "NULL", '{a,"b"}', "\\x00 \\ '", "Đồng chí\n%(x)s 100%", "a,b}{", "  ", "[1]")


def place(house: House) -> dict[str, object]:
    return {"unit_id": house.unit[MINE], "unit_path": house.path[MINE]}


def notices(house: House) -> list[dict[str, object]]:
    """Texts that arrays must not take apart, nothing in some, in all of a column, instants."""
    said = {"sender_unit_id": house.unit[MINE], "sender": "x", "account_id": None}
    return [
        {
            **place(house),
            **said,
            "title": text,
            "body": text[::-1],
            "link": text or None,
            "sent_at": NOW + dt.timedelta(microseconds=number),
            "sending": f"s{number}",
            "asks_receipt": bool(number % 2),
        }
        for number, text in enumerate(TEXTS)
    ]


def test_numbers_come_in_the_order_of_the_rows(house):
    rows = notices(house)
    with jobs.step(Scope(house.path[MINE])) as session:
        numbers = insert_numbered(Notice, rows)
        for number, row in zip(numbers, rows, strict=True):
            held = session.get(Notice, number)
            assert {name: getattr(held, name) for name in row} == row
        assert len(set(numbers)) == len(rows)


def test_lists_keep_their_items(house):
    fields: list[list[object]] = [[], ["a"], ["a,b", '"', "{}"], ["đ"]]
    said = {"at": NOW, "by_id": None, "act": "a.b", "subject": "unit", "subject_id": 987_654}
    with jobs.step(Scope(house.path[MINE])) as session:
        insert_all(JournalLine, [{**place(house), **said, "fields": one} for one in fields])
        query = sa.select(JournalLine.fields).where(JournalLine.subject_id == 987_654)
        assert list(session.scalars(query.order_by(JournalLine.id))) == fields


def test_what_is_there_already_is_left_as_it_is(house):
    with jobs.step(Scope(house.path[MINE])) as session:
        numbers = insert_numbered(Notice, notices(house))
        again = [
            {**row, "id": n, "title": "?"} for row, n in zip(notices(house), numbers, strict=True)
        ]
        insert_missing(Notice, [*again, {**again[0], "id": numbers[-1] + 1000}])
        query = sa.select(Notice.title).where(Notice.id.in_(numbers)).order_by(Notice.id)
        assert tuple(session.scalars(query)) == TEXTS
        assert session.get(Notice, numbers[-1] + 1000).title == "?"


def test_nothing_goes_row_by_row_where_a_row_costs_an_answer(house):
    """What arrays have taken over never gets to whoever listens after them."""
    left: list[str] = []

    def listen(cursor: object, sql: str, *_: object) -> None:
        left.append(sql)

    dialect = db.engine.dialect
    event.listen(dialect, "do_executemany", listen)
    with jobs.step(Scope(house.path[MINE])):
        insert_all(Notice, notices(house))
    event.remove(dialect, "do_executemany", listen)
    assert len(left) == (0 if dialect.name == "postgresql" else 1)
