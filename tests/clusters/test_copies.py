"""The figures of the members at their head: copied by the worker, and gone when they must."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import jobs
from app.clusters import copying
from app.initiatives import State
from app.units import Cluster, Unit
from tests.clusters.conftest import found, unit
from tests.world import NOW
from tests.written import hand_in

BY = {"by": None, "at": NOW}
FIGURES = "clusters.figures"
ALL = [("huyen-a1", "huyen-a1", 2), ("huyen-a1", "huyen-a2", 1), ("huyen-a1", "cs-a0", 1)]


def test_the_head_gets_the_figures_and_nothing_is_copied_twice(work, copies, cluster):
    assert copies() == []
    assert work(FIGURES) == 1
    assert copies() == ALL
    assert work(FIGURES) == 0, "they are fresh"


def test_they_are_copied_again_after_an_hour(app: Flask, as_unit, work, copies, cluster):
    work(FIGURES)
    with as_unit("tld") as session:
        hand_in(unit("cs-a21"), to=State.ENDORSED)
        session.get(Cluster, cluster).copied_at = NOW - dt.timedelta(hours=1)
    assert work(FIGURES) == 1
    assert [count for _head, _member, count in copies()] == [2, 2, 1]


def test_another_head_another_place(as_unit, work, copies, cluster):
    work(FIGURES)
    with as_unit("tinh-a") as session:
        session.get(Cluster, cluster).choose_head(unit("huyen-a2"), **BY)
    work(FIGURES)
    assert {head for head, _member, _count in copies()} == {"huyen-a2"}


def test_who_leaves_is_seen_no_more(as_unit, work, copies, cluster):
    work(FIGURES)
    with as_unit("tinh-a") as session:
        session.get(Cluster, cluster).let_go(unit("huyen-a2"), **BY)
    work(FIGURES)
    assert [member for _head, member, _count in copies()] == ["huyen-a1", "cs-a0"]


def test_a_head_that_leaves_takes_nothing_along(as_unit, work, copies, cluster):
    work(FIGURES)
    with as_unit("tld"):
        unit("huyen-a1").move(unit("tinh-b"), **BY)
    assert {head for head, _member, _count in copies()} == {"huyen-a1"}, "for less than a minute"
    work(FIGURES)
    assert copies() == []


def test_a_piece_that_is_killed_leaves_what_was_there(app, work, copies, cluster, monkeypatch):
    work(FIGURES)
    with app.app_context(), jobs.step(copying.Scope(path_of_a(app))) as session:
        session.get(Cluster, cluster).copied_at = None

    def dies(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(copying, "_quarters", dies)
    with pytest.raises(KeyboardInterrupt):
        work(FIGURES)
    assert copies() == ALL
    monkeypatch.undo()
    assert work(FIGURES) == 1 and copies() == ALL


def path_of_a(app: Flask) -> str:
    with jobs.reading("a path") as session:
        return session.scalars(sa.select(Unit.path).where(Unit.code == "tinh-a")).one()


def test_two_clusters_two_heads(as_unit, work, copies, cluster):
    with as_unit("huyen-a1"):
        found("Cụm May", unit("huyen-a1"), ("cs-a11", "cs-a12"), "cs-a12")
    assert work(FIGURES) == 2
    assert copies() == [*ALL, ("cs-a12", "cs-a11", 1), ("cs-a12", "cs-a12", 1)]


def test_the_page_of_the_head(signed_in, ids, work, cluster):
    officer = signed_in("officer.huyen-a1")
    page = f"/u/{ids['huyen-a1']}/clusters/table"
    assert "Chưa có số liệu của cụm" in officer.get(page).text
    work(FIGURES)
    text = officer.get(page).text
    assert "Số liệu lúc" in text and "LĐLĐ huyện Tây Sơn" in text
    assert "25,00%" in text and "20,00%" in text and "1,00%" in text
    assert text.index("Tây Sơn") < text.index("Công đoàn Viên chức"), "ranked by rate"
    assert "Xếp hạng theo tỷ lệ đã đăng ký" in text
    valid = officer.get(f"{page}?count=valid").text
    assert "Xếp hạng theo tỷ lệ hợp lệ" in valid and "0,00%" in valid
    assert "Quý I/2023" in text
    for other in ("huyen-a2", "cs-a0", "cs-a11", "huyen-b1"):
        person = signed_in(f"leader.{other}")
        assert person.get(f"/u/{ids[other]}/clusters/table").status_code == 404
        assert person.get(page).status_code == 404
    assert signed_in("viewer.tinh-a").get(page).status_code == 200, "the founder looks at its head"


def test_the_page_costs_few_statements(signed_in, ids, work, cluster, statements):
    work(FIGURES)
    officer = signed_in("officer.huyen-a1")
    statements.clear()
    officer.get(f"/u/{ids['huyen-a1']}/clusters/table")
    assert len(statements) <= 14, "\n".join(statements)
