"""What an empty house begins with: a text for authors to agree to. Its root writes others."""

import datetime as dt

from app import clock
from app.db import db
from app.initiatives.consent_texts import ConsentText
from app.tenancy import owned_by
from app.units import Unit, rooted

CONSENT = (
    "Tác giả đã đồng ý để công đoàn các cấp lưu và dùng họ tên, ngày sinh, số điện thoại, "
    "số CMND hoặc căn cước ghi ở đây vào việc nhận, xét và ghi nhận sáng kiến. "
    "Tác giả được xem, sửa, hoặc yêu cầu xóa thông tin của mình."
)


@rooted.connect
def plant(root: Unit, *, at: dt.datetime) -> None:
    """The first version, at the root, from the day it is opened."""
    since = clock.day_of(at)
    db.session.add(ConsentText(**owned_by(root), version=1, text=CONSENT, since=since, at=at))
    db.session.flush()
