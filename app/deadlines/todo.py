"""What a unit has to do today about those below it: its steps, each prepared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts import Membership
from app.db import db
from app.deadlines.escalations import Escalation, State
from app.deadlines.people import URGED
from app.deadlines.words import StepKind
from app.units import Unit
from app.vietnamese import count_text, day_text, rate_text


@dataclass(frozen=True)
class Task:
    """A step that waits, the words to send, and who is there to talk to."""

    step: Escalation
    text: str
    people: Sequence[tuple[str, str]]

    @property
    def text_id(self) -> str:
        return f"text-{self.step.id}"


def tasks(steps: Iterable[Escalation]) -> list[Task]:
    """Steps as they are shown; one more statement for all of them."""
    steps = list(steps)
    there = people_at({step.about_unit_id for step in steps})
    return [Task(step, prepared(step), there.get(step.about_unit_id, [])) for step in steps]


def paused(unit: Unit) -> list[Escalation]:
    """What is put off, the soonest first."""
    query = Escalation.listed(unit).where(Escalation.state == State.PAUSED)
    return list(db.session.scalars(query.order_by(Escalation.paused_until, Escalation.id)))


def to_call(unit: Unit, most: int = 8) -> list[Escalation]:
    """Whom to call next."""
    query = Escalation.waiting(unit).where(Escalation.kind == StepKind.CALL)
    return list(db.session.scalars(query.limit(most)))


def prepared(step: Escalation) -> str:
    """What to send or to lay before the leader, by the kind of the step."""
    figures = _(
        "đến ngày %(day)s, %(unit)s đã đăng ký %(count)s/%(quota)s sáng kiến (%(rate)s), theo tiến "
        "độ cần %(expected)s, còn chậm %(less)s",
        day=day_text(step.due),
        unit=step.about.name,
        count=count_text(step.count),
        quota=count_text(step.quota),
        rate=rate_text(step.count, step.quota),
        expected=count_text(step.expected),
        less=count_text(step.expected - step.count),
    )
    if step.kind == StepKind.CALL:
        return _(
            "Kính gửi các đồng chí, %(figures)s. Đơn vị đang vướng ở đâu, cần hỗ trợ gì và đến "
            "ngày nào có thêm bao nhiêu sáng kiến, xin các đồng chí cho biết.",
            figures=figures,
        )
    if step.kind == StepKind.DISPATCH:
        return _(
            "V/v đẩy nhanh tiến độ đăng ký sáng kiến\nKính gửi: %(unit)s\nQua theo dõi, "
            "%(figures)s. Đề nghị Ban Chấp hành công đoàn phối hợp với chuyên môn rà soát, công "
            "nhận và đăng ký sáng kiến, báo cáo nguyên nhân chậm và tiến độ từng tuần cho đến khi "
            "đủ chỉ tiêu./.",
            unit=step.about.name,
            figures=figures,
        )
    if step.kind == StepKind.VISIT:
        return _(
            "Kính trình lãnh đạo: %(figures)s, chậm liên tục từ ngày %(since)s; các bước nhắc "
            "trước chưa chuyển biến. Đề xuất thành lập Đoàn công tác làm việc trực tiếp với đơn "
            "vị.",
            figures=figures,
            since=day_text(step.since),
        )
    return step.text


def people_at(unit_ids: set[int]) -> dict[int, list[tuple[str, str]]]:
    """Names and offices of those who could act at some units."""
    if not unit_ids:
        return {}
    query = sa.select(Membership).where(
        Membership.unit_id.in_(unit_ids),
        Membership.is_live(),
        Membership.role.in_([role.value for role in URGED]),
    )
    found: dict[int, dict[str, str]] = {}
    for post in db.session.scalars(query.order_by(Membership.id)):
        found.setdefault(post.unit_id, {}).setdefault(post.full_name, post.office)
    return {unit: list(each.items()) for unit, each in found.items()}
