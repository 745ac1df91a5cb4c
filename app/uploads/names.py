"""Names of files as they are shown and sent: the sender's words, and nothing that can act."""

import unicodedata
from urllib.parse import quote

from app.vietnamese import nfc

MOST = 100
"""Characters of a name without its ending."""

ENDINGS = {"jpeg": "jpg", "png": "png", "pdf": "pdf", "docx": "docx", "xlsx": "xlsx"}
_KNOWN = {"jpg", "jpeg", "jfif", "png", "pdf", "docx"}
_FORBIDDEN = set('<>:"/\\|?*%')
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
_DEVICES |= {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
_BARRED_D = {0x110: "D", 0x111: "d"}  # the one Vietnamese letter that is no letter with a mark


def safe_name(given: str, kind: str) -> str:
    """A name to show: one line, no path, no hidden signs, with the ending of its `kind`."""
    name = nfc(given.encode("utf-8", "replace").decode())
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(_sign(letter) for letter in name)
    stem, dot, ending = name.rpartition(".")
    if dot and ending.strip().lower() in _KNOWN:
        name = stem
    name = " ".join(name.split()).strip(". ")[:MOST].strip(". ")
    if name.partition(".")[0].strip().lower() in _DEVICES:
        name = f"_{name}"
    return f"{name or 'tep'}.{ENDINGS[kind]}"


def _sign(letter: str) -> str:
    """Controls, marks of direction and half letters go; what systems give a meaning is a space."""
    if letter in _FORBIDDEN:
        return " "
    category = unicodedata.category(letter)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category.startswith("C") else letter


def disposition(name: str) -> str:
    """The header that has a file saved under its name, never opened in place (RFC 6266, 5987)."""
    plain = unicodedata.normalize("NFKD", name.translate(_BARRED_D))
    ascii_name = "".join(c for c in plain if c.isascii() and c.isprintable() and c not in '"\\')
    exact = quote(name, safe="")
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{exact}"
