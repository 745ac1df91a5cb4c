"""What is said of a row in the end: its own judgement, and what the house knows beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.initiatives import same_key
from app.intake.words import TAKEABLE


@dataclass(frozen=True)
class Outcome:
    """What is to be said of a row in the end."""

    verdict: str
    field: str | None
    note: str
    address: str | None = None


def outcome(
    findings: Sequence[Mapping[str, Any]],
    *,
    said: str | None,
    code: str | None,
    columns: Mapping[str, str],
    number: int,
) -> Outcome:
    """The row's own worst finding; or that its unit is unclear; or that it is there already.

    :param said: how the row spells a unit that nobody has named yet
    :param code: the receipt of the initiative that it repeats
    """
    worst: Mapping[str, Any] = findings[0] if findings else {"verdict": "ok", "note": ""}
    own = Outcome(worst["verdict"], worst.get("field"), worst["note"], worst.get("address"))
    if own.verdict == "error":
        return own
    if said is not None:
        note = _("chưa rõ “%(said)s” là đơn vị nào", said=said) if said else _("chưa ghi đơn vị")
        return at_cell("error", "unit", note, columns, number)
    if code and own.verdict in TAKEABLE:
        note = _("đã có trong hệ thống, mã tra cứu %(code)s", code=code)
        return at_cell("duplicate", "title", note, columns, number)
    return own


def at_cell(
    verdict: str, field: str, note: str, columns: Mapping[str, str], number: int
) -> Outcome:
    """Something to be said of a field, with the address of its cell where it has one."""
    address = f"{columns[field]}{number}" if field in columns else None
    if address:
        return Outcome(verdict, field, _("Ô %(cell)s: %(note)s", cell=address, note=note), address)
    return Outcome(verdict, field, note[:1].upper() + note[1:])


def key_of(values: Mapping[str, Any]) -> int | None:
    """What exact repetitions of a row are found by."""
    if not {"full_name", "title"} <= values.keys():
        return None
    return same_key(values["full_name"], values["title"])
