"""From a table that was understood to a draft plan, never to the ledger."""

import datetime as dt
from dataclasses import replace

from flask_babel import lazy_gettext as _l

from app.quotas import planning
from app.quotas.plans import Plan
from app.quotas.rules import follows
from app.quotas.sheet_matching import Matched
from app.units import UnitAlias
from app.web.errors import Refused


class NotClear(Refused):
    """Something is still to be chosen."""

    status = 422
    message = _l("Còn chỗ chưa rõ trong bảng, xin chọn ở những ô được đánh dấu.")


class NothingRead(Refused):
    status = 422
    message = _l("Không có dòng nào tính được, nên chưa lập được bảng phân bổ.")


def held_before(matched: Matched) -> list[str]:
    """Codes of units that hold something in these stages and follow no rule of the table."""
    stages = {stage.id for stage in matched.stages}
    ruled = follows(matched.found.parties, matched.rules)
    return [
        code
        for code, row in matched.found.given.items()
        if code not in ruled and any(row.get(stage) for stage in stages)
    ]


def draft(matched: Matched, *, name: str, by: int, at: dt.datetime) -> Plan:
    """A draft with the table's rules. What was chosen for a name is remembered with its unit.

    Units that the table does not speak of keep what they hold.

    :raises NotClear: a column or a line still asks
    :raises NothingRead: there is no rule
    """
    if not matched.is_clear:
        raise NotClear()
    if not matched.rules:
        raise NothingRead()
    for line in matched.lines:
        if line.unit and line.chosen and line.rule:
            UnitAlias.remember(line.unit, line.line.name)
    stages = [stage.id for stage in matched.stages]
    empty = replace(matched.found, given={})  # no line by hand: the table's rules decide
    plan = planning.begin(empty, stages, name=name, by=by, at=at)
    planning.rule(plan, matched.found, matched.rules, by=by, at=at)
    return plan
