"""Handing a list in: what is new is staged, what was there is found again."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from app import journal, uploads
from app.db import db
from app.intake.handed import Handed
from app.intake.listed import PaperList
from app.intake.paper import tidy
from app.intake.places import BatchPlace
from app.intake.refusals import TakenAlready
from app.intake.rows import BatchRow
from app.intake.staging import Staging
from app.intake.states import CHECKED, READING, REFUSED
from app.programmes import Stage
from app.tenancy import owned_by
from app.units import Unit


class HandingIn(Staging):
    """How a batch comes to be."""

    if TYPE_CHECKING:
        sha256: Any
        stage_id: Any
        kept: Any
        chosen: Any
        refusal: Any
        taken: Any
        is_busy: Any
        handed: Any
        began_at: Any
        checked_at: Any
        by_id: Any
        by_name: Any
        recent: Any
        assign: Any
        _free: Any

    @classmethod
    def look(
        cls, unit: Unit, handed: Handed, stage: Stage, *, about: Unit | None = None
    ) -> tuple[Self, list[BatchRow]]:
        """A batch as `check` would make it, and its rows: nothing is written."""
        batch = cls._new(unit, handed, stage)
        judged = batch._judged(handed.paper)
        said = batch._understand(handed.paper, judged, unit, about)
        batch.split = bool(said)
        rows = batch._rows(judged, BatchPlace.imagined(said, within=unit))
        batch.counts = Counter(row["verdict"] for row in rows)
        return batch, [BatchRow(**row) for row in rows]

    @classmethod
    def check(
        cls,
        unit: Unit,
        handed: Handed,
        stage: Stage,
        *,
        about: Unit | None = None,
        by: int | None,
        at: dt.datetime,
        name: str | None = None,
        later: bool = False,
    ) -> Self:
        """Stage a list's rows; nothing becomes an initiative yet.

        The same file again gives the same batch, with all that was corrected in it.

        :param about: the list's own unit; without it the list's line or its rows tell, perhaps
        :param name: who hands it in, as it will be signed
        :param later: leave the reading to the worker, and answer at once
        """
        batch = cls._earlier(unit, handed, stage, about)
        if batch is not None:
            if about and not batch.is_busy and not batch.taken:
                batch.assign(about, by=by, at=at)
            return batch
        batch = cls._new(unit, handed, stage)
        batch.checked_at, batch.by_id, batch.by_name = at, by, name
        batch.about, batch.kept = about, True
        db.session.add(batch)
        uploads.keep(handed.data)
        if later:
            batch.state, batch.began_at = READING, at
        else:
            db.session.flush()
            batch._stage_all(handed.paper)
        journal.record("batch.check", batch, by=by, at=at)
        return batch

    def read_anew(
        self, chosen: Mapping[str, str], *, by: int | None, at: dt.datetime, later: bool = False
    ) -> None:
        """Read its file again with the columns that somebody chose; corrections are gone.

        :param chosen: field → letter
        :raises TakenAlready: some of its rows are initiatives by now
        :raises FileForgotten: its file is no longer kept
        :raises ListRefused: with these columns it is no list
        """
        self._free()
        if self.taken:
            raise TakenAlready()
        self.chosen, self.refusal = dict(chosen), None
        paper = None if later else self.handed.read(self.chosen)
        self._clear()
        if paper is None:
            self.state, self.began_at, self.size, self.done = READING, at, 0, 0
        else:
            self._stage_all(paper)
        journal.record("batch.columns", self, by=by, at=at, fields=["columns"])

    # --- steps of the verbs ---

    @classmethod
    def _new(cls, unit: Unit, handed: Handed, stage: Stage) -> Self:
        said = {"filename": tidy(handed.filename), "sha256": handed.sha256, "form": handed.form}
        unread: dict[str, Any] = {"header_row": 0, "columns": {}, "headings": {}, "remarks": []}
        model: Any = cls
        return model(**owned_by(unit), **said, **unread, stage=stage, state=CHECKED, counts={})

    @classmethod
    def _earlier(cls, unit: Unit, handed: Handed, stage: Stage, about: Unit | None) -> Self | None:
        """The batch of the same file, unless it was taken for another unit than is now said."""
        query = cls.recent(unit).where(
            cls.sha256 == handed.sha256,
            cls.stage_id == stage.id,
            cls.kept,
            cls.state != REFUSED,
        )
        same = db.session.scalars(query).all()
        fitting = [b for b in same if about in (None, b.about) or not b.taken]
        return next(iter(fitting), None)

    def _stage_all(self, paper: PaperList) -> None:
        """Stage a list from its first row to its last."""
        judged = self._judged(paper)
        self.begin(paper, judged)
        self.stage_some(judged, len(judged))

    def _clear(self) -> None:
        for part in (BatchRow, BatchPlace):
            db.session.execute(sa.delete(part).where(part.batch_id == self.id))
        db.session.expire(self, ["rows"])
