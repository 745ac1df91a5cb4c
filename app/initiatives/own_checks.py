"""What an initiative's own facts say: dates, recognition, group, words, files, benefit."""

import datetime as dt

from flask_babel import gettext as _

from app import clock
from app.initiatives.hints import found
from app.initiatives.prechecks import Case, Check, precheck
from app.initiatives.usual import HIGH, LOW, MUCH, usual_benefit
from app.programmes import Stage
from app.units import Block
from app.vietnamese import Dated, count_text, dated_text, day_text, money_short, money_text


@precheck(10)
def applied_in_stage(case: Case) -> Check | None:
    """The day it was put into use, as exactly as it is known."""
    one = case.initiative
    if one.applied_on is None:
        return Check.look(_("Chưa ghi ngày áp dụng"), _stage(case.stage), "applied_on")
    dated = Dated(one.applied_on, one.applied_precision)  # type: ignore[arg-type]
    said = dated_text(dated.day, dated.precision)
    ground = _("%(day)s; %(stage)s", day=said[:1].upper() + said[1:], stage=_stage(case.stage))
    since, until = case.stage.recognised_since, case.stage.recognised_until
    if since <= dated.day and dated.until <= until:
        return Check.ok(_("Áp dụng trong thời gian của giai đoạn"), ground)
    if dated.until < since or until < dated.day:
        return Check.look(_("Áp dụng ngoài thời gian của giai đoạn"), ground, "applied_on")
    return Check.look(_("Ngày áp dụng chưa đủ rõ"), ground, "applied_on")


@precheck(20)
def recognised_in_stage(case: Case) -> Check | None:
    """The day of recognition; where it is missing, `recognition` says so."""
    day = case.initiative.recognised_on
    if day is None:
        return None
    ground = _("%(day)s; %(stage)s", day=day_text(day), stage=_stage(case.stage))
    if day > clock.today():
        return Check.look(_("Ngày công nhận chưa đến"), day_text(day), "recognised_on")
    if case.stage.recognised_since <= day <= case.stage.recognised_until:
        return Check.ok(_("Công nhận trong thời gian của giai đoạn"), ground)
    return Check.look(_("Công nhận ngoài thời gian của giai đoạn"), ground, "recognised_on")


@precheck(30)
def recognition(case: Case) -> Check | None:
    """Its kind, number and day."""
    one = case.initiative
    names = {
        "recognition_kind": _("hình thức công nhận"),
        "recognition_number": _("số quyết định"),
        "recognised_on": _("ngày công nhận"),
    }
    missing = [name for name in names if not getattr(one, name)]
    if missing:
        ground = _("Thiếu: %(names)s", names=", ".join(names[name] for name in missing))
        return Check.look(_("Công nhận chưa đủ"), ground, missing[0])
    parts = [one.recognition_words, one.recognition_number, one.recognition_issuer]
    return Check.ok(_("Có công nhận"), ", ".join(part for part in parts if part))


@precheck(40)
def group_fits_block(case: Case) -> Check | None:
    """Which groups are usual in which blocks is the programme's data."""
    one = case.initiative
    group, block = case.groups.get(one.target_group), one.unit.block_code
    if group is None or not group.blocks or block is None:
        return None
    if group.fits(block):
        ground = _("Đối tượng %(number)s thường gặp ở khối của đơn vị", number=group.number)
        return Check.ok(_("Đối tượng hợp với khối của đơn vị"), ground)
    known = {one.code: one.name for one in Block.known()}
    ground = _(
        "Đối tượng %(number)s (%(name)s) thường thuộc khối %(usual)s; đơn vị thuộc khối %(block)s",
        number=group.number,
        name=group.name,
        usual=", ".join(known.get(code, code) for code in group.blocks),
        block=known.get(block, block),
    )
    return Check.look(_("Đối tượng có thể không hợp với đơn vị"), ground, "target_group")


@precheck(50)
def exclusions(case: Case) -> Check | None:
    """Words that may speak of something that takes no part, quoted as they stand."""
    watched = [code for code in case.codes if code.hints]
    if not watched:
        return None
    texts = (case.initiative.title, case.initiative.summary)
    hits = [(code, found(texts, code.hints or [])) for code in watched]
    said = [
        _("%(words)s: %(reason)s", words=", ".join(f"“{q}”" for q in quoted), reason=code.text)
        for code, quoted in hits
        if quoted
    ]
    if said:
        field = next(code.field for code, quoted in hits if quoted)
        return Check.look(_("Có từ cần lưu ý"), "; ".join(said), field or "summary")
    count = sum(len(code.hints or []) for code in watched)
    ground = _("Đã tìm %(count)s cụm từ gợi ý", count=count_text(count))
    return Check.ok(_("Không thấy dấu hiệu bị loại trừ"), ground)


@precheck(70)
def evidence(case: Case) -> Check | None:
    """A file, or a link to some."""
    one = case.initiative
    files = len(one.attachments)  # type: ignore[attr-defined]
    said = [_("%(count)s tệp kèm theo", count=count_text(files))] if files else []
    said += [_("liên kết tài liệu")] if one.link else []
    if said:
        return Check.ok(_("Có minh chứng"), ", ".join(said))
    ground = _("Không có tệp kèm theo, cũng không có liên kết tài liệu")
    return Check.look(_("Chưa có minh chứng"), ground, "attachments")


@precheck(80)
def benefit(case: Case) -> Check | None:
    """Missing, absurd, or far above what is usual in the stage."""
    dong = case.initiative.benefit_claimed
    if dong is None:
        return _benefit(_("Chưa khai giá trị làm lợi"), _("Chưa khai không có nghĩa là không có"))
    said = money_text(dong)
    if dong < LOW:
        ground = _("%(sum)s: có thể thiếu chữ “nghìn”, “triệu” hoặc “tỷ”", sum=said)
        return _benefit(_("Giá trị làm lợi nhỏ bất thường"), ground)
    if dong > HIGH:
        ground = _("%(sum)s: có thể thừa số 0 hoặc nhầm đơn vị tính", sum=said)
        return _benefit(_("Giá trị làm lợi lớn bất thường"), ground)
    usual = usual_benefit(case.stage)
    if usual is None and dong > MUCH:
        ground = _("%(sum)s; chưa đủ sáng kiến hợp lệ để so", sum=money_short(dong))
        return _benefit(_("Giá trị làm lợi lớn"), ground)
    if usual is None:
        return Check.ok(_("Có khai giá trị làm lợi"), said)
    sample = {"middle": money_short(usual.middle), "count": count_text(usual.count)}
    if usual.is_exceeded_by(dong):
        ground = _(
            "%(sum)s, gấp %(times)s lần mức giữa (%(middle)s) của %(count)s sáng kiến hợp lệ",
            sum=money_short(dong),
            times=count_text(round(dong / usual.middle)),
            **sample,
        )
        return _benefit(_("Giá trị làm lợi cao hơn hẳn mức thường gặp"), ground)
    ground = _(
        "%(sum)s; mức giữa của %(count)s sáng kiến hợp lệ là %(middle)s",
        sum=money_short(dong),
        **sample,
    )
    return Check.ok(_("Giá trị làm lợi trong mức thường gặp"), ground)


def _benefit(words: str, ground: str) -> Check:
    return Check.look(words, ground, "benefit_claimed")


def _stage(stage: Stage) -> str:
    since, until = stage.recognised_since, stage.recognised_until
    return _("%(stage)s: %(since)s – %(until)s", stage=stage.name, **_days(since, until))


def _days(since: dt.date, until: dt.date) -> dict[str, str]:
    return {"since": day_text(since), "until": day_text(until)}
