"""Every text column says whether somebody may be named in it: then an erasure searches it.

`Mapped[Prose]` is searched by the erasure itself. All others stand here, with why nobody who
could ask to be erased is named there. A new column stands in neither, and fails.
"""

from collections.abc import Iterable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.ciphers import Sealed
from app.db import Base
from app.tenancy import Own

# By the name of the column, in every table: words of the code, numbers, hashes, addresses.
CODES = {
    *("act", "address", "applied_precision", "block_code", "code", "columns", "counting"),
    *(
        "counts",
        "document_number",
        "digest",
        "field",
        "fields",
        "from_state",
        "hash",
        "id_key",
        "key",
        "kind",
    ),
    *("kind_code", "link", "location", "marks", "outcome", "ownership", "password_hash", "path"),
    *("phone_key", "recognition_kind", "role", "sha256", "state", "subject", "to_state"),
    *("definition", "structure"),
    *("chosen", "form", "place", "portal_code", "refusal", "state_before", "task", "week"),
    *("unit_path", "verdict", "way", "what", "device", "sector", "area", "block_summed"),
    *("acts", "became", "measure", "reach", "who"),
    *("message_id", "last_answer", "sending"),
    *("category", "obstacle", "side", "hours"),
}
NOBODY = {
    "units and rules, named by whoever keeps them": {
        *("block.name", "unit.name", "unit.short_name", "unit.search", "unit.name_key"),
        *("unit_alias.name", "unit_kind.name", "programme.name", "stage.name"),
        *("target_group.name", "reason_code.text", "reason_code.advice", "consent_text.text"),
        *("target_group.blocks", "reason_code.hints"),
        *("review.desk_name", "notice.sender", "cluster.name"),
        *("cluster_figure.name", "cluster_figure.above", "cluster_quarter.name", "honour.name"),
        *("misplaced.from_name", "misplaced.to_name"),
        *("visit_note.upper", "commitment_copy.upper"),
        *(
            "quota_plan.rule_data",
            "quota_plan.line_data",
            "quota_plan.stages",
            "quota_plan.target_data",
        ),
        "quota_plan_edit.before",
        *("snapshot.heading", "snapshot.own", "snapshot.total", "snapshot.rows"),
    },
    "who works here with an account of their own": {
        *("account.login", "account.full_name", "membership.full_name", "membership.office"),
        *("invitation.full_name", "invitation.office", "factor_reset.full_name"),
        *("factor_reset.asked_from", "factor_reset.confirmed_from", "review.signed_by"),
        *("batch.by_name", "initiative.entered_by", "misplaced.sent_by", "misplaced.done_by"),
        *("likeness.signed_by", "second_look.asked_by", "looking.name"),
        *("visit_step.signed_by", "minutes_part.signed_by", "commitment_copy.said_by"),
        *("review_run.signed_by", "cluster_reminder.signed_by", "export_run.asked_by"),
        *("snapshot.signed_by", "letter.receiver", "letter.masked", "notice.confirmed_by"),
        *("hand_over.giver", "hand_over.giver_office", "hand_over.receiver"),
        *("assignment.full_name", "internal_note.signed_by", "obstacle_answer.signed_by"),
        "request_made.signed_by",
        *("hand_over.receiver_office", "hand_over.signed_by", "phone_call.caller"),
    },
    "emptied or written anew by the erasure itself": {
        *("person.full_name", "author.full_name", "initiative.search"),
    },
    "a code of the reason, chosen and not typed": {"reveal.reason"},
    "codes of whom a group meets, of its offices, of a reminder; a mark of a page": {
        *("visit.meets", "visit_note.meets", "group_member.part", "minutes_part.page"),
        *("commitment_reminder.step", "assignment.part", "tie.part", "request.page"),
    },
    "numbers of people and files": {"likeness.added"},
    "numbers of days": {"reminding.offsets"},
    "codes of roles and ways": {"ladder_step.told", "escalation.told", "reminding.ways"},
    "numbers of reason codes": {"review_run.code_ids"},
    "numbers of units, and how many": {"cluster_reminder.receivers", "honour_board.left_out"},
    "how far a file is, and over how many units": {"export_run.grown", "export_run.reach"},
}
SEALED = {
    "emptied by the erasure itself": {"person.phone", "person.id_number", "erasure.traces"},
    "app/intake/forgetting.py goes through them": {
        *("batch_row.note", "batch_row.values", "batch_row.typed", "batch_row.findings"),
    },
    "app/support/files.py empties it": {"request.phone"},
    "an officer's own, on the roster to be called": {"duty.phone", "duty.stand_in_phone"},
    "no words": {"second_factor.secret", "mail_address.code"},
    "the owner's own, with an account": {"mail_address.address", "mail_address.wanted"},
}


def unsaid(models: Iterable[Any]) -> set[str]:
    """Columns of text of which nobody has said whether they name people."""
    known = set().union(*NOBODY.values())
    found = set()
    for model in models:
        for column in model.__table__.columns:
            is_text = isinstance(column.type, sa.String | sa.JSON)
            name = f"{model.__table__.name}.{column.name}"
            if is_text and not column.info.get("prose"):
                found |= {name} - known if column.name not in CODES else set()
    return found


def prose(models: Iterable[Any]) -> set[str]:
    return {
        f"{model.__table__.name}.{column.name}"
        for model in models
        for column in model.__table__.columns
        if column.info.get("prose")
    }


def secrets(models: Iterable[Any]) -> set[str]:
    return {
        f"{model.__table__.name}.{name}"
        for model in models
        if issubclass(model, Sealed)
        for name, _secret in model.secrets()
    }


def models() -> list[Any]:
    return [mapper.class_ for mapper in Base.registry.mappers]


def test_every_text_says_whether_people_are_named_in_it(app):
    assert unsaid(models()) == set()
    assert len(prose(models())) > 15


def test_every_secret_says_who_empties_it(app):
    assert secrets(models()) == set().union(*SEALED.values())


def test_what_is_excused_is_there_and_is_no_prose(app):
    there = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.c
    }
    excused = set().union(*NOBODY.values())
    assert excused <= there
    assert excused & prose(models()) == set()


class Toys(orm.DeclarativeBase):
    """Models of these tests alone."""


class Diary(Own, Toys):
    __tablename__ = "diary"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    entry: Mapped[str]
    told: Mapped[str] = mapped_column(info={"prose": True})


@pytest.mark.parametrize("column", ["entry"])
def test_a_forgotten_column_is_caught(column):
    assert unsaid([Diary]) == {f"diary.{column}"}
