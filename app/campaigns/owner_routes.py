"""What the unit of a campaign does about it: begin, change, call off; and targets, which any unit
that has part in it gives to those below."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission
from app.campaigns.forms import CampaignForm, CancelForm, LaterForm, TargetGrid
from app.campaigns.models import Campaign, When, windows_above
from app.campaigns.refusals import ImpossibleDays, SameDays
from app.campaigns.room import room
from app.campaigns.routes import seen
from app.campaigns.standing import STANDING
from app.campaigns.targets import WAYS, own_target, parties, put_targets, shares
from app.programmes import chosen
from app.vietnamese import count_text
from app.web.rendering import render, see_other


@room.get("/new", access=Permission.URGE)
def new() -> Any:
    windows = windows_above(g.unit)
    window = chosen(windows, None, None, clock.now())
    form = CampaignForm.empty(windows, window) if window else None
    return render("campaigns/new.html", form=form)


@room.post("/", access=Permission.URGE)
def create() -> Any:
    form = CampaignForm(windows_above(g.unit))
    if form.validate():
        try:
            said = {"by": g.person.id, "at": clock.now()}
            made = Campaign.create(g.unit, form.chosen, **said, **form.facts())
            flash(_("Đã lập %(name)s.", name=made.name), "ok")
            return see_other("campaigns.show", campaign_id=made.id)
        except (ImpossibleDays, SameDays) as refused:
            form.since.errors = [str(refused)]
    return render("campaigns/new.html", "form", form=form, status=422)


@room.get("/<int:campaign_id>/edit", access=Permission.URGE)
def edit(campaign_id: int) -> Any:
    campaign = _owned(campaign_id)
    return _edit(campaign, _form_of(campaign))


@room.post("/<int:campaign_id>", access=Permission.URGE)
def amend(campaign_id: int) -> Any:
    campaign = _owned(campaign_id)
    window = campaign.window_at(g.unit) or abort(404)
    later = campaign.when(clock.today()) is not When.AHEAD
    form: Any = LaterForm() if later else CampaignForm(windows_above(g.unit))
    if not form.validate():
        return _edit(campaign, form, status=422)
    said: dict[str, Any] = {"by": g.person.id, "at": clock.now()}
    if later:
        said["reason"] = form.reason.data
    try:
        campaign.amend(window if later else form.chosen, **said, **form.facts())
    except (ImpossibleDays, SameDays) as refused:
        form.until.errors = [str(refused)]
        return _edit(campaign, form, status=422)
    flash(_("Đã sửa %(name)s.", name=campaign.name), "ok")
    return see_other("campaigns.show", campaign_id=campaign.id)


@room.post("/<int:campaign_id>/cancellation", access=Permission.URGE)
def cancel(campaign_id: int) -> Any:
    campaign, form = _owned(campaign_id), CancelForm()
    if not form.validate():
        return _edit(campaign, _form_of(campaign), cancelling=form, status=422)
    campaign.cancel(form.cancel_reason.data, by=g.person.id, at=clock.now())
    flash(_("Đã hủy %(name)s.", name=campaign.name), "ok")
    return see_other("campaigns.show", campaign_id=campaign.id)


@room.get("/<int:campaign_id>/targets", access=Permission.URGE)
def targets(campaign_id: int) -> Any:
    """The table; `?fill=quota` or `members` fills it with shares, which nobody has saved yet."""
    campaign, way = seen(campaign_id), request.args.get("fill", "")
    among, total = parties(campaign, g.unit), own_target(campaign, g.unit)
    fill = shares(total, among, way) if way in WAYS and total else None
    return _targets(campaign, TargetGrid.shown(among, fill), total, way if fill else "")


@room.post("/<int:campaign_id>/targets", access=Permission.URGE)
def give(campaign_id: int) -> Any:
    campaign = seen(campaign_id)
    grid = TargetGrid.read(parties(campaign, g.unit), request.form)
    if grid.faults:
        return _targets(campaign, grid, own_target(campaign, g.unit), status=422)
    changed = put_targets(campaign, g.unit, grid.amounts, by=g.person.id, at=clock.now())
    if changed:
        flash(_("Đã ghi mục tiêu của %(n)s đơn vị.", n=count_text(changed)), "ok")
    else:
        flash(_("Mục tiêu giữ nguyên như cũ."), "info")
    return see_other("campaigns.show", campaign_id=campaign.id)


@room.post("/<int:campaign_id>/standing", access=Permission.URGE)
def rank_anew(campaign_id: int) -> Any:
    campaign = _owned(campaign_id)
    campaign.standing_at = None
    jobs.nudge(STANDING)
    flash(_("Hệ thống đang tính lại hạng, các đơn vị thấy trong khoảng một phút."), "ok")
    return see_other("campaigns.show", campaign_id=campaign.id)


def _owned(campaign_id: int) -> Campaign:
    campaign = seen(campaign_id)
    if not campaign.is_of(g.unit):
        abort(404)
    return campaign


def _form_of(campaign: Campaign) -> Any:
    """The form of a campaign as it is: of all of it, or of what can be changed still."""
    if campaign.when(clock.today()) is not When.AHEAD:
        return LaterForm.filled(campaign)
    window = campaign.window_at(g.unit) or abort(404)
    return CampaignForm.filled(windows_above(g.unit), campaign, window)


def _edit(campaign: Campaign, form: Any, *, cancelling: Any = None, status: int = 200) -> Any:
    return render(
        "campaigns/edit.html",
        "form",
        campaign=campaign,
        form=form,
        later=isinstance(form, LaterForm),
        over=campaign.when(clock.today()) in (When.OVER, When.CANCELLED),
        cancelling=cancelling or CancelForm(formdata=None),
        status=status,
    )


def _targets(
    campaign: Campaign, grid: TargetGrid, total: int | None, way: str = "", status: int = 200
) -> Any:
    return render(
        "campaigns/targets.html",
        "grid",
        campaign=campaign,
        grid=grid,
        total=total,
        way=way,
        ways=WAYS,
        over=campaign.when(clock.today()) in (When.OVER, When.CANCELLED),
        status=status,
    )
