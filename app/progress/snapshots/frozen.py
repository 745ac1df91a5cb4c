"""A table as plain data, and back: what a snapshot keeps, and its adding up again."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from flask_babel import gettext as _

from app.programmes import Window
from app.progress.figures import Counts, Definition, Facts, Line
from app.progress.tables import Table

COUNTED = tuple(one.name for one in fields(Counts))
Row = dict[str, Any]


@dataclass(frozen=True)
class Called:
    """A programme or a stage as it was called; it stands in a `Window` for the row of today."""

    name: str
    code: str
    first_day: dt.date
    submitted_until: dt.datetime


@dataclass(frozen=True)
class Off:
    """A sum that was stored as another than its parts make."""

    line: str
    figure: str
    stored: int
    added: int


def heading_of(table: Table) -> Row:
    """What stands over the table: names, the first day and the deadline."""
    window = table.window
    return {
        "unit": table.own.name,
        "programme": window.programme.name,
        "stage": window.stage.name,
        "first_day": window.first_day.isoformat(),
        "deadline": _moment_out(window.deadline),
    }


def as_row(line: Line) -> Row:
    """A line without the names of those who look after it."""
    return {
        "kind": line.kind,
        "unit_id": line.unit_id,
        "code": line.code,
        "name": line.name,
        "quota": line.quota,
        "given": line.given,
        "counts": asdict(line.counts),
        "members": line.facts.members,
        "grassroots": line.facts.grassroots,
        "taking_part": line.facts.taking_part,
        "cutoff": _moment_out(line.cutoff),
    }


def as_line(row: Row) -> Line:
    """The line again; what somebody has broken in the row reads as nothing."""
    counts = row.get("counts")
    counts = counts if isinstance(counts, dict) else {}
    facts = Facts(
        members=_number(row.get("members")),
        grassroots=_number(row.get("grassroots")) or 0,
        taking_part=_number(row.get("taking_part")),
    )
    return Line(
        str(row.get("kind", "unit")),
        str(row.get("name", "")),
        Counts(**{name: _number(counts.get(name)) or 0 for name in COUNTED}),
        _number(row.get("quota")),
        _number(row.get("given")) or 0,
        _number(row.get("unit_id")),
        row.get("code"),
        cutoff=_moment_in(row.get("cutoff")),
        facts=facts,
    )


def rebuilt(
    heading: Row, own: Row, rows: Sequence[Row], definition: Definition, moment: dt.datetime
) -> Table:
    """The table from its rows. Its sums are those of the parts, whatever was stored as sums."""
    lines = [as_line(row) for row in rows if isinstance(row, dict)]
    whole = as_line(own)
    if lines:
        whole = replace(whole, counts=sum((line.counts for line in lines), Counts()))
    return Table(_window(heading, moment), moment, whole, lines, definition, past=True)


def off(table: Table, own: Row, total: Row) -> list[Off]:
    """The stored sums that differ from those of the rebuilt `table`."""
    pairs = [(table.own, as_line(own))]
    if table.lines:
        pairs.append((table.total, as_line(total)))
    found = []
    for added, stored in pairs:
        name = stored.name or added.name
        for word, figure in _figures().items():
            was, now = getattr(stored.counts, figure), getattr(added.counts, figure)
            if was != now:
                found.append(Off(name, word, was, now))
        if (stored.quota or 0) != (added.quota or 0):
            found.append(Off(name, _("Chỉ tiêu"), stored.quota or 0, added.quota or 0))
    return found


def digest_of(kept: Any) -> str:
    """A fingerprint of plain data."""
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _figures() -> dict[str, str]:
    """Counts by the words of the table; "Đang xem xét" has two steps."""
    return {
        _("Hợp lệ"): "valid",
        _("Không hợp lệ"): "invalid",
        _("Đang xem xét"): "pending",
        _("Yêu cầu bổ sung"): "returned",
        _("Giá trị làm lợi đã khai"): "benefit",
        _("Số sáng kiến có khai giá trị làm lợi"): "benefit_given",
        _("Giá trị làm lợi đã thẩm định"): "verified",
        _("Số sáng kiến đã thẩm định"): "verified_given",
    }


def _window(heading: Row, moment: dt.datetime) -> Window:
    deadline = _moment_in(heading.get("deadline")) or moment
    try:
        first = dt.date.fromisoformat(str(heading.get("first_day")))
    except ValueError:
        first = moment.date()
    stage: Any = Called(str(heading.get("stage", "")), "", first, deadline)
    programme: Any = Called(str(heading.get("programme", "")), "", first, deadline)
    return Window(stage, None, programme)


def _moment_out(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat() if moment else None


def _moment_in(text: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
