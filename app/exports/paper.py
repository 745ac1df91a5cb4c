"""The official form over a list: of one stage, or of all that the list has."""

from collections.abc import Sequence

from app.exports.refusals import NoStage
from app.intake import ListForm
from app.programmes import Stage, TargetGroup
from app.units import Unit


def form_of(unit: Unit, stages: Sequence[Stage]) -> ListForm:
    """Its head names the stages; each row its own where there are several.

    :raises NoStage: there is no programme yet
    """
    if not stages:
        raise NoStage()
    since = min(stage.recognised_since for stage in stages)
    until = max(stage.recognised_until for stage in stages)
    name = "; ".join(dict.fromkeys(stage.name for stage in stages))
    return ListForm(
        unit.name,
        (name, since, until),
        groups=TargetGroup.names(stages[-1]),
        with_units=not (unit.kind and unit.kind.grassroots),
        more=("state", "code", *(("stage",) if len(stages) > 1 else ())),
    )
