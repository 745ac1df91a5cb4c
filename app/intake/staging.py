"""Staging a list: its rows are judged and kept, some at a time; nothing becomes an initiative."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.db import db
from app.intake.judging import Judged, judge
from app.intake.known import Known
from app.intake.listed import PaperList
from app.intake.outcomes import key_of
from app.intake.places import BatchPlace
from app.intake.rows import BatchRow
from app.intake.states import CHECKED
from app.programmes import TargetGroup
from app.tenancy import part_of
from app.units import Unit, list_unit, named_units
from app.vietnamese import name_key


class Staging:
    """How the rows of a list come to stand in its batch."""

    if TYPE_CHECKING:
        id: Any
        unit_id: Any
        unit_path: Any
        about: Any
        about_unit_id: Any
        stage: Any
        header_row: Any
        unit_line: Any
        columns: Any
        headings: Any
        remarks: Any
        counts: Any
        size: Any
        done: Any
        state: Any
        split: Any

    @property
    def groups(self) -> dict[int, str]:
        return TargetGroup.names(self.stage)

    @property
    def span(self) -> Any:
        """First and last day of application or recognition."""
        return self.stage.recognised_since, self.stage.recognised_until

    def _judged(self, paper: PaperList) -> list[Judged]:
        return judge(paper, self.span, self.groups)

    def _understand(
        self, paper: PaperList, judged: Sequence[Judged], unit: Unit, about: Unit | None
    ) -> list[str]:
        """Keep what the list says of itself, and whose it is; else how its rows spell units."""
        self.header_row, self.unit_line = paper.header_row, paper.unit_line
        self.columns, self.headings = dict(paper.columns), dict(paper.headings)
        self.remarks, self.size, self.done = list(paper.remarks), len(paper.rows), 0
        said = {row.values.get("unit", "") for row in judged}
        self.about = about or self._owner(unit, said)
        return sorted(said) if self.about is None and any(said) else []

    def _owner(self, unit: Unit, said: set[str]) -> Unit | None:
        """The one unit of the list; None if that is unclear, or if its rows name units.

        A column of units may as well hold the workshops of one: then the line at the head counts.
        """
        if unit.kind and unit.kind.grassroots:
            return unit
        owner = list_unit(self.unit_line, within=unit)
        named = {text for text in said if text}
        if not named:
            return owner
        resolved = named_units(named, within=unit)
        if owner and owner.kind and owner.kind.grassroots and not any(resolved.values()):
            return owner
        return None

    @property
    def places(self) -> dict[str, BatchPlace]:
        """The places of its rows by key; none where the list has one owner."""
        if self.about_unit_id is not None or not self.split:
            return {}
        return {place.key: place for place in db.session.scalars(BatchPlace.of(self))}

    def begin(self, paper: PaperList, judged: Sequence[Judged]) -> None:
        """Before the first row: what the list says of itself, and which units it names."""
        unit = db.session.get_one(Unit, self.unit_id)
        said = self._understand(paper, judged, unit, self.about)
        self.split = bool(said)
        db.session.flush()
        BatchPlace.set_out(self, said, within=unit)

    def stage_some(self, judged: Sequence[Judged], most: int) -> bool:
        """Write down the next rows, compared with what there is; whether more are to come."""
        rows = self._rows(judged[self.done : self.done + most], self.places)
        if rows:
            db.session.execute(sa.insert(BatchRow), [{**row, "batch_id": self.id} for row in rows])
        self.done += len(rows)
        if self.done < len(judged):
            return True
        self.state = CHECKED
        self._recount()
        return False

    def _rows(
        self, judged: Sequence[Judged], places: Mapping[str, BatchPlace]
    ) -> list[dict[str, Any]]:
        at = [places.get(name_key(row.values.get("unit", ""))) for row in judged]
        targets = [place.target if place else self.about for place in at]
        keys = [key_of(row.values) for row in judged]
        ids = [target.id if target else None for target in targets]
        known = Known(self.stage, zip(ids, keys, strict=True))
        return [
            BatchRow.staged(
                row,
                **part_of(self),
                key=key,
                place=place,
                known=known,
                target=target,
                columns=self.columns,
            )
            for row, key, place, target in zip(judged, keys, at, ids, strict=True)
        ]

    def _compare(self, rows: Sequence[BatchRow]) -> None:
        """Look anew whether rows repeat what there is by now, and whose they are."""
        asked = [(row.target_id(self.about_unit_id), row.same_key) for row in rows]
        known = Known(self.stage, asked)
        for row in rows:
            row.settle(known, self.about_unit_id, self.columns)

    def _recount(self) -> None:
        """Write down how many rows stand how."""
        db.session.flush()
        said = sa.case((BatchRow.initiative_id.is_not(None), "taken"), else_=BatchRow.verdict)
        query = sa.select(said, sa.func.count()).where(BatchRow.batch_id == self.id)
        self.counts = dict(db.session.execute(query.group_by(said)).all())

    def _count(self, rows: Iterable[Any]) -> None:
        self.counts = Counter(row["verdict"] for row in rows)
