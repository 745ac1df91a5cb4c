"""A row of a list: what it says, what is to be said of it, and what it became."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.ciphers import Sealed, Secret, keyed
from app.db import Base, Id, db
from app.initiatives import Draft, Erasure, Identified, Initiative, Recognition, Scrubbing
from app.intake.judging import Judged
from app.intake.known import Known
from app.intake.outcomes import Outcome, key_of, outcome
from app.intake.places import BatchPlace
from app.intake.words import TAKEABLE, TAKEN, VERDICTS, applied_text
from app.tenancy import Own
from app.units import Unit
from app.vietnamese import fold, mask_phone

_NUMBER_MOST = 60
SECRETS = ("phone", "id_number")
"""Fields that a page covers."""


class BatchRow(Sealed, Own, Base):
    """A row as it was judged; seen where the list is checked, not where its authors work.
    What it says of people, and what is said of that, is sealed.

    `findings` are the judgement's own remarks, the worst first; `verdict`, `field`, `note` and
    `address` are that one, or that the initiative is there already.
    """

    __tablename__ = "batch_row"
    __parents__ = {"batch_id": "batch"}
    __table_args__ = (sa.Index("ix_batch_row_number", "batch_id", "number"),)
    id: Mapped[Id]
    batch_id: Mapped[int]
    number: Mapped[int]
    verdict: Mapped[str]
    field: Mapped[str | None]
    note_sealed: Mapped[bytes | None]
    address: Mapped[str | None]
    values_sealed: Mapped[bytes | None]
    typed_sealed: Mapped[bytes | None]
    findings_sealed: Mapped[bytes | None]
    phone_key: Mapped[str | None] = mapped_column(index=True)
    id_key: Mapped[str | None] = mapped_column(index=True)
    same_key: Mapped[int | None] = mapped_column(sa.BigInteger)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("batch_place.id"), index=True)
    initiative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiative.id"), index=True)

    note = Secret[str](str)
    values = Secret[dict[str, Any]](dict)
    typed = Secret[dict[str, Any]](dict)
    findings = Secret[list[Any]](list)

    initiative: Mapped[Initiative | None] = relationship()
    place: Mapped[BatchPlace | None] = relationship()

    @classmethod
    def staged(
        cls,
        judged: Judged,
        *,
        key: int | None,
        place: BatchPlace | None,
        known: Known,
        target: int | None,
        columns: Mapping[str, str],
        **owner: Any,
    ) -> dict[str, Any]:
        """The columns of a judged row, as it is first written down."""
        phone = keyed(judged.values.get("phone"))
        findings = [asdict(finding) for finding in judged.findings]
        worst = Outcome(judged.verdict, judged.field, judged.note, judged.address)
        if worst.verdict != "skipped":
            worst = outcome(
                findings,
                said=place.said if place and target is None else None,
                code=known.code_of(target, key, phone),
                columns=columns,
                number=judged.row,
            )
        secrets = {"values": judged.values, "typed": judged.typed, "findings": findings}
        return {
            **owner,
            **cls.sealed(note=worst.note, **secrets),
            "number": judged.row,
            "verdict": worst.verdict,
            "field": worst.field,
            "address": worst.address,
            "phone_key": phone,
            "id_key": keyed(judged.values.get("id_number")),
            "same_key": key,
            "place_id": place.id if place else None,
        }

    # --- on the page ---

    @property
    def status(self) -> tuple[str, str]:
        """The verdict in words, and the kind of its chip."""
        word, kind = TAKEN if self.initiative_id else VERDICTS[self.verdict]
        return str(word), kind

    @property
    def applied(self) -> str:
        return applied_text(self.values)

    @property
    def remarks(self) -> list[tuple[str, str | None, str]]:
        """All there is to say, as (verdict, field, words); telephone numbers are masked."""
        said = [(one["verdict"], one["field"], one["note"]) for one in self.findings]
        if self.note and self.note not in [note for _verdict, _field, note in said]:
            said.insert(0, (self.verdict, self.field, self.note))
        phone = self.values.get("phone") or "\0"
        return [(verdict, of, note.replace(phone, mask_phone(phone))) for verdict, of, note in said]

    # --- for the batch ---

    def may_be_of(self, phone: str | None) -> bool:
        """Whether its author may be whoever has that telephone (a keyed hash)."""
        return not (phone and self.phone_key) or phone == self.phone_key

    @property
    def takeable(self) -> bool:
        return self.verdict in TAKEABLE and self.initiative_id is None

    def forget(self) -> None:
        """Empty it of people; what was not taken by now is taken no more."""
        self.values, self.typed, self.findings, self.note = {}, {}, [], ""
        self.phone_key = self.id_key = self.same_key = None
        if self.initiative_id is None:
            self.verdict = "skipped"

    def reseal(self) -> None:
        super().reseal()
        if self.phone_key:
            self.phone_key = keyed(self.values.get("phone"))
        if self.id_key:
            self.id_key = keyed(self.values.get("id_number"))

    @classmethod
    def became(cls, rows: "Sequence[BatchRow]", numbers: Sequence[int]) -> None:
        """Write down which initiatives rows became, in one statement."""
        ids = {row.id: number for row, number in zip(rows, numbers, strict=True)}
        if ids:
            change = sa.update(cls).where(cls.id.in_(ids), cls.initiative_id.is_(None))
            told = change.values(initiative_id=sa.case(ids, value=cls.id))
            db.session.execute(told, execution_options={"synchronize_session": False})
        for row in rows:
            db.session.expire(row, ["initiative_id", "initiative"])

    @classmethod
    def naming(cls, erasure: Erasure) -> "sa.Select[BatchRow]":
        """Rows that became that person's initiatives, or say that telephone or ID number."""
        same = [getattr(cls, column).in_(keys) for column, keys in erasure.keys.items() if keys]
        return sa.select(cls).where(
            sa.or_(cls.initiative_id.in_(erasure.initiative_ids), *same),
            cls.values_sealed.is_not(None),
        )

    @classmethod
    def speaking(cls, after: int, most: int) -> "sa.Select[BatchRow]":
        """The next rows that say anything, by their ids."""
        secrets = [getattr(cls, secret.column) for _name, secret in cls.secrets()]
        said = sa.or_(*(column.is_not(None) for column in secrets))
        return sa.select(cls).where(cls.id > after, said).order_by(cls.id).limit(most)

    def leave_out(self, scrubbing: Scrubbing) -> bool:
        """Take somebody out of what the row says, if anything does; a namesake with other
        numbers stays."""
        found = False
        namesake = scrubbing.bears(self.values.get("full_name", ""))
        named = not (namesake and (self.phone_key or self.id_key))
        for name, _secret in self.secrets():
            before = getattr(self, name)
            after = scrubbing.cleaned(before, named=named)
            if after != before:
                setattr(self, name, after)
                found = True
        return found

    def target_id(self, owner: int | None) -> int | None:
        """The unit it would go to; `owner` is that of a list of one unit."""
        return self.place.target_id if owner is None and self.place else owner

    def settle(self, known: Known, owner: int | None, columns: Mapping[str, str]) -> None:
        """Say the row's own judgement, or what else keeps it from being taken."""
        if self.verdict == "skipped":
            return
        target = self.target_id(owner)
        worst = outcome(
            self.findings,
            said=self.place.said if self.place and target is None else None,
            code=known.code_of(target, self.same_key, self.phone_key),
            columns=columns,
            number=self.number,
        )
        if (self.verdict, self.field, self.note) != (worst.verdict, worst.field, worst.note):
            self.verdict, self.field = worst.verdict, worst.field
            self.note, self.address = worst.note, worst.address

    def keep_back(self, field: str, note: str) -> None:
        """Say what keeps it from being taken just now."""
        self.verdict, self.field, self.note, self.address = "error", field, note, None

    def said_anew(self, judged: Judged) -> None:
        """Keep what a correction made of it."""
        self.values, self.typed = judged.values, judged.typed
        self.findings = [asdict(finding) for finding in judged.findings]
        self.phone_key = keyed(judged.values.get("phone"))
        self.id_key = keyed(judged.values.get("id_number"))
        self.same_key = key_of(judged.values)
        self.verdict = judged.verdict

    def draft(self, unit: Unit, **source: Any) -> Draft:
        """The initiative it becomes: the author with what identifies a person, then the
        co-authors by name."""
        said = self.values
        birth = said.get("birth_date")
        first = Identified(
            said["full_name"],
            phone=said.get("phone"),
            birth_date=dt.date.fromisoformat(birth) if birth else None,
            birth_year=said.get("birth_year"),
            id_number=said.get("id_number"),
        )
        others = [Identified(name) for name in said.get("co_authors", ())]
        return Draft(unit, [first, *others], {**_facts(said), **source, "source_row": self.number})


def _facts(said: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of the initiative."""
    facts = {key: said[key] for key in ("title", "summary", "target_group")}
    facts["applied_on"] = dt.date.fromisoformat(said["applied_on"])
    facts["applied_precision"] = said["applied_precision"]
    facts["benefit_claimed"] = said.get("benefit_claimed")
    if recognition := said.get("recognition"):
        facts["recognition_kind"] = _kind_of(recognition).value
        if any(character.isdigit() for character in recognition):
            facts["recognition_number"] = recognition[:_NUMBER_MOST]
    if number := said.get("recognition_number"):
        facts["recognition_number"] = number[:_NUMBER_MOST]
        facts.setdefault("recognition_kind", _kind_of(number).value)
    if day := said.get("recognised_on"):
        facts["recognised_on"] = dt.date.fromisoformat(day)
    if issuer := said.get("recognition_issuer"):
        facts["recognition_issuer"] = issuer
    return facts


def _kind_of(recognition: str) -> Recognition:
    words = fold(recognition)
    if "khen" in words:
        return Recognition.COMMENDATION
    return Recognition.DECISION if "qd" in words or "quyet dinh" in words else Recognition.OTHER
