"""A row of a list: what it says, what is to be said of it, and what it became."""

import datetime as dt
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.ciphers import Sealed, Secret, keyed
from app.db import Base, Id
from app.initiatives import Erasure, Identified, Initiative, Recognition, Scrubbing
from app.intake.judging import Judged
from app.intake.words import TAKEABLE, TAKEN, VERDICTS, applied_text
from app.tenancy import Own
from app.vietnamese import fold, mask_phone

_NUMBER_MOST = 60


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

    @classmethod
    def judged(cls, row: Judged, **owner: Any) -> "BatchRow":
        """The row of a judgement, not yet staged."""
        return cls(
            **owner,
            number=row.row,
            verdict=row.verdict,
            field=row.field,
            note=row.note,
            address=row.address,
            values=row.values,
            typed=row.typed,
            findings=[asdict(finding) for finding in row.findings],
            phone_key=keyed(row.values.get("phone")),
            id_key=keyed(row.values.get("id_number")),
        )

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
    def remarks(self) -> list[tuple[str, str]]:
        """All there is to say, as (verdict, words); telephone numbers are masked."""
        said = [(finding["verdict"], finding["note"]) for finding in self.findings]
        if self.note and self.note not in [note for _verdict, note in said]:
            said.insert(0, (self.verdict, self.note))
        phone = self.values.get("phone") or "\0"
        return [(verdict, note.replace(phone, mask_phone(phone))) for verdict, note in said]

    # --- for the batch ---

    @property
    def takeable(self) -> bool:
        return self.verdict in TAKEABLE and self.initiative_id is None

    def forget(self) -> None:
        """Empty it of people; what was not taken by now is taken no more."""
        self.values, self.typed, self.findings, self.note = {}, {}, [], ""
        self.phone_key = self.id_key = None
        if self.initiative_id is None:
            self.verdict = "skipped"

    def reseal(self) -> None:
        super().reseal()
        if self.phone_key:
            self.phone_key = keyed(self.values.get("phone"))
        if self.id_key:
            self.id_key = keyed(self.values.get("id_number"))

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

    def leave_out(self, scrubbing: Scrubbing) -> None:
        """Take somebody out of what the row says; a namesake with other numbers stays."""
        namesake = scrubbing.bears(self.values.get("full_name", ""))
        named = not (namesake and (self.phone_key or self.id_key))
        for name, _secret in self.secrets():
            before = getattr(self, name)
            after = scrubbing.cleaned(before, named=named)
            if after != before:
                setattr(self, name, after)

    def compare(self, code: str | None, column: str | None) -> None:
        """Say the row's own judgement, or that an initiative of receipt `code` repeats it.

        :param column: letter of the column of titles
        """
        if self.verdict == "skipped":
            return
        well: dict[str, Any] = {"verdict": "ok", "field": None, "note": ""}
        own = self.findings[0] if self.findings else well
        self.verdict, self.field, self.note = own["verdict"], own["field"], own["note"]
        self.address = own.get("address")
        if code and self.verdict in TAKEABLE:
            self.verdict, self.field = "duplicate", "title"
            self.address = f"{column}{self.number}" if column else None
            self.note = _("đã có trong hệ thống, mã tra cứu %(code)s", code=code)
            if self.address:
                self.note = _("Ô %(cell)s: %(note)s", cell=self.address, note=self.note)

    def authors(self) -> list[Identified]:
        """The author with what identifies a person, then the co-authors by name."""
        said, birth = self.values, self.values.get("birth_date")
        first = Identified(
            said["full_name"],
            phone=said.get("phone"),
            birth_date=dt.date.fromisoformat(birth) if birth else None,
            birth_year=said.get("birth_year"),
            id_number=said.get("id_number"),
        )
        return [first, *(Identified(name) for name in said.get("co_authors", ()))]

    def facts(self) -> dict[str, Any]:
        """Columns of the initiative."""
        said = self.values
        facts = {key: said[key] for key in ("title", "summary", "target_group")}
        facts["applied_on"] = dt.date.fromisoformat(said["applied_on"])
        facts["applied_precision"] = said["applied_precision"]
        facts["benefit_claimed"] = said.get("benefit_claimed")
        if recognition := said.get("recognition"):
            facts["recognition_kind"] = _kind_of(recognition).value
            if any(character.isdigit() for character in recognition):
                facts["recognition_number"] = recognition[:_NUMBER_MOST]
        return facts


def _kind_of(recognition: str) -> Recognition:
    words = fold(recognition)
    if "khen" in words:
        return Recognition.COMMENDATION
    return Recognition.DECISION if "qd" in words or "quyet dinh" in words else Recognition.OTHER
