"""Lists that came to harm: the samples with bytes, parts, tags and numbers broken, by a seed.

Seed n always makes the same file. `bench/soak.py` makes thousands, a test a hundred.
"""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"
FILES = ("danh-sach-cdcs.xlsx", "danh-sach-loi.xlsx", "danh-sach-cdcs.docx")
TEXT = (
    "STT\tHọ và tên; SĐT\tĐối tượng\tTên sáng kiến\tThời gian áp dụng\tTóm tắt\r\n"
    '1\tLê An; 0901234567; 1985\t2\tMáy cắt\t7/2022\t"Hai\ndòng ""x"""\r\n'
)
CODINGS = ("utf-16", "utf-16-le", "latin-1", "cp1258", "utf-7", "utf-8-sig", "cp037", "utf-32")
NUMBERS = ("9" * 400, "-1", "1e999", "NaN", "0x10", "1" * 5_000, "2.5e-9", "٣", "", "INF", "1_0")
LETTERS = ("XFD1048576", "A0", "1A", "ZZZZ9", "A99999999", "a1", "A1:B2", "", "Ạ1", "A-1")
SIGNS = ("\x00", "\u202e", "\ufffe", "\ud7ff", "&#0;", "&x;", "]]>", "<", "\u0301" * 50, "\t" * 99)

Change = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True)
class Mutant:
    """`data` is a file, or text for the clipboard; `how` says what was done to it."""

    seed: int
    how: str
    data: bytes | str


def mutants(count: int, first: int = 0) -> Iterator[Mutant]:
    """So many, from seed `first` on."""
    for seed in range(first, first + count):
        yield mutant(seed)


def mutant(seed: int) -> Mutant:
    """One file come to harm."""
    dice = random.Random(seed)
    if seed % 7 == 6:
        return Mutant(seed, "pasted", pasted(dice))
    name = FILES[seed % len(FILES)]
    data = (SAMPLES / name).read_bytes()
    change = dice.choice((*BYTES, *PARTS * 2, *MARKUP * 4))
    for _time in range(dice.choice((1, 1, 2, 5))):
        data = change(dice, data)
    return Mutant(seed, f"{name}: {change.__name__}", data)


# --- bytes of the file ---


def flip(dice: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _time in range(dice.choice((1, 8, 100))):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def cut(dice: random.Random, data: bytes) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice((1, 100, len(data))) :] or b"P"


def double(dice: random.Random, data: bytes) -> bytes:
    at, length = dice.randrange(len(data)), dice.choice((1, 50, len(data)))
    return data[:at] + data[at : at + length] + data[at:]


# --- parts of the zip ---


def parts_of(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:
        return {"x": data}


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def drop(dice: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    parts.pop(dice.choice(list(parts)))
    return zipped(parts)


def swap(dice: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    one, other = dice.choice(list(parts)), dice.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]
    return zipped(parts)


def rename(dice: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    name = dice.choice(list(parts))
    put = dice.choice((name.upper(), "../" + name, name + "/", "xl/vbaProject.bin", "word/x.bin"))
    parts[put] = parts.pop(name)
    return zipped(parts)


# --- what is written in a part ---


def main_part(dice: random.Random, parts: dict[str, bytes]) -> str:
    """The part with the cells as a rule, else any in XML."""
    cells = [n for n in parts if re.search(r"sheet[0-9]|document\.xml$|sharedStr|styles\.xml", n)]
    return dice.choice(cells if cells and dice.random() < 0.8 else list(parts))


def in_part(change: Callable[[random.Random, str], str]) -> Change:
    def changed(dice: random.Random, data: bytes) -> bytes:
        parts = parts_of(data)
        name = main_part(dice, parts)
        said = parts[name].decode("utf-8", "surrogateescape")
        parts[name] = change(dice, said).encode("utf-8", "surrogatepass")
        return zipped(parts)

    changed.__name__ = change.__name__
    return changed


def break_tag(dice: random.Random, said: str) -> str:
    return _at_one(
        dice, r"</?[\w:]+", said, dice.choice(("<", "</x", "", "<x:y", "<!--", "<![CDATA["))
    )


def repeat_element(dice: random.Random, said: str) -> str:
    found = _one(dice, r"<([\w:]+)[^<>]*/?>", said)
    return (
        said[: found.end()] + found[0] * dice.choice((1, 30, 3_000)) + said[found.end() :]
        if found
        else said
    )


def change_number(dice: random.Random, said: str) -> str:
    return _at_one(dice, r'(?<=")-?[0-9]+(?=")|(?<=>)[0-9.]+(?=<)', said, dice.choice(NUMBERS))


def change_address(dice: random.Random, said: str) -> str:
    return _at_one(dice, r'(?<=")[A-Z]{1,2}[0-9]+(:[A-Z]+[0-9]+)?(?=")', said, dice.choice(LETTERS))


def change_value(dice: random.Random, said: str) -> str:
    word = dice.choice(("s", "e", "d", "b", "str", "inlineStr", "n", "restart", "1", "x" * 9_999))
    return _at_one(dice, r'(?<==")[^"]*(?=")', said, word)


def put_sign(dice: random.Random, said: str) -> str:
    return _at_one(dice, r"(?<=>)[^<>]+(?=<)", said, dice.choice(SIGNS))


def declare(dice: random.Random, said: str) -> str:
    """A document type, another coding, or nothing at all where XML is expected."""
    start = re.sub(r"^<\?xml[^>]*\?>", "", said)
    return dice.choice(
        (
            '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + start,
            f'<?xml version="1.0" encoding="{dice.choice(CODINGS)}"?>' + start,
            '<?xml version="9.9"?>' + start,
            "",
            "﻿﻿" + start,
        )
    )


def _one(dice: random.Random, pattern: str, said: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, said))
    return dice.choice(found) if found else None


def _at_one(dice: random.Random, pattern: str, said: str, put: str) -> str:
    found = _one(dice, pattern, said)
    return said[: found.start()] + put + said[found.end() :] if found else said


def recode(dice: random.Random, data: bytes) -> bytes:
    parts = parts_of(data)
    name = main_part(dice, parts)
    said = parts[name].decode("utf-8", "replace")
    parts[name] = said.encode(dice.choice(CODINGS), "replace")
    return zipped(parts)


BYTES: tuple[Change, ...] = (flip, cut, double)
PARTS: tuple[Change, ...] = (drop, swap, rename, recode)
MARKUP: tuple[Change, ...] = tuple(
    in_part(change)
    for change in (
        break_tag,
        repeat_element,
        change_number,
        change_address,
        change_value,
        put_sign,
        declare,
    )
)


# --- the clipboard ---


def pasted(dice: random.Random) -> str:
    """The text of a table with whatever a clipboard may bring."""
    pieces = ('"', "\t", "\n", "\r", "\x00", "\ud800", '""\t"', "=1+1", "9" * 5_000, "\u0300" * 99)
    said = TEXT
    for _time in range(dice.choice((1, 3, 40))):
        at = dice.randrange(len(said))
        if dice.random() < 0.3:
            said = said[:at] + said[at + dice.randrange(1, 30) :] or "x"
        else:
            said = said[:at] + dice.choice((*pieces, *NUMBERS, *SIGNS)) + said[at:]
    return said
