"""A comparison between its pages: nothing of it is stored, the rows travel in the form, signed."""

import json
from dataclasses import astuple, dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.portal.reading import There
from app.units import Unit

MOST_SEALED = 1_800_000
"""Characters of signed rows: below what a form may send (MAX_FORM_MEMORY_SIZE)."""


@dataclass(frozen=True)
class Carried:
    """The portal's rows as they were read, at which unit and for which stage."""

    unit_id: int
    stage: str
    name: str
    rows: list[There]

    @property
    def sealed(self) -> str | None:
        """The rows, signed and packed; None when they are too many for a form."""
        plain = [astuple(row) for row in self.rows]
        text = json.dumps([self.unit_id, self.stage, self.name, plain], ensure_ascii=False)
        sealed = _sealer().dumps(text)
        return sealed if len(sealed) <= MOST_SEALED else None

    @classmethod
    def unsealed(cls, unit: Unit, text: str) -> "Carried | None":
        """What `sealed` signed for this unit; None for anything else."""
        try:
            unit_id, stage, name, plain = json.loads(_sealer().loads(text))
        except BadSignature:
            return None
        rows = [There(*row) for row in plain]
        return cls(unit_id, stage, name, rows) if unit_id == unit.id else None


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="portal-comparison")
