"""What was said of the initiatives at their desks, and what a unit said to a refusal."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from app import clock
from app.demo.phrases import data
from app.demo.rows import Row, Written, insert, insert_for_ids
from app.demo.rules import Rules
from app.demo.steps import Step
from app.initiatives import UNDO_FOR, Act
from app.reviews import Outcome, Review, ReviewReason, SecondLook
from app.reviews.outcomes import DECIDES, NEEDS_REASON
from app.tenancy import owned_by


def say_all(written: Sequence[Written], rules: Rules, notes: dict[str, str]) -> None:
    """What was said where somebody with an account said it, with the reasons."""
    said = sorted(
        (
            (one, step, before)
            for one in written
            for before, step in pairwise(one.steps)
            if step.outcome
        ),
        key=lambda pair: pair[1].at,
    )
    found = insert_for_ids(Review, [_review_row(*each, notes) for each in said])
    reasons = [
        {
            **owned_by(one.case.unit),
            "review_id": review,
            "reason_code_id": rules.reasons[step.reason].id,
        }
        for review, (one, step, _before) in zip(found, said, strict=True)
        if step.outcome in NEEDS_REASON and step.reason
    ]
    insert(ReviewReason, reasons)
    insert(SecondLook, list(_asked_again(written)))


def _asked_again(written: Sequence[Written]) -> Iterable[Row]:
    for one in written:
        for refused, step in pairwise(one.steps):
            if step.act is Act.APPEAL and step.by and step.to_desk:
                yield {
                    **owned_by(one.case.unit),
                    "initiative_id": one.id,
                    "words": data("programme.json")["second_look"],
                    "refused_by_id": refused.by.id if refused.by else None,
                    "desk_unit_id": step.to_desk.id,
                    "asked_by_id": step.by.id,
                    "asked_by": step.by.name,
                    "at": step.at,
                }


def _review_row(one: Written, step: Step, before: Step, notes: dict[str, str]) -> Row:
    """What was said, and what it led away from; its unit was told when no undoing was possible."""
    assert step.by is not None
    assert step.outcome is not None
    refused = step.outcome in NEEDS_REASON
    return {
        **owned_by(one.case.unit),
        "initiative_id": one.id,
        "desk_unit_id": step.at_unit.id,
        "desk_name": step.at_unit.name,
        "reviewer_id": step.by.id,
        "signed_by": step.by.name,
        "outcome": step.outcome.value,
        "note": notes[step.reason or ""] if refused else "",
        "assessed_with": "Ban Giám đốc" if step.outcome == Outcome.CONFIRMED else None,
        "assessed_on": clock.day_of(step.at) if step.outcome == Outcome.CONFIRMED else None,
        "own_entry": step.outcome in DECIDES and step.by.id == one.row["entered_by_id"],
        "state_before": step.before.value,
        "since_before": before.at,
        "told_at": step.at + UNDO_FOR,
        "at": step.at,
    }
