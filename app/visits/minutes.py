"""Minutes of a visit (biên bản), written while people talk: a row for each part, saved by itself.

Two may write at once. A part knows its version and the page that wrote it last; whoever wrote on
an older one is told who was quicker and what they wrote, and nothing of either is lost.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped

from app import clock, journal
from app.db import Base, Id, Prose, db
from app.tenancy import Own, part_of
from app.vietnamese import count_text
from app.visits.typed import Typed, mark

if TYPE_CHECKING:
    from app.visits.models import Visit

PARTS = {
    "group": _l("Có mặt bên Đoàn công tác"),
    "hosts": _l("Có mặt bên đơn vị"),
    "said": _l("Nội dung trao đổi"),
    "concluded": _l("Kết luận của trưởng đoàn"),
}
HINTS = {
    "group": _l("Mỗi người một dòng: họ tên, chức vụ."),
    "hosts": _l("Mỗi người một dòng: họ tên, chức vụ."),
    "said": _l("Ai nói gì, vướng mắc ở đâu, đề nghị gì."),
    "concluded": _l("Cam kết của đơn vị ghi riêng từng dòng bên dưới."),
}
MOST = 8000
"""Characters of a part."""


class MinutesPart(Own, Base):
    """One part as it was last saved: `saved_at` and `signed_by` are the receipt for it."""

    __tablename__ = "minutes_part"
    __parents__ = {"visit_id": "visit"}
    __table_args__ = (sa.UniqueConstraint("visit_id", "kind"),)
    id: Mapped[Id]
    visit_id: Mapped[int]
    kind: Mapped[str]
    text: Mapped[Prose]
    version: Mapped[int]
    page: Mapped[str]
    saved_at: Mapped[dt.datetime]
    saved_by_id: Mapped[int | None]
    signed_by: Mapped[str]

    @property
    def saved_time(self) -> str:
        return time_text(self.saved_at)


@dataclass(frozen=True)
class Shown:
    """A part as a page shows it. `text` is what stands in the field; `other` what somebody else has
    saved meanwhile, while this page's words are not saved."""

    kind: str
    text: str
    row: MinutesPart | None
    other: MinutesPart | None = None
    seen: int = 0
    was: str = ""
    fault: str = ""
    is_news: bool = False
    saved: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether the page's words cannot be saved as they are."""
        return bool(self.other or self.fault)

    @property
    def label(self) -> str:
        return str(PARTS[self.kind])

    @property
    def hint(self) -> str:
        return str(HINTS[self.kind])


def time_text(at: dt.datetime) -> str:
    """ "10:32", in Hà Nội."""
    return f"{at.astimezone(clock.HANOI):%H:%M}"


def parts_of(visit: "Visit") -> dict[str, MinutesPart]:
    query = sa.select(MinutesPart).where(MinutesPart.visit_id == visit.id)
    return {row.kind: row for row in db.session.scalars(query)}


def shown(visit: "Visit") -> list[Shown]:
    """The parts as they stand; who is present of the group is suggested."""
    rows, lines = parts_of(visit), []
    for kind in PARTS:
        row = rows.get(kind)
        text = row.text if row else _suggested(visit, kind)
        lines.append(Shown(kind, text, row, None, row.version if row else 0, mark_of(row)))
    return lines


def mark_of(row: MinutesPart | None) -> str:
    """The mark of what is saved: a suggestion is not, and goes with the first save."""
    return mark(row.text) if row else mark("")


def _suggested(visit: "Visit", kind: str) -> str:
    if kind == "group" and visit.group:
        return "\n".join(visit.group.lines)
    return ""


def save(
    visit: "Visit",
    typed: Mapping[str, Typed],
    *,
    page: str,
    by: int | None,
    signed_by: str,
    at: dt.datetime,
) -> list[Shown]:
    """Save the parts that a page has changed; those that somebody else changed first are not.

    What one page sends twice, or sends later, is its own: it need not know the version between.

    :param page: a mark of the page that writes
    :raises MinutesClosed: the visit is not being held
    """
    visit.must_be_sitting()
    found = []
    for one, new in _judged(visit, typed, page, _locked(visit)):
        if one.is_news and new:
            row = _write(visit, one.kind, one.row, new, page, by, signed_by, at)
            one = Shown(one.kind, row.text, row, None, row.version, mark_of(row), saved=True)
        found.append(one)
    if any(one.saved for one in found):
        journal.record("visit.write", visit, by=by, at=at)
    return found


def unsaved(visit: "Visit", typed: Mapping[str, Typed], page: str) -> list[Shown]:
    """The parts as a page has typed them, with nothing of it saved."""
    return [one for one, _new in _judged(visit, typed, page, parts_of(visit))]


def _judged(
    visit: "Visit", typed: Mapping[str, Typed], page: str, rows: Mapping[str, MinutesPart]
) -> Iterator[tuple[Shown, Typed | None]]:
    """Each part with what becomes of it: nothing new, too long, somebody else's, or news."""
    for kind in PARTS:
        row, new = rows.get(kind), typed.get(kind)
        if new is None or not _is_news(row, new):
            text = new.text if new and row is None else row.text if row else ""
            yield Shown(kind, text, row, None, row.version if row else 0, mark_of(row)), new
            continue
        other, fault = None, ""
        if len(new.text) > MOST:
            said = {"n": count_text(len(new.text)), "most": count_text(MOST)}
            fault = _("Dài %(n)s ký tự, tối đa %(most)s: phần này chưa lưu.", **said)
        elif row and not _may(row, new, page):
            other = row
        news = not (other or fault)
        yield Shown(kind, new.text, row, other, new.seen, new.was, fault, is_news=news), new


def _locked(visit: "Visit") -> dict[str, MinutesPart]:
    query = sa.select(MinutesPart).where(MinutesPart.visit_id == visit.id)
    query = query.with_for_update().execution_options(populate_existing=True)
    return {row.kind: row for row in db.session.scalars(query)}


def _is_news(row: MinutesPart | None, new: Typed) -> bool:
    """Whether a page says something that is not saved."""
    return new.is_touched and new.text != (row.text if row else "")


def _may(row: MinutesPart, new: Typed, page: str) -> bool:
    return row.page == page or row.version in (new.seen, new.over) or new.join


def _write(
    visit: "Visit",
    kind: str,
    row: MinutesPart | None,
    new: Typed,
    page: str,
    by: int | None,
    signed_by: str,
    at: dt.datetime,
) -> MinutesPart:
    if row is None:
        row = MinutesPart(**part_of(visit), visit_id=visit.id, kind=kind, text="", version=0)
        db.session.add(row)
    stays = new.join and row.page != page
    row.text = f"{row.text}\n{new.text}" if stays else new.text
    row.version, row.page = row.version + 1, page
    row.saved_at, row.saved_by_id, row.signed_by = at, by, signed_by
    db.session.flush()
    return row
