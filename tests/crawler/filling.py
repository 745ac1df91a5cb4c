"""Filling forms in: with what pages offer, and with what views are heard to ask for."""

import io
import re
import secrets
from collections import defaultdict
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request
from openpyxl import load_workbook
from werkzeug.datastructures import ImmutableMultiDict

from tests.crawler.aviary import MISSING, Aviary
from tests.crawler.desks import DIGITS, NEW, PAPER
from tests.intake.lists import paper
from tests.uploads.files import pdf, picture
from tests.world import PASSWORD

HEARD: dict[str, dict[str, None]] = defaultdict(dict)  # endpoint -> names, in the order asked for
CODE_OF_UNIT = re.compile(r"^(under|about|target|parent|to_unit|unit_code|successor|named)$")
CODES_THERE = {("support.log", "unit")}  # elsewhere a field of that name takes an id
NUMBERED = re.compile(r"^(\w+)-\d+$")
CELL = re.compile(r"^(\w+)-\d+-(\d+)$")  # of a unit and a stage
NAMED = {
    "with": "snapshot",
    "other": "request",
}  # fields called otherwise than the table whose ids they take
FILE = "a file "  # as a value offered; what the field accepts stands behind it
GUESSES: list[tuple[str, str]] = [  # by the name of the field; the first that fits
    (r"^hours", "7:30–11:30, 13:30–17:00"),
    (r"phone$", "0912345678"),
    (r"^birth", "1980"),
    (r"^id_number", "012345678901"),
    (r"^(recognised_since|submitted_since)", "01/10/2023"),
    (r"^(recognised_until|submitted_until)", "30/11/2023"),
    (r"time$", "23:59"),
    (r"^extended_to", "15/12/2023"),
    (r"^quiet_", "19:00"),
    (r"^(since|until)$", "06/03/2023"),  # of a campaign: not before today
    (r"^(on|due_on)$", "31/03/2023"),
    (r"_on$|^day|date|since|until", "15/08/2022"),
    (r"code|login", NEW),
    (r"^address$", "hoa@example.org"),
    (r"password|again", "mat khau that dai"),
    (r"^(to)$", "unit"),
    (r"link|url|next", "https://example.org/"),
    (r"page|count|amount|benefit|n$", "2"),
    (r"^(q|search)$", "canary"),
    (r"^text$", "canary, và đủ chữ để nói rõ lưu thông tin gì, để làm gì"),
    (r"^months$", "30"),
    (r"file", f"{FILE}.xlsx"),
    (r"^number$", PAPER),
    (r"^kind$", "share"),
    (r"^(wanted|granted|least|stage_\d+)$", "2"),
    (r"^block$", ""),
    (r"^most$", "9"),
    (r"stage", "gd2"),
    (r"", "Chữ nghĩa vừa phải"),
]
ELSEWHERE = {"login": "viewer.cs-a12", "password": PASSWORD}  # for "other", whatever is offered
FOLLOWED = {  # pages that ask for a receipt: whose
    "wall.state": "initiative",
    "outside.add": "request_code",
}
NEVER = {"csrf_token", "X-CSRFToken", "X-CSRF-Token", "once"}


