"""The page of a batch, or the part of it that htmx asks for."""

from collections.abc import Sequence
from typing import Any

from flask import abort, g, request

from app import clock
from app.db import db
from app.intake.columns import choices, meaning, options
from app.intake.grid import Grid
from app.intake.models import Batch
from app.intake.papers import BatchPaper
from app.intake.places import BatchPlace
from app.intake.words import VERDICTS, columns_text
from app.units import Unit, likely_units
from app.web.pages import SIZE, page_of
from app.web.rendering import render

OFFERED = 5


def find(batch_id: int) -> Batch:
    return Batch.find(g.unit, batch_id) or abort(404)


def page(batch: Batch, *, editing: int = 0, status: int = 200, **more: Any) -> Any:
    """Everything of a batch.

    :param editing: the id of the row that is open for corrections
    """
    verdict = request.args.get("verdict", "")
    verdict = verdict if verdict in batch.counts else ""
    total = batch.counts[verdict] if verdict else batch.total
    number = batch.before(editing) // SIZE + 1 if editing and not verdict else 1
    rows = page_of(batch.listed(verdict), total=0 if batch.is_busy else total, number=number)
    places = list(batch.places.values())
    given: dict[str, Any] = {"papers": BatchPaper.of(batch), "columns": None, **more}
    return render(
        "intake/batch.html",
        "batch",
        batch=batch,
        page=rows,
        grid=Grid(rows.rows, split=bool(places), editing=editing),
        verdict=verdict,
        verdicts=VERDICTS,
        understood=columns_text(batch.columns),
        window=batch.window,
        units=_offered(batch, bool(places)),
        places=places,
        asked=None if batch.is_busy else _asked(places),
        choices=choices(batch),
        column_options=options,
        meanings=meaning,
        q=request.args.get("q", ""),
        now=clock.now(),
        today=clock.today(),
        status=status,
        **given,
    )


def _offered(batch: Batch, split: bool) -> list[Unit] | None:
    """Units to choose from while it is unknown whose list it is, or when somebody asks."""
    text = request.args.get("q", "").strip()
    wanted = "q" in request.args and "place" not in request.args
    if batch.taken or batch.is_busy or not (wanted or (not batch.about and not split)):
        return None
    return _found(text, batch.unit_line)


def _asked(places: Sequence[BatchPlace]) -> tuple[BatchPlace, list[Unit]] | None:
    """The spelling to be asked for next, and units that may be meant by it."""
    wanted = request.args.get("place", 0, type=int)
    unclear = [p for p in places if p.id == wanted or p.target_id is None]
    if not unclear:
        return None
    place = next((p for p in unclear if p.id == wanted), unclear[0])
    text = request.args.get("q", "").strip() if wanted else ""
    return place, _found(text, place.said)


def _found(text: str, line: str | None) -> list[Unit]:
    if not text:
        return likely_units(line, within=g.unit, most=OFFERED)
    return list(db.session.scalars(g.unit.below(text).limit(OFFERED)))
