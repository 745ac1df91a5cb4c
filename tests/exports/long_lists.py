"""A long list to be given out, and what came of it."""

import datetime as dt
import io
from typing import Any

from flask import Flask
from python_calamine import CalamineWorkbook

from app import jobs, uploads
from app.exports import ExportRun
from app.exports.lists import again
from app.initiatives import ConsentWay, Draft, Identified, Way, hand_in_all
from app.programmes import windows
from app.tenancy import Scope
from app.units import Unit
from tests.world import NOW


class Asker:
    """Who asks for a file: an account's id and name."""

    id, full_name = 1, "Nguyễn Thị Hằng"


def filled(app: Flask, number: int, unit: str = "cs-a11", upper: str = "huyen-a1") -> Scope:
    """So many initiatives of a unit, endorsed; the scope of the unit above it."""
    with app.app_context():
        with jobs.reading("where a test lies") as session:
            path = session.query(Unit).filter_by(code=upper).one().path
        for since in range(0, number, 2_000):
            with jobs.step(Scope(path), at=NOW):
                home = Unit.by_code(unit)
                assert home
                stage = next(w for w in windows(home) if w.stage.code == "gd2").stage
                drafts = [drafted(home, n) for n in range(since, min(since + 2_000, number))]
                ways = {"way": Way.LIST, "consent": ConsentWay.LIST}
                hand_in_all(drafts, stage, **ways, by=None, at=NOW)
    return Scope(path)


def drafted(unit: Unit, number: int) -> Draft:
    person = Identified(f"Trần Thị Số {number}", f"09{number:08}", id_number=f"001085{number:06}")
    facts = {
        "title": f"Sáng kiến {number}",
        "summary": "=Gọn & “nhanh” <hơn>",
        "target_group": 2,
        "applied_on": dt.date(2022, 8, 15),
        "benefit_claimed": number * 1_000,
    }
    return Draft(unit, [person], facts)


def asked(app: Flask, scope: Scope, *, personal: bool = True, code: str = "huyen-a1") -> int:
    """A file of all that is registered, asked for at a unit."""
    with app.app_context(), jobs.step(scope, at=NOW):
        unit = Unit.by_code(code)
        assert unit
        listed = again(unit, "initiatives", {"stage": "gd2", "state": "registered"}, NOW)
        assert listed
        run = ExportRun.ask(listed, listed.count(), personal=personal, by=Asker(), at=NOW)
        jobs.db.session.flush()
        return run.id


def book(app: Flask, run_id: int) -> bytes:
    """The file of a run, open."""
    with app.app_context(), jobs.reading("a file of a test") as session:
        run = session.get_one(ExportRun, run_id)
        assert run.sha256
        data = b"".join(uploads.pieces(run.sha256, run.seal, since=1))
        assert len(data) == run.length
        return data


def rows_in(data: bytes) -> list[dict[str, Any]]:
    """The list in a file, by its headings, as another reader than ours sees it."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    head = next(n for n, row in enumerate(rows) if row[0] == "STT")
    told = [row for row in rows[head + 1 :] if isinstance(row[0], float)]
    return [dict(zip(rows[head], row, strict=True)) for row in told]