class Heard(ImmutableMultiDict[str, Any]):
    """Arguments or a form; keeps what is asked of it."""

    def _hear(self, name: Any) -> None:
        if isinstance(name, str) and name not in NEVER and request and request.endpoint:
            HEARD[request.endpoint][name] = None

    def get(self, key: str, *args: Any, **options: Any) -> Any:
        self._hear(key)
        return super().get(key, *args, **options)

    def getlist(self, key: str, *args: Any, **options: Any) -> Any:
        self._hear(key)
        return super().getlist(key, *args, **options)

    def __getitem__(self, key: str) -> Any:
        self._hear(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._hear(key)
        return super().__contains__(key)


def listen(app: Flask) -> None:
    """Hear what views ask of their requests."""
    app.request_class = type("ListenedTo", (app.request_class,), {"parameter_storage_class": Heard})


class Forms(HTMLParser):
    """The forms of a page: by address, the values that each field offers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, dict[str, list[str]]] = {}
        self._form: dict[str, list[str]] | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        said = dict(attrs)
        if tag == "form" and str(said.get("method")).lower() == "post":
            self._form = self.found.setdefault(urlsplit(said.get("action") or "").path, {})
        if self._form is None:
            return
        name = said.get("name") or ""
        if tag == "select":
            self._select = name
            self._form.setdefault(name, [])
        elif tag == "option" and self._select:
            values = self._form[self._select]
            values.insert(0 if "selected" in said else len(values), said.get("value") or "")
        elif tag in ("input", "textarea", "button") and name:
            is_file = said.get("type") == "file"
            value = f"{FILE}{said.get('accept')}" if is_file else said.get("value") or ""
            self._form.setdefault(name, []).append(value)
        if tag == "button" and said.get("formaction"):
            self.found[urlsplit(said["formaction"]).path] = self._form

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None


class Filler:
    """What to write into the forms of an endpoint."""

    def __init__(self, aviary: Aviary) -> None:
        self.aviary = aviary
        self.offered: dict[str, dict[str, list[str]]] = {}

    def read(self, html: str) -> None:
        """Learn from a page."""
        parser = Forms()
        parser.feed(html)
        self.offered.update(parser.found)

    def fill(self, endpoint: str, url: str, variant: str, place: str) -> dict[str, Any]:
        """The fields by name. `variant`: empty, filled, other, foreign or missing."""
        if variant in ("bare", "empty"):
            return {}
        offers = self.offered.get(url, {})
        names = [*dict.fromkeys([*offers, *HEARD[endpoint]])]
        filled: dict[str, Any] = {}
        for name in names:
            if name == "once" or name in NEVER:
                continue
            filled[name] = self._value(endpoint, name, offers.get(name, []), variant, place)
            if variant == "other" and name in ELSEWHERE:
                filled[name] = ELSEWHERE[name]
            if endpoint in FOLLOWED and variant != "other":
                filled |= {"code": self.aviary.doors[FOLLOWED[endpoint]], "digits": DIGITS}
            numbered = NUMBERED.match(name)
            if numbered and variant in ("foreign", "missing"):
                filled[f"{numbered[1]}-{self._ids('unit', variant, place)[0]}"] = "1"
            cell = CELL.match(name)
            if cell and variant in ("foreign", "missing"):
                filled[f"{cell[1]}-{self._ids('unit', variant, place)[0]}-{cell[2]}"] = "1"
        if "once" in offers:
            filled["once"] = secrets.token_hex(8)
        return filled

    def _value(self, endpoint: str, name: str, offered: list[str], variant: str, place: str) -> Any:
        whose = {"foreign": "sibling", "missing": "missing"}.get(variant)
        table = self._table(endpoint, name)
        is_code = CODE_OF_UNIT.match(name) or (endpoint, name) in CODES_THERE
        if is_code and not any(offered):
            return self.aviary.codes[whose or ("spare" if variant == "other" else "child")]
        if table and (whose or not any(offered)):
            ids = self._ids(table, variant, place)
            own = self._ids(table, "filled", place)
            return [*own[:1], *ids[:1]] if name.endswith("s") else ids[0]
        values = [value for value in offered if value]
        values += [] if values else [_guess(name)]
        value = values[-1 if variant == "other" and name != "programme" else 0]
        return self._file(value, variant, place) if value.startswith(FILE) else value

    def _file(self, value: str, variant: str, place: str) -> tuple[io.BytesIO, str]:
        """A file of a kind that the field accepts; a spreadsheet holds lists and a table."""
        if ".pdf" in value:
            return io.BytesIO(pdf()), "quyet-dinh.pdf"
        if "image" in value or ".jpg" in value:
            return io.BytesIO(picture()), "anh.jpg"
        child = self.aviary.places["child"]
        here = child if place == "child" else self.aviary.places["own"]
        return io.BytesIO(_lists(variant == "other", here, child)), "danh-sach.xlsx"

    def _table(self, endpoint: str, name: str) -> str | None:
        """The table whose ids a field takes, by its name."""
        tables = self.aviary.objects["own"]
        if name in NAMED:
            return NAMED[name]
        stem = re.sub(r"(_?ids?|s)$", "", name)
        if stem in tables and name not in ("programme", "stage", "block"):
            return stem
        if name in ("id", "ids"):
            room = endpoint.split(".")[0]
            return next((t for t in (room.removesuffix("s"), "initiative") if t in tables), None)
        return None

    def _ids(self, table: str, variant: str, place: str) -> list[int]:
        whose = {"foreign": "sibling", "missing": "missing"}.get(variant)
        if whose is None:
            whose = "child" if table == "unit" or place == "child" else "own"
        return self.aviary.objects[whose].get(table) or [MISSING]


def _guess(name: str) -> str:
    return next(guess for like, guess in GUESSES if re.search(like, name))


@cache
def _lists(units: bool, here: int, child: int) -> bytes:
    """A list of initiatives, or of units; on a second sheet a table that allocates quotas.

    One of the initiatives is known at `here`, and has a code of the portal.
    """
    known = (f"Tác giả canary{here}own", 1, f"Máy đo 0 canary{here}own", "7/2022", "Gọn", "SK-1")
    book, data = load_workbook(io.BytesIO(paper(None, [known]))), io.BytesIO()
    book.worksheets[0].cell(1, 7, "Mã sáng kiến")
    if units:
        book.remove(book.worksheets[0])
        first = book.create_sheet("Đơn vị")
        for line in (("Tên đơn vị", "Mã đơn vị"), ("CĐCS Mới", "cs-moi")):
            first.append(line)
    table = book.create_sheet("Phân bổ")
    stages = ("Giai đoạn 1 (từ 01/9/2021-31/5/2022)", "Giai đoạn 2 (từ 01/6/2022-30/9/2023)")
    table.append(("TT", "Tên đơn vị", "Tổng số", *stages))
    table.append(("1", f"CĐCS Công ty TNHH May Hòa Bình canary{child}down", 3, 1, 2))
    book.save(data)
    return data.getvalue()
