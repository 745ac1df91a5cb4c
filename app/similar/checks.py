"""What the pre-check of an initiative says about others that are like it."""

from flask_babel import gettext as _

from app.initiatives import Case, Check, precheck
from app.similar.models import FILE
from app.similar.showing import Side, of


@precheck(60)
def nothing_like_it(case: Case) -> Check | None:
    """The most alike of which nobody has said that it is something else."""
    one = case.initiative
    sides = of(one, one.unit)
    open_ones = [side for side in sides if not side.row.verdict]
    if open_ones:
        words = _("Có sáng kiến giống, xin so sánh")
        return Check.look(words, _how(open_ones[0]), "title", "similar")
    if sides:
        return Check.ok(_("Đã so với sáng kiến giống"), sides[0].row.verdict_words)
    if one.compared:
        return Check.ok(_("Không có sáng kiến giống"), _("Đã so với mọi sáng kiến đã nộp"))
    return None


def _how(side: Side) -> str:
    other = side.other
    if other is None:
        whose = _("một sáng kiến của đơn vị khác")
    else:
        whose = _("“%(title)s” của %(unit)s", title=other.title, unit=other.unit.name)
    if side.row.kind == FILE:
        return _("Đính kèm cùng một tệp với %(whose)s", whose=whose)
    return _("Giống %(percent)s%% %(whose)s", percent=side.row.percent, whose=whose)
