"""Handing a file over: to whom it may be shown at that moment, with a line in the journal."""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from app import journal, uploads
from app.exports.refusals import FileOver, MayNotReveal, NotReady, ReachChanged
from app.exports.writing import same_reach
from app.initiatives import MAY_REVEAL

PERSONAL = ("phone", "id_number")


class Giving:
    """How a file is given out."""

    if TYPE_CHECKING:
        unit: Any
        filters: Any
        personal: Any
        size: Any
        seal: Any
        sha256: Any
        length: Any
        reach: Any
        expires_at: Any
        filename: Any
        is_busy: Any
        is_ready: Any

    def fields(self) -> set[str]:
        """What the journal says of it: by what it is narrowed, and what it tells of people."""
        return {*self.filters, *(PERSONAL if self.personal else ())}

    def give(self, *, rights: Collection[Any], by: int, at: dt.datetime) -> uploads.Download:
        """The file as an answer, piece by piece.

        :param rights: of this person at its unit, now
        :raises MayNotReveal: it tells more of people than this person may read
        :raises NotReady: it is not written yet
        :raises FileOver: its time is over, somebody has thrown it away, or it is damaged
        :raises ReachChanged: its unit no longer sees the units it is about
        """
        if self.personal and not MAY_REVEAL & frozenset(rights):
            raise MayNotReveal()
        if self.is_busy:
            raise NotReady()
        if not self.is_ready or self.expires_at <= at:
            raise FileOver()
        if not same_reach(self.unit, self.reach):
            raise ReachChanged()
        try:  # the first piece is the list of ids that it was written from
            content = uploads.pieces(self.sha256, self.seal, since=1)
        except uploads.FileLost:
            raise FileOver() from None
        about = {"by": by, "at": at, "fields": self.fields(), "rows": self.size}
        journal.record_apart("initiative.export", self.unit, **about)
        answer = uploads.Download(self.filename, "xlsx", content)
        answer.content_length = self.length
        return answer
