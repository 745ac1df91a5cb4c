"""A row of every table at every unit, each text a canary that names the unit: "canary7own".

"own" must be seen in the unit's scope only, "down" also from below. New models are filled by the
types of their columns; a column of codes that pages read gets its code from CODES.
"""

import re
from typing import Any

import sqlalchemy as sa

from app import jobs
from app.accounts import Account, Membership
from app.db import Base, UtcDateTime, db
from app.tenancy import Everything, HandedDown, Own, SeenFromBelow, TenantRow
from app.units import Unit
from tests.world import NOW

CANARY = re.compile(r"canary(\d+)(own|down)", re.IGNORECASE)
CODES = {  # columns that name one of a few things in code; a canary there would break the page
    *("act", "applied_precision", "block_code", "counting", "digest", "field", "from_state"),
    *("definition", "structure", "part"),
    *("kind", "kind_code", "key", "link", "login", "outcome", "ownership", "path", "role", "state"),
    *(
        "status",
        "subject",
        "task",
        "place",
        "to_state",
        "unit_path",
        "way",
        "recognition_kind",
        "verdict",
    ),
    *("who", "reach", "measure", "acts", "became"),
    *("category", "obstacle", "side", "hours", "page"),
}
VALID = {
    "applied_precision": "day",
    "counting": "registered",
    "from_state": "draft",
    "outcome": "valid",
    "role": "viewer",
    "state": "endorsed",
    "review_step.task": "decide",
    "review_step.place": "above",
    "to_state": "endorsed",
    "version": 9,
    "way": "list",
    "quota_request.outcome": None,  # it waits
    "export_run.personal": True,
    "likeness.kind": "text",
    "visit.state": "cancelled",
    "visit_note.state": "announced",
    "visit_step.act": "cancel",
    "commitment.state": "open",
    "commitment_copy.state": "open",
    "commitment_copy.said_at": NOW,
    "group_member.part": "member",
    "likeness.percent": 90,
    "quota_plan_edit.before": {"lines": {}},
    "reminding.offsets": [3],
    "reminding.who": "behind",
    "reminding.reach": "children",
    "reminding.ways": ["notice"],
    "ladder_step.kind": "call",
    "ladder_step.measure": "points",
    "acts": "officer",
    "reminder.became": "sent",
    "reminder.sent_at": NOW,
    "escalation.kind": "call",
    "escalation.state": "done",  # another one waits, see `desks_of_deadlines`
    "escalation.done_at": NOW,
    "phone_call.outcome": "spoken",
    "category": "obstacle",
    "obstacle": "employer",
    "hours": "07:30-17:00",
    "side": "desk",
    "request.state": "open",
    "request.way": "page",
    "request_step.act": "reply",
    "assignment.part": "handles",
    "tie.part": "linked",
}
APPEND_ONLY = {"quota_entry", "snapshot"}  # marked before they are stored
VALUES = [  # by the type of the column; the first that fits
    (sa.Boolean, False),
    (sa.Integer, 1),
    (sa.Date, NOW.date()),
    (sa.Time, NOW.time()),
    (UtcDateTime, NOW),
    (sa.LargeBinary, b""),
]


def settle_in() -> None:
    """Put the canaries into the world."""
    with jobs.step(Everything("canaries for tests")) as session:
        units = session.scalars(sa.select(Unit).order_by(Unit.path)).all()
        models = {m.class_.__table__.name: m.class_ for m in Base.registry.mappers}
        for unit in units:
            made: dict[str, int] = {"unit": unit.id, "account": _somebody(unit)}
            for table in Base.metadata.sorted_tables:
                model = models.get(table.name)
                if model and issubclass(model, Own | HandedDown):
                    row = _row(model, unit, made)
                    if table.name in APPEND_ONLY:
                        _mark(row)
                    session.add(row)
                    session.flush()
                    made[table.name] = row.id
        for model in models.values():
            if issubclass(model, TenantRow) and model.__table__.name not in APPEND_ONLY:
                for row in session.scalars(sa.select(model)).unique():
                    _mark(row)


def word(row: Any) -> str:
    unit = row.id if isinstance(row, Unit) else row.unit_id
    return f"canary{unit}{'down' if isinstance(row, SeenFromBelow) else 'own'}"


def foreign(text: str, inside: set[int], above: set[int]) -> set[str]:
    """Canaries that somebody must not see who may see the units `inside` and those `above`."""
    return {
        hit[0]
        for hit in CANARY.finditer(text)
        if int(hit[1]) not in inside and not (hit[2].lower() == "down" and int(hit[1]) in above)
    }


def _somebody(unit: Unit) -> int:
    post = sa.select(Membership.account_id).where(Membership.unit_id == unit.id).limit(1)
    found = db.session.scalar(post)
    assert found
    account = db.session.get_one(Account, found)
    account.full_name = f"canary{unit.id}own {account.full_name}"
    return found


def _row(model: Any, unit: Unit, made: dict[str, int]) -> Any:
    values = {"unit_id": unit.id, "unit_path": unit.path}
    for column in model.__table__.columns:
        if column.primary_key or column.name in values:
            continue
        parents = {key.column.table.name for key in column.foreign_keys} & made.keys()
        in_full = f"{model.__table__.name}.{column.name}"
        if in_full in VALID or column.name in VALID:
            values[column.name] = VALID.get(in_full, VALID.get(column.name))
        elif parents:
            values[column.name] = made[parents.pop()]
        elif column.name.removesuffix("_id") in made and column.name != column.name.removesuffix(
            "_id"
        ):
            values[column.name] = made[column.name.removesuffix("_id")]
        elif not column.nullable and column.default is None:
            values[column.name] = _value(model, column, unit)
    return model(**values)


def _value(model: Any, column: sa.Column[Any], unit: Unit) -> Any:
    if isinstance(column.type, sa.Text):
        return f"{column.name} {unit.code}"
    if isinstance(column.type, sa.JSON):
        return [] if "list" in str(model.__annotations__[column.name]) else {}
    return next(value for kind, value in VALUES if isinstance(column.type, kind))


def _mark(row: Any) -> None:
    """Write the canary into every text that is no code; what was there stays readable."""
    for column in sa.inspect(row).mapper.columns:
        is_text = isinstance(column.type, sa.Text) and not column.foreign_keys
        if is_text and column.key not in CODES and column.key != "code":
            value = getattr(row, column.key)
            setattr(row, column.key, f"{value or ''} {word(row)}".strip())
