"""What is wrong in an allocation table by its own words, each at its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.quotas.sheet_columns import Header, same_named
from app.quotas.sheet_lines import LineKind, SheetLine
from app.quotas.sheet_words import added
from app.vietnamese import count_text

_PLAIN = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,4}")


@dataclass(frozen=True)
class Fault:
    """One remark; `code` for the program, `text` in Vietnamese with the place in it."""

    code: str
    address: str
    text: str
    row: int | None = None


def of_columns(header: Header) -> Iterator[Fault]:
    """Columns headed alike, days that are none, columns nothing was read from."""
    for group in same_named(header.stages):
        at = _(" và ").join(column.address for column in group)
        yield Fault(
            "same-heading",
            group[0].address,
            _(
                "Các cột %(at)s cùng ghi “%(name)s”, xin xác nhận cột nào là giai đoạn nào.",
                at=at,
                name=group[0].heading.partition("(")[0].strip()[:60],
            ),
            header.first,
        )
    for column in header.stages:
        if column.wrong:
            text = _("Ô %(at)s: %(wrong)s.", at=column.address, wrong=column.wrong)
            yield Fault("bad-days", column.address, text, header.first)
    for letter, heading in header.unused:
        text = _("Cột %(letter)s “%(heading)s” không dùng.", letter=letter, heading=heading[:60])
        yield Fault("unused-column", f"{letter}{header.first}", text, header.first)


def of_numbering(lines: Sequence[SheetLine]) -> Iterator[Fault]:
    """Numbers that stand twice, and numbers left out."""
    seen: dict[str, int] = {}
    last: dict[str, int] = {}
    for line in lines:
        if not _PLAIN.fullmatch(line.number):
            if line.kind is LineKind.HEADING:  # "II", "B": numbers begin anew
                seen, last = {}, {}
            continue
        above, _dot, tail = line.number.rpartition(".")
        if line.number in seen:
            text = _(
                "Dòng %(row)s: số thứ tự %(number)s đã có ở dòng %(first)s.",
                row=line.row,
                number=line.number,
                first=seen[line.number],
            )
            yield Fault("number-twice", line.address, text, line.row)
        elif above in last:
            for missing in range(last[above] + 1, min(int(tail), last[above] + 6)):
                number = f"{above}.{missing}" if above else str(missing)
                text = _("Dòng %(row)s: thiếu số thứ tự %(n)s.", row=line.row, n=number)
                yield Fault("number-missing", line.address, text, line.row)
        seen.setdefault(line.number, line.row)
        last[above] = max(int(tail), last.get(above, 0))


def of_totals(
    lines: Sequence[SheetLine], total: SheetLine | None, header: Header
) -> Iterator[Fault]:
    """Totals against their stages, headings with a sum and the last line against their lines."""
    letters = [column.letter for column in header.stages]
    for line in [*lines, *([total] if total else [])]:
        parts = [line.amounts[x] for x in letters if x in line.amounts]
        if line.total is None or len(parts) < len(letters) or not letters:
            continue
        if line.total != sum(parts):
            text = _(
                "Dòng %(row)s: tổng %(total)s khác %(parts)s.",
                row=line.row,
                total=count_text(line.total),
                parts=" + ".join(count_text(part) for part in parts),
            )
            yield Fault("total-of-stages", f"{header.total}{line.row}", text, line.row)
    for line in lines:
        if line.kind is LineKind.SUBTOTAL:
            yield from _against(line, parts_of(line, lines), header)
    if total:
        yield from _against(total, [x for x in lines if x.kind is not LineKind.SUBTOTAL], header)


def parts_of(heading: SheetLine, lines: Sequence[SheetLine]) -> list[SheetLine]:
    """The lines under a heading."""
    return [
        line
        for line in lines
        if line.number.startswith(f"{heading.number}.") and line.kind is not LineKind.SUBTOTAL
    ]


def _against(sum_line: SheetLine, lines: Sequence[SheetLine], header: Header) -> Iterator[Fault]:
    """A printed sum and the lines it is of; silent where a line needs the tree to be reckoned."""
    giving = [line for line in lines if line.kind is not LineKind.HEADING]
    stated = [row for line in giving if (row := line.stated) is not None]
    if not giving or len(stated) < len(giving):
        return
    yield from sums_differ(sum_line, added(stated), header)


def sums_differ(sum_line: SheetLine, sums: Mapping[str, int], header: Header) -> Iterator[Fault]:
    """Where a line of sums says something else than what its lines give, column by column."""
    whole = {**sum_line.amounts}
    if header.total and sum_line.total is not None and header.stages:
        whole[header.total] = sum_line.total
    letters = [column.letter for column in header.stages]
    found = dict(sums)
    if header.total and letters:
        found[header.total] = sum(sums.get(letter, 0) for letter in letters)
    for letter, printed in whole.items():
        if printed != found.get(letter, 0):
            text = _(
                "Ô %(at)s: bảng ghi %(printed)s, cộng các dòng được %(sum)s.",
                at=f"{letter}{sum_line.row}",
                printed=count_text(printed),
                sum=count_text(found.get(letter, 0)),
            )
            yield Fault("total-of-lines", f"{letter}{sum_line.row}", text, sum_line.row)
