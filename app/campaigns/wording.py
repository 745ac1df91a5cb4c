"""What units read in the notices of a campaign: of others it says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app.campaigns.models import Campaign, CampaignStanding, CampaignTarget, Kind
from app.db import db
from app.programmes import Stage, Window
from app.progress import added_between
from app.units import Unit
from app.vietnamese import count_text, day_text, rate_text


@dataclass(frozen=True)
class Words:
    """The words for some units; of each its target and its standing, if it has any.

    :param count: what the campaign's own unit added with all below it
    """

    campaign: Campaign
    sender: Unit
    stage: Stage
    count: int
    targets: dict[int, int]
    standing: dict[int, CampaignStanding]

    @classmethod
    def of(cls, campaign: Campaign, sender: Unit, window: Window, units: Sequence[Unit]) -> "Words":
        ids, target, standing = [unit.id for unit in units], CampaignTarget, CampaignStanding
        given = sa.select(target.unit_id, target.amount).where(
            target.campaign_id == campaign.id, target.unit_id.in_(ids)
        )
        stand = sa.select(standing).where(
            standing.campaign_id == campaign.id, standing.unit_id.in_(ids)
        )
        days = campaign.since, campaign.until
        return cls(
            campaign,
            sender,
            window.stage,
            added_between(sender, window, campaign.definition, *days),
            dict(db.session.execute(given).all()),
            {one.unit_id: one for one in db.session.scalars(stand)},
        )

    def title(self, kind: Kind) -> str:
        name = self.campaign.name
        if kind is Kind.START:
            return _("Bắt đầu: %(name)s", name=name)
        if self.campaign.cancelled_at is not None:
            return _("Đã hủy: %(name)s", name=name)
        return _("Kết quả: %(name)s", name=name)

    def begun(self, unit: Unit) -> str:
        """What a unit is told when it begins."""
        of, parts = self.campaign, []
        if of.words:
            parts.append(of.words)
        parts.append(
            _(
                "%(unit)s tổ chức “%(name)s” từ ngày %(since)s đến hết ngày %(until)s, %(stage)s.",
                unit=self.sender.name,
                name=of.name,
                since=day_text(of.since),
                until=day_text(of.until),
                stage=self.stage.name,
            )
        )
        if of.document:
            parts.append(_("Văn bản: %(document)s.", document=of.document))
        goals = [_("Mục tiêu chung: %(n)s sáng kiến.", n=count_text(of.target))]
        if target := self.targets.get(unit.id):
            goals.append(_("Mục tiêu của đơn vị: %(n)s sáng kiến.", n=count_text(target)))
        parts += [" ".join(goals), _("Kết quả từng ngày có ở trang của đợt. Trân trọng.")]
        return "\n\n".join(parts)

    def ended(self, unit: Unit) -> str:
        """What a unit is told when it is over, or was called off."""
        of = self.campaign
        if of.cancelled_at is not None:
            return _(
                "%(unit)s đã hủy “%(name)s”. Lý do: %(reason)s",
                unit=self.sender.name,
                name=of.name,
                reason=of.cancel_reason,
            )
        first = _(
            "“%(name)s” (từ ngày %(since)s đến hết ngày %(until)s) đã kết thúc.",
            name=of.name,
            since=day_text(of.since),
            until=day_text(of.until),
        )
        last = _("Xem đầy đủ ở trang của đợt. Trân trọng cảm ơn.")
        return "\n\n".join(part for part in (first, self._result(unit), last) if part)

    def _result(self, unit: Unit) -> str:
        """Its own figures, and its place."""
        if unit.id == self.sender.id:
            return _figures(self.count, self.campaign.target)
        one = self.standing.get(unit.id)
        if one is None:
            return ""
        said = _figures(one.count, one.target)
        if one.rank and one.among > 1:
            place = _(
                "Xếp hạng %(rank)s/%(among)s trong các đơn vị cùng cấp trên trực tiếp.",
                rank=one.rank,
                among=count_text(one.among),
            )
            said = f"{said} {place}"
        return said


def _figures(count: int, target: int | None) -> str:
    if not target:
        return _("Đơn vị tăng thêm %(n)s sáng kiến.", n=count_text(count))
    return _(
        "Đơn vị tăng thêm %(n)s sáng kiến, mục tiêu %(target)s, đạt %(rate)s.",
        n=count_text(count),
        target=count_text(target),
        rate=rate_text(count, target),
    )
