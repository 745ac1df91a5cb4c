"""Ready texts to paste into Zalo: how a unit stands and what it still lacks."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.initiatives import Initiative, lacking_by
from app.progress.figures import DEFINITION_NOTES, Line
from app.progress.tables import Table, branch_of
from app.units import Unit
from app.vietnamese import count_text, day_text, moment_text

NAMED = 10
"""Units that a text names one by one; of the others it says how many."""


@dataclass(frozen=True)
class Message:
    """A text about a line; `gist` is what it comes to, in a few words."""

    line: Line
    gist: str
    text: str


@dataclass(frozen=True)
class Letters:
    """What can be written about a table.

    :param lacking: by path, how many initiatives lack papers; None of a past moment
    """

    unit: Unit
    table: Table
    lacking: dict[str, int] | None

    @classmethod
    def of(cls, unit: Unit, table: Table) -> "Letters":
        """One statement."""
        if table.past:
            return cls(unit, table, None)
        branch = branch_of(unit, Initiative.unit_path)
        return cls(unit, table, lacking_by(unit, table.window.stage.id, branch))

    def own(self) -> Message:
        """About the unit as a whole, for those above it or for all below."""
        lines = [self._opening(self.table.own.name), *self._figures(self.table.own)]
        lines += self._taking_part()
        return Message(self.table.own, self._gist(self.table.own), "\n".join(lines))

    def to(self, line: Line) -> Message:
        """To a unit below."""
        lines = [_("Kính gửi %(name)s,", name=line.name), self._opening(self.unit.name)]
        lines += [*self._figures(line), self._closing(line)]
        return Message(line, self._gist(line), "\n".join(lines))

    def _opening(self, name: str) -> str:
        window, moment = self.table.window, moment_text(self.table.moment)
        said = {"name": name, "programme": window.programme.name, "stage": window.stage.name}
        return _(
            "%(name)s thông báo kết quả chương trình “%(programme)s”, %(stage)s, "
            "số liệu tính đến %(moment)s:",
            **said,
            moment=moment,
        )

    def _figures(self, line: Line) -> Iterator[str]:
        counts, definition = line.counts, self.table.definition
        quota = count_text(line.quota) if line.quota else _("chưa được giao")
        yield _("- Chỉ tiêu: %(quota)s", quota=quota)
        yield _(
            "- Đã đăng ký: %(all)s (hợp lệ %(valid)s, đang xem xét %(pending)s)",
            all=count_text(counts.registered),
            valid=count_text(counts.valid),
            pending=count_text(counts.pending),
        )
        if line.quota:
            note = str(DEFINITION_NOTES[definition])
            rate = line.rate(definition)
            note = note[:1].lower() + note[1:]
            yield _("- Đạt: %(rate)s (%(note)s)", rate=rate, note=note)
            yield self._rest(line)
        if counts.returned:
            yield _("- Phải bổ sung: %(n)s", n=count_text(counts.returned))
        if counts.invalid:
            yield _("- Không hợp lệ: %(n)s", n=count_text(counts.invalid))
        if lacking := self._without_papers(line):
            yield _(
                "- Thiếu hồ sơ: %(n)s (chưa ghi công nhận hoặc giá trị làm lợi)",
                n=count_text(lacking),
            )

    def _rest(self, line: Line) -> str:
        pace = self.table.pace(line)
        assert pace, "who has a quota has a pace"
        said = {"n": count_text(pace.remaining), "day": day_text(pace.last_day)}
        if not pace.remaining:
            return _("- Còn thiếu: 0, đã đạt chỉ tiêu (hạn %(day)s)", day=said["day"])
        if pace.is_over:
            return _("- Còn thiếu: %(n)s, đã hết hạn ngày %(day)s", **said)
        return _(
            "- Còn thiếu: %(n)s, hạn %(day)s, cần %(daily)s sáng kiến mỗi ngày",
            **said,
            daily=pace.needed_per_day,
        )

    def _without_papers(self, line: Line) -> int:
        if self.lacking is None:
            return 0
        if line.kind == "own":
            return sum(self.lacking.values())
        return self.lacking.get(line.facts.path, 0)

    def _taking_part(self) -> Iterator[str]:
        idle = [line.name for line in self.table.children if not line.counts.all]
        if not self.table.children:
            return
        taking, known = self.table.taking_part, len(self.table.children)
        yield _(
            "- Đơn vị trực thuộc đã tham gia: %(n)s/%(all)s",
            n=count_text(taking),
            all=count_text(known),
        )
        if idle:
            names = ", ".join(idle[:NAMED])
            more = len(idle) - NAMED
            if more > 0:
                names = _("%(names)s và %(n)s đơn vị khác", names=names, n=count_text(more))
            yield _("- Chưa có sáng kiến: %(names)s", names=names)

    def _closing(self, line: Line) -> str:
        pace = self.table.pace(line)
        if pace and not pace.remaining:
            asked = _("Cảm ơn đơn vị đã hoàn thành chỉ tiêu.")
        elif pace and pace.is_over:
            asked = _("Đề nghị đơn vị báo cáo nguyên nhân và hướng xử lý.")
        elif not line.counts.all:
            asked = _("Đề nghị đơn vị sớm nộp sáng kiến; cần nhập hộ, xin báo để được hỗ trợ.")
        else:
            asked = _("Đề nghị đơn vị quan tâm đôn đốc, nộp sáng kiến trước hạn.")
        todo = []
        if line.counts.returned:
            todo.append(_("bổ sung các sáng kiến được yêu cầu theo lý do đã ghi"))
        if self._without_papers(line):
            todo.append(_("hoàn thiện hồ sơ còn thiếu"))
        if todo:
            asked = _("%(asked)s Đồng thời %(todo)s.", asked=asked, todo=_(" và ").join(todo))
        return _("%(asked)s Trân trọng cảm ơn!", asked=asked)

    def _gist(self, line: Line) -> str:
        pace = self.table.pace(line)
        parts = []
        if pace and pace.remaining:
            parts.append(_("còn thiếu %(n)s", n=count_text(pace.remaining)))
        elif pace:
            parts.append(_("đã đạt chỉ tiêu"))
        else:
            parts.append(_("chưa có chỉ tiêu"))
        if line.counts.returned:
            parts.append(_("phải bổ sung %(n)s", n=count_text(line.counts.returned)))
        if lacking := self._without_papers(line):
            parts.append(_("thiếu hồ sơ %(n)s", n=count_text(lacking)))
        return ", ".join(parts)
