"""Letters forget what they said: that they were sent stays in the log."""

from flask_babel import lazy_gettext as _l

from app.initiatives import Sweep
from app.mail import Letter

MONTHS_KEPT = 1  # unless a rule says otherwise

Sweep.known["letter"] = Sweep(
    MONTHS_KEPT,
    Letter.done_before,
    lambda letter, at: letter.forget(at=at),
    _l("Nội dung thư điện tử đã gửi"),
)
