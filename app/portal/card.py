"""The fields of the portal's form, in its order, as an initiative says them."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from app.initiatives import Initiative, Person
from app.vietnamese import count_text, dated_text, day_text

UNION = re.compile(r"^(công đoàn cơ sở|công đoàn|cđcs|cđ)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class CardField:
    """One field: `covered` while nobody has looked at the author in full."""

    label: str
    value: str
    covered: bool = False
    long: bool = False


def fields(
    initiative: Initiative, author: Person, group: str | None, seen: bool
) -> list[CardField]:
    """All of them; telephone and ID number in full only when `seen`."""
    phone = author.phone if seen else author.masked_phone
    number = author.id_number if seen else author.masked_id_number
    workplace = UNION.sub("", initiative.unit.name)
    target = f"{initiative.target_group}. {group}" if group else str(initiative.target_group)
    benefit = initiative.benefit_claimed
    return [
        CardField(_("Họ và tên"), author.full_name),
        CardField(_("Số điện thoại"), phone or "", covered=bool(phone) and not seen),
        CardField(_("Số CMND, CCCD"), number or "", covered=bool(number) and not seen),
        CardField(_("Nơi làm việc"), initiative.unit.area or workplace),
        CardField(_("Cơ quan, doanh nghiệp"), workplace),
        CardField(_("Đối tượng"), target),
        CardField(_("Tên sáng kiến"), initiative.title),
        CardField(_("Tóm tắt nội dung"), initiative.summary, long=True),
        CardField(_("Thời gian áp dụng"), _applied(initiative)),
        CardField(_("Công nhận"), _recognition(initiative)),
        CardField(_("Giá trị làm lợi (đồng)"), "" if benefit is None else count_text(benefit)),
        CardField(_("Liên kết tệp"), initiative.link or ""),
    ]


def _applied(initiative: Initiative) -> str:
    day = initiative.applied_on
    return dated_text(day, initiative.applied_precision) if day else ""


def _recognition(initiative: Initiative) -> str:
    day = initiative.recognised_on
    said = [
        initiative.recognition_words,
        initiative.recognition_number,
        _("ngày %(day)s", day=day_text(day)) if day else None,
        initiative.recognition_issuer,
    ]
    return ", ".join(part for part in said if part)
