"""Which stage of the programme a column of a table is: by its days, by its name, or as chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.programmes import Stage
from app.quotas.sheet_columns import StageColumn, same_named
from app.quotas.sheet_faults import Fault


@dataclass(frozen=True)
class MatchedColumn:
    """A column and the stage it is; `asks`: somebody must say so or confirm it."""

    column: StageColumn
    stage: Stage | None
    asks: bool


def match_columns(
    columns: Sequence[StageColumn], stages: Sequence[Stage], chosen: Mapping[str, str]
) -> Iterator[MatchedColumn]:
    """Each column's stage: as chosen, by the days in its heading, by its name, the only one."""
    alike = {column.letter for group in same_named(columns) for column in group}
    for column in columns:
        by_days = [
            stage
            for stage in stages
            if (column.since, column.until) == (stage.recognised_since, stage.recognised_until)
        ]
        by_name = [stage for stage in stages if _is_called(stage, column)]
        guess = by_days or ([] if column.letter in alike else by_name)
        if not column.name and len(stages) == 1:
            guess = list(stages)
        stage = guess[0] if len(guess) == 1 else None
        sure = stage is not None and column.letter not in alike and by_name in ([], [stage])
        if column.letter in chosen:
            asked = chosen[column.letter]
            stage = next((one for one in stages if str(one.id) == asked), None)
        yield MatchedColumn(column, stage, asks=not sure)


def _is_called(stage: Stage, column: StageColumn) -> bool:
    mark = "".join(sign for sign in column.name if sign.isdigit())
    own = "".join(sign for sign in stage.name if sign.isdigit())
    return bool(mark) and mark == own


def faults_of_columns(columns: Sequence[MatchedColumn]) -> Iterator[Fault]:
    """Columns without a stage, two of one stage, and days that are not the stage's."""
    alike = [column for group in same_named(one.column for one in columns) for column in group]
    seen: set[int] = set()
    for one in columns:
        at, stage = one.column.address, one.stage
        if stage is None and one.column in alike:
            continue  # the table's own faults ask already
        if stage is None:
            text = _("Ô %(at)s: chưa rõ cột này là giai đoạn nào.", at=at)
            yield Fault("stage-unknown", at, text)
        elif stage.id in seen:
            text = _("Ô %(at)s: hai cột cùng là %(stage)s.", at=at, stage=stage.name)
            yield Fault("stage-twice", at, text)
        elif one.column.since and not _days_fit(one.column, stage):
            text = _(
                "Ô %(at)s: ngày ghi khác với %(stage)s của chương trình.", at=at, stage=stage.name
            )
            yield Fault("other-days", at, text)
        seen |= {stage.id} if stage else set()


def _days_fit(column: StageColumn, stage: Stage) -> bool:
    return (column.since, column.until) == (stage.recognised_since, stage.recognised_until)
