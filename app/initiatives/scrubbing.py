"""Somebody who is erased leaves what was written by hand, in every room.

Columns of `Prose` are searched for the whole name and the numbers. What lies sealed is the affair
of its room, which connects to `erased` itself.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import Base, db
from app.initiatives.models import Initiative
from app.initiatives.people import Author, Person
from app.initiatives.privacy import Erasure, erased
from app.tenancy import Scope, TenantRow
from app.vietnamese import same_name


def prose() -> Iterator[tuple[Any, list[str]]]:
    """Every model with columns in which somebody may be named, and these."""
    for mapper in Base.registry.mappers:
        stored = [c for c in mapper.column_attrs if isinstance(c.columns[0], sa.Column)]
        names = [column.key for column in stored if column.columns[0].info.get("prose")]
        if names and issubclass(mapper.class_, TenantRow):
            yield mapper.class_, names


class Scrubbing:
    """One erasure, in the scope of the session that is open."""

    def __init__(self, erasure: Erasure) -> None:
        self.put = _("(đã xóa theo yêu cầu)")
        self.home = erasure.unit_path
        self.mentions = erasure.mentions()
        others = self._alike(erasure) if self.mentions.patterns else []
        self.mentions = erasure.mentions([name for _id, name, _path in others])
        namesakes = [(number, path) for number, name, path in others if self.bears(name)]
        self.places = [path for _id, path in namesakes]
        near = [number for number, path in namesakes if _akin(path, self.home)]
        self.theirs = _written_by(near) - set(erasure.initiative_ids)

    def _alike(self, erasure: Erasure) -> list[tuple[int, str, str]]:
        """Others who bear the name, or a longer one that holds it: (id, name, path)."""
        query = sa.select(Person.id, Person.full_name, Person.unit_path).where(
            Person.id != erasure.person_id,
            Person.erased_at.is_(None),
            self._near(Person.full_name),
        )
        return [
            (number, name, path)
            for number, name, path in db.session.execute(query)
            if self.bears(name) or self.mentions.stand_in(name)
        ]

    @property
    def is_needed(self) -> bool:
        """Whether anything is known to look for."""
        return bool(self.mentions.patterns)

    def everywhere(self) -> None:
        """Go through all rooms, as far as this session may write."""
        if self.is_needed:
            for model, names in prose():
                self._go_through(model, names)

    def _go_through(self, model: Any, names: list[str]) -> None:
        columns = [getattr(model, name) for name in names]
        near = sa.or_(*(self._near(sa.cast(column, sa.Text)) for column in columns))
        scope = db.session().scope
        for row in db.session.scalars(sa.select(model).where(near)).unique().all():
            if not isinstance(scope, Scope) or scope.holds(row.unit_path):  # not what is read above
                self._clean(row, names)

    def _near(self, column: Any) -> Any:
        return sa.or_(*(column.ilike(pattern) for pattern in self.mentions.patterns))

    def _clean(self, row: Any, names: list[str]) -> None:
        named = not self._of_a_namesake(row)
        for name in names:
            before = getattr(row, name)
            after = self.cleaned(before, named=named)
            if after != before:
                gone = isinstance(before, str) and before.startswith(("http://", "https://"))
                setattr(row, name, None if gone else after)  # an address with a hole leads nowhere
        if isinstance(row, Initiative) and sa.inspect(row).modified:
            row.index()

    def cleaned(self, value: Any, *, named: bool = True) -> Any:
        """A text, or texts within lists and mappings, without that person.

        :param named: look for the name, too; else for the numbers only
        """
        match value:
            case str():
                return self.mentions.without(value, self.put, names=named)
            case list():
                return [self.cleaned(item, named=named) for item in value]
            case dict():
                return {key: self.cleaned(item, named=named) for key, item in value.items()}
        return value

    def bears(self, name: str) -> bool:
        """Whether a name is that person's."""
        return any(same_name(name, own) for own in self.mentions.names)

    def _of_a_namesake(self, row: Any) -> bool:
        """Whether the name stands for somebody else: on their initiative, or in their units."""
        number = row.id if isinstance(row, Initiative) else getattr(row, "initiative_id", None)
        if number in self.theirs:
            return True
        if _akin(row.unit_path, self.home):
            return False
        return any(_akin(row.unit_path, path) for path in self.places)


def _akin(one: str, other: str) -> bool:
    """Whether one unit lies on the line of the other, above it or below."""
    return one.startswith(other) or other.startswith(one)


def _written_by(people: list[int]) -> set[int]:
    query = sa.select(Author.initiative_id).where(Author.person_id.in_(people))
    return set(db.session.scalars(query)) if people else set()


@erased.connect
def _scrub(erasure: Erasure) -> None:
    Scrubbing(erasure).everywhere()
