"""Files in the worker: some rows at a time, each step whole by itself.

What the list holds is asked once, in its own order: the file's draft begins with the ids. So each
initiative stands in it once, whatever is entered, decided or sorted otherwise meanwhile, and as it
is at the moment its row is written. Whoever comes next, after a kill too, goes on where the row in
the database says that the draft was whole.
"""

import logging
from array import array
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from app import clock, jobs, uploads
from app.db import db
from app.exports.lists import MOST, TooMany
from app.exports.paper import form_of
from app.exports.refusals import FileLarger, ListGone
from app.exports.runs import KEPT_FOR, ExportRun
from app.exports.writing import Overtaken
from app.initiatives import rows_among
from app.programmes import Stage
from app.sheets import TableFull
from app.tenancy import Scope
from app.web.errors import Refused

FILES, TIDY = "exports.files", "exports.tidy"
AT_ONCE = 1_000
"""Rows of one step."""

log = logging.getLogger(__name__)


@jobs.work(FILES)
def write_files() -> bool:
    """Bring the file that has waited longest, and that nobody else writes, to its end."""
    with jobs.reading("files that wait") as session:
        waiting = session.execute(ExportRun.waiting()).all()
    for run_id, path, seal in waiting:
        try:
            with uploads.draft(f"export-{run_id}", seal) as draft:
                _bring_to_its_end(Scope(path), run_id, draft)
        except uploads.DraftBusy:
            continue
        return True
    return False


def _bring_to_its_end(scope: Scope, run_id: int, draft: uploads.Draft) -> None:
    try:
        file = File(scope, run_id, draft)
        while file.go_on():
            pass
        file.finish()
    except (Overtaken, sa.exc.NoResultFound):  # looked at once more as it stands now, if it waits
        draft.drop()
    except sa.exc.OperationalError:  # a lock, a lost connection: the next minute tries again
        raise
    except Exception as error:
        if not isinstance(error, Refused | TableFull | NotFound):
            log.exception("file %s failed", run_id)
        draft.drop()
        with jobs.step(scope):
            run = db.session.get_one(ExportRun, run_id)
            run.hold()
            run.end(_words(error), at=clock.now())


def _words(error: Exception) -> str:
    match error:
        case Refused():
            return str(error)
        case TableFull():
            return str(FileLarger())
        case NotFound():  # a unit that it is narrowed by
            return str(ListGone())
    return _("Hệ thống gặp lỗi khi lập tệp này. Lỗi đã được ghi lại.")


class File:
    """A file that grows; with `go_on` by some rows, each time a step."""

    def __init__(self, scope: Scope, run_id: int, draft: uploads.Draft) -> None:
        self.scope, self.run_id, self.draft = scope, run_id, draft
        with jobs.looking(scope):
            run = db.session.get_one(ExportRun, run_id)
            listed, self.personal, self.grown = run.listed(), run.personal, run.grown
            if not run.is_busy or listed is None:
                raise Overtaken()
            ids = self._there(run.grown)
            whole: dict[str, Any] = run.grown or {} if ids is not None else {}
            self.ids = listed.ids() if ids is None else ids
            stages = Stage.numbered(whole["stages"]) if whole else listed.stages()
            self.stages, self.staged = [stage.id for stage in stages], len(stages) > 1
            self.form = form_of(run.unit, stages)
            self.done = run.done if whole else 0
        self.sheet = self.form.growing(whole.get("sheet"))
        self.rows, self.length = whole.get("rows", 0), whole.get("length", 0)
        if not whole:
            self._begin()

    def _there(self, grown: Any) -> "array[int] | None":
        """The ids that its draft begins with, if that is as long as it is said to be."""
        if grown and self.draft.cut(grown["pieces"], grown["size"]):
            try:
                return array("q", self.draft.first())
            except uploads.FileLost:
                pass
        return None

    def _begin(self) -> None:
        if len(self.ids) > MOST:
            raise TooMany()
        self.draft.cut(0, 0)
        self.draft.add(self.ids.tobytes())
        self.form.head(self.sheet)
        self._write(self.sheet.take())
        self._say()

    def go_on(self) -> bool:
        """Write the next rows; False if there are none."""
        some = self.ids[self.done : self.done + AT_ONCE]
        if not some:
            return False
        with jobs.looking(self.scope):
            rows = rows_among(some, personal=self.personal, staged=self.staged)
            self.rows = self.form.rows(self.sheet, rows, self.rows)
        self._write(self.sheet.take())
        self.done += len(some)
        self._say()
        return True

    def finish(self) -> None:
        """Write what stands under the rows, and keep it."""
        self.form.foot(self.sheet)
        self._write(self.sheet.finish())
        digest, now = self.draft.keep(), clock.now()
        try:
            with jobs.step(self.scope):
                run = db.session.get_one(ExportRun, self.run_id)
                kept = {"length": self.length, "size": self.rows, "until": now + KEPT_FOR}
                run.finish(self.grown, digest, at=now, **kept)
        except Overtaken:
            uploads.discard(digest)
            raise

    def _write(self, data: bytes) -> None:
        self.draft.add(data)
        self.length += len(data)

    def _say(self) -> None:
        """Tell the row how far it is."""
        sums = {"pieces": self.draft.count, "size": self.draft.size, "length": self.length}
        grown = {**sums, "rows": self.rows, "stages": self.stages, "sheet": self.sheet.state}
        with jobs.step(self.scope):
            run = db.session.get_one(ExportRun, self.run_id)
            run.advance(self.grown, grown, done=self.done, size=len(self.ids), at=clock.now())
        self.grown = grown


@jobs.work(TIDY)
def tidy() -> bool:
    """Throw away one file whose time is over, or that nobody wants any more."""
    now = clock.now()
    with jobs.reading("files that are over") as session:
        found = session.execute(ExportRun.over(now)).first()
    if found is None:
        return False
    with jobs.step(Scope(found.unit_path)):
        run = db.session.get_one(ExportRun, found.id)
        run.expire(at=now)
        digest = run.sha256
    if digest:
        uploads.discard(digest)
    with jobs.step(Scope(found.unit_path)):
        db.session.get_one(ExportRun, found.id).emptied()
    return True
