"""What the national portal knows an initiative by, and since when."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, journal
from app.db import db
from app.initiatives.states import PENDING, REGISTERED, State
from app.programmes import Stage
from app.tenancy import Scope
from app.units import Unit
from app.vietnamese import nfc
from app.web.errors import Refused

CODE = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z./_-]{1,39}")
"""Loosely: the portal has changed its codes before."""

AT_ONCE = 500


class NotForPortal(Refused):
    message = _l("Chỉ ghi mã cổng cho sáng kiến đang xem xét hoặc hợp lệ.")


class BadPortalCode(Refused):
    status = 422
    message = _l("Mã trên cổng gồm chữ không dấu, chữ số và các dấu . / - _, có ít nhất một số.")


class BadPortalDay(Refused):
    status = 422
    message = _l("Ngày nhập lên cổng không được sau hôm nay.")


class PortalCodeTaken(Refused):
    status = 422
    message = _l("Mã này đã ghi cho một sáng kiến khác trong chương trình.")


def portal_code(text: str) -> str:
    """A code as it is kept: capitals, no spaces; "" for none.

    :raises BadPortalCode: it is no code
    """
    code = re.sub(r"\s", "", nfc(text)).upper()
    if code and not CODE.fullmatch(code):
        raise BadPortalCode()
    return code


class OnPortal:
    """An initiative on the national portal: entered there under a code, on a day."""

    if TYPE_CHECKING:
        id: Any
        unit: Any
        unit_path: Any
        authors: Any
        stage: Any
        stage_id: Any
        state: Any
        version: Any
        portal_code: Any
        portal_entered_on: Any

    def enter_on_portal(self, code: str, day: dt.date, *, by: int | None, at: dt.datetime) -> None:
        """Note its code there and the day; another code corrects it, the same changes nothing.

        :raises BadPortalCode: it is no code
        :raises BadPortalDay: the day is yet to come
        :raises NotForPortal: it is not registered
        :raises PortalCodeTaken: another initiative has the code
        """
        code = portal_code(code)
        if not code:
            raise BadPortalCode()
        if (self.portal_code, self.portal_entered_on) == (code, day):
            return
        if self.state not in REGISTERED:
            raise NotForPortal()
        if day > clock.day_of(at):
            raise BadPortalDay()
        self._must_be_free(code)
        try:
            with db.session.begin_nested():
                self.portal_code, self.portal_entered_on = code, day
        except sa.exc.IntegrityError as error:  # of somebody out of sight
            raise PortalCodeTaken() from error
        changed = ["portal_code", "portal_entered_on"]
        journal.record("initiative.enter-on-portal", self, by=by, at=at, fields=changed)

    def leave_portal(self, *, by: int | None, at: dt.datetime) -> None:
        """Take back a code that was noted by mistake; twice changes nothing."""
        if self.portal_code is not None:
            self.portal_code = self.portal_entered_on = None
            changed = ["portal_code", "portal_entered_on"]
            journal.record("initiative.leave-portal", self, by=by, at=at, fields=changed)

    def _must_be_free(self, code: str) -> None:
        model, programme = type(self), self.stage.programme_id
        stages = sa.select(Stage.id).where(Stage.programme_id == programme)
        query = sa.select(model.id).where(
            model.stage_id.in_(stages), model.portal_code == code, model.id != self.id
        )
        if db.session.scalar(query.limit(1)) is not None:
            raise PortalCodeTaken()

    # --- queries ---

    @classmethod
    def _lacking_code(cls, path: str, stage: Stage, registered: bool) -> list[Any]:
        low, high = Scope(path).bounds
        states = [State.VALID, *sorted(PENDING)] if registered else [State.VALID]
        return [
            cls.stage_id == stage.id,
            cls.state.in_(states),
            cls.unit_path >= low,
            cls.unit_path < high,
            cls.portal_code.is_(None),
        ]

    @classmethod
    def not_on_portal(cls, path: str, stage: Stage, *, registered: bool) -> sa.Select[Any]:
        """Valid initiatives of a subtree without a code, unit by unit.

        :param registered: those that wait for a decision, too
        """
        return (
            sa.select(cls)
            .where(*cls._lacking_code(path, stage, registered))
            .options(sa.orm.joinedload(cls.unit), sa.orm.selectinload(cls.authors))
            .order_by(cls.unit_path, cls.id)
        )

    @classmethod
    def not_on_portal_by_unit(
        cls, path: str, stage: Stage, *, registered: bool
    ) -> list[tuple[Unit, int]]:
        """The units of a subtree with such initiatives, and how many; in one statement."""
        query = (
            sa.select(Unit, sa.func.count(cls.id))
            .join(cls, cls.unit_path == Unit.path)
            .where(*cls._lacking_code(path, stage, registered))
            .group_by(Unit.id)
            .order_by(Unit.path)
        )
        return [(unit, count) for unit, count in db.session.execute(query)]

    @classmethod
    def take_over_codes(
        cls, stage: Stage, codes: Mapping[int, str], day: dt.date, *, by: int, at: dt.datetime
    ) -> "TakenOver":
        """Note many codes at once, where none is noted yet; the others stay as they are.

        :param codes: by the ids of initiatives; those out of sight are passed over
        """
        report = TakenOver(len(codes))
        stages = sa.select(Stage.id).where(Stage.programme_id == stage.programme_id)
        for some in _chunks(sorted(codes)):
            wanted = {number: codes[number] for number in some}
            here = _free(cls, wanted)
            said = cls.stage_id.in_(stages), cls.portal_code.in_(wanted.values())
            taken = set(db.session.scalars(sa.select(cls.portal_code).where(*said)))
            given = {number: code for number, code in wanted.items() if number in here}
            given = {number: code for number, code in given.items() if code not in taken}
            _write(cls, given, day)
            places = [(here[number], number) for number in given]
            changed = ["portal_code", "portal_entered_on"]
            about: dict[str, Any] = {"by": by, "at": at, "fields": changed}
            journal.record_all("initiative.enter-on-portal", "initiative", places, **about)
            report.written += len(given)
        db.session.expire_all()
        return report


class TakenOver:
    """What came of a bulk of codes: how many were asked for, how many written."""

    def __init__(self, asked: int) -> None:
        self.asked, self.written = asked, 0

    @property
    def words(self) -> str:
        return _(
            "Đã ghi %(written)s mã cổng. %(left)s sáng kiến giữ nguyên: đã có mã, hoặc mã đã dùng.",
            written=self.written,
            left=self.asked - self.written,
        )


def _chunks(numbers: list[int]) -> list[list[int]]:
    return [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]


def _free(model: Any, wanted: Mapping[int, str]) -> dict[int, dict[str, Any]]:
    """Where those lie that may be given a code, held until the end; by id."""
    query = (
        sa.select(model.id, model.unit_id, model.unit_path)
        .where(model.id.in_(wanted), model.portal_code.is_(None), model.state.in_(REGISTERED))
        .order_by(model.id)
        .with_for_update()
    )
    found = db.session.execute(query)
    return {n: {"unit_id": unit, "unit_path": path} for n, unit, path in found}


def _write(model: Any, given: Mapping[int, str], day: dt.date) -> None:
    if not given:
        return
    change = (
        sa.update(model)
        .where(model.id.in_(given))
        .values(
            portal_code=sa.case(dict(given), value=model.id),
            portal_entered_on=day,
            version=model.version + 1,
        )
    )
    try:
        with db.session.begin_nested():
            db.session.execute(change, execution_options={"synchronize_session": False})
    except sa.exc.IntegrityError as error:
        raise PortalCodeTaken() from error
