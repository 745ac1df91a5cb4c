"""What may be said of two initiatives that are alike."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Verdict(StrEnum):
    DIFFERENT = "different"
    DUPLICATE = "duplicate"
    MERGED = "merged"


WORDS = {
    Verdict.DIFFERENT: _l("Không trùng"),
    Verdict.DUPLICATE: _l("Trùng"),
    Verdict.MERGED: _l("Đã gộp"),
}
