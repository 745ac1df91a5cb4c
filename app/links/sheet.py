"""What a visitor's form says, sealed into the form itself.

With it the form is drawn again, filled as it was, while the database does not answer.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app import clock
from app.initiatives import ConsentText
from app.links.models import UnitLink
from app.programmes import TargetGroup, Window
from app.vietnamese import day_text
from app.workdays import COUNTRY


@dataclass(frozen=True)
class Sheet:
    """The words of a form: whose it is, until when, and what may be chosen."""

    link: str  # the code of the link: it is good for no other
    unit: str
    stage: str
    deadline: str
    since: str
    until: str
    groups: dict[str, str]
    consent_id: int
    consent: str

    @classmethod
    def of(cls, link: UnitLink, window: Window) -> "Sheet":
        stage = window.stage
        text = ConsentText.in_force(stage, on=clock.today())
        names = TargetGroup.names(stage)
        return cls(
            link=link.code,
            unit=link.unit.name,
            stage=stage.name,
            deadline=window.deadline.isoformat(),
            since=stage.recognised_since.isoformat(),
            until=stage.recognised_until.isoformat(),
            groups={str(number): name for number, name in names.items()},
            consent_id=text.id,
            consent=text.text,
        )

    @property
    def first_day(self) -> dt.date:
        """Initiatives that were put into use from then on."""
        return dt.date.fromisoformat(self.since)

    @property
    def last_day(self) -> dt.date:
        return dt.date.fromisoformat(self.until)

    @property
    def deadline_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.deadline)

    def left(self, today: dt.date) -> tuple[int, int]:
        """Days and working days, from tomorrow to the deadline's day; both 0 on it."""
        last = clock.day_of(self.deadline_at)
        return max(0, (last - today).days), COUNTRY.between(today, last)

    @property
    def span(self) -> dict[str, str]:
        """Both days in words."""
        return {"since": day_text(self.first_day), "until": day_text(self.last_day)}

    def sealed(self) -> str:
        """For a hidden field."""
        return _sealer().dumps(asdict(self))

    @classmethod
    def unsealed(cls, text: str, link: str) -> "Sheet | None":
        """What `sealed` gave, for this link; None when somebody has changed it."""
        try:
            said: dict[str, Any] = _sealer().loads(text)
            return cls(**said) if said.get("link") == link else None
        except (BadSignature, TypeError):  # or of another version of the house
            return None


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="wall-sheet")
