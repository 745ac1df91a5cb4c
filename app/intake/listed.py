"""A list as it stands on paper, once its columns are known."""

from dataclasses import dataclass, field

from app.sheets import Cell


class ListRefused(ValueError):
    """`code` for the program ("no_header"), `message` in Vietnamese for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A row of the list: `cells` by field; one cell stands under each field it combines."""

    number: int
    cells: dict[str, Cell] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class PaperList:
    """A list as it stands on paper. `columns`: field → letter; `headings`: letter → what its
    header says; `remarks`: what was passed over."""

    sheet: str
    header_row: int
    unit_line: str | None
    columns: dict[str, str]
    rows: list[PaperRow]
    remarks: list[str]
    headings: dict[str, str] = field(default_factory=dict)
