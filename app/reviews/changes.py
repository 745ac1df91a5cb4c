"""What was read when an initiative was sent back, and what has become of it since."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, Prose, db, insert_all
from app.initiatives import Initiative, State
from app.reviews.outcomes import Outcome
from app.tenancy import Own, part_of
from app.units import Unit
from app.vietnamese import count_text, dated_text, day_text, money_text

if TYPE_CHECKING:
    from app.reviews.models import Review

FIELDS = {
    "title": _l("Tên sáng kiến"),
    "summary": _l("Tóm tắt nội dung"),
    "authors": _l("Tác giả"),
    "target_group": _l("Đối tượng"),
    "applied_on": _l("Ngày áp dụng"),
    "recognition": _l("Hình thức công nhận"),
    "recognition_number": _l("Số quyết định"),
    "recognised_on": _l("Ngày công nhận"),
    "recognition_issuer": _l("Nơi công nhận"),
    "benefit": _l("Giá trị làm lợi"),
    "link": _l("Liên kết tài liệu"),
    "attachments": _l("Tệp kèm theo"),
}
KEPT = frozenset({Outcome.RETURNED, Outcome.INVALID})
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_WORD = re.compile(r"\w")
Pieces = list[tuple[str, str]]  # ("same" | "ins" | "del", text)


class ReviewedText(Own, Base):
    """One field of an initiative as the reviewer read it; what was empty has no row."""

    __tablename__ = "reviewed_text"
    __parents__ = {"review_id": "review"}
    id: Mapped[Id]
    review_id: Mapped[int] = mapped_column(index=True)
    initiative_id: Mapped[int]
    field: Mapped[str]
    text: Mapped[Prose | None]

    @classmethod
    def keep(cls, review: Any, initiative: Initiative) -> None:
        """Write down what was read, if this sends the initiative back or refuses it."""
        if review.outcome not in KEPT:
            return
        of = {**part_of(review), "review_id": review.id, "initiative_id": initiative.id}
        said = texts_of(initiative)
        insert_all(cls, [{**of, "field": name, "text": said[name]} for name in said if said[name]])

    @classmethod
    def of(cls, review: Any) -> dict[str, str]:
        """What was read, by field."""
        query = sa.select(cls.field, cls.text).where(cls.review_id == review.id)
        return {field: text or "" for field, text in db.session.execute(query)}


def texts_of(initiative: Initiative) -> dict[str, str]:
    """An initiative as it reads now, field by field; "" for what is not there.

    Files stand by their numbers: their names belong to the files.
    """
    one: Any = initiative
    return {
        "title": one.title,
        "summary": one.summary,
        "authors": one.author_names,
        "target_group": str(one.target_group),
        "applied_on": dated_text(one.applied_on, one.applied_precision) if one.applied_on else "",
        "recognition": one.recognition_words or "",
        "recognition_number": one.recognition_number or "",
        "recognised_on": day_text(one.recognised_on) if one.recognised_on else "",
        "recognition_issuer": one.recognition_issuer or "",
        "benefit": "" if one.benefit_claimed is None else money_text(one.benefit_claimed),
        "link": one.link or "",
        "attachments": " ".join(str(file.id) for file in one.attachments),
    }


@dataclass(frozen=True)
class Change:
    """A field that reads otherwise, as pieces of its text."""

    label: str
    pieces: Pieces


@dataclass(frozen=True)
class Since:
    """What happened to an initiative since this desk sent it back.

    `review` is None where another desk did: then there is nothing to compare. `days` it lay with
    its unit, in all, over `times` returns.
    """

    review: "Review | None"
    times: int
    days: int
    changes: list[Change]
    unchanged: list[str]

    @classmethod
    def of(
        cls, initiative: Initiative, reviews: Sequence["Review"], desk: Unit, now: dt.datetime
    ) -> "Since | None":
        """None for what never was sent back, or lies with its unit now.

        :param reviews: all that was said, the newest first
        """
        returned = [review for review in reviews if review.outcome == Outcome.RETURNED]
        if not returned or initiative.state == State.RETURNED:
            return None
        held = sum((_held(review, initiative, now) for review in returned), dt.timedelta())
        mine = next((review for review in returned if review.desk_unit_id == desk.id), None)
        before = ReviewedText.of(mine) if mine else {}
        if not before:
            return cls(None, len(returned), held.days, [], [])
        changes, unchanged = _compare(before, initiative)
        return cls(mine, len(returned), held.days, changes, unchanged)

    @property
    def times_words(self) -> str:
        """ "Đã trả lại 2 lần, đơn vị giữ 12 ngày"."""
        times = count_text(self.times)
        if not self.days:
            return _("Đã trả lại %(times)s lần, đơn vị giữ chưa đến một ngày", times=times)
        days = count_text(self.days)
        return _("Đã trả lại %(times)s lần, đơn vị giữ %(days)s ngày", times=times, days=days)


def _held(review: "Review", initiative: Initiative, now: dt.datetime) -> dt.timedelta:
    """How long it lay with its unit after this."""
    left = [m.at for m in initiative.moves if m.from_state == State.RETURNED and m.at >= review.at]
    return min(left, default=now) - review.at


def _compare(before: Mapping[str, str], initiative: Initiative) -> tuple[list[Change], list[str]]:
    changes, unchanged, after = [], [], texts_of(initiative)
    for name, label in FIELDS.items():
        old, new = before.get(name, ""), after[name]
        if old == new:
            unchanged += [str(label)] if new else []
        else:
            pieces = _files(old, initiative) if name == "attachments" else pieces_of(old, new)
            changes.append(Change(str(label), pieces))
    return changes, unchanged


def pieces_of(old: str, new: str) -> Pieces:
    """The two texts as one, word by word: what stayed, what went and what came.

    A space or a comma that stayed between two changes belongs to them: a sentence that was
    rewritten reads as one that went and one that came.
    """
    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    found: Pieces = []
    gone = came = ""
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        went, stands = "".join(was[i:j]), "".join(now[k:m])
        between = (gone or came) and m < len(now) and j < len(was)
        if tag != "equal" or (between and not _WORD.search(stands)):
            gone, came = gone + went, came + stands
            continue
        found += [("del", gone), ("ins", came), ("same", stands)]
        gone = came = ""
    return [piece for piece in (*found, ("del", gone), ("ins", came)) if piece[1]]


def _files(old: str, initiative: Any) -> Pieces:
    """Files that came, by name, and how many went."""
    before = set(old.split())
    here = {str(file.id): file.name for file in initiative.attachments}
    gone = len(before - here.keys())
    came = [("ins", name) for number, name in here.items() if number not in before]
    return [*([("del", _("%(count)s tệp", count=count_text(gone)))] if gone else []), *came]
