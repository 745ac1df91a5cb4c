"""What the asker is told: a notice to the account that asked, and a letter where it wants letters.

Both say which request it is about and what has happened, never what was written in it: letters
leave the house, and nobody named in a request is to be found in them.
"""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.mail import Wanted, write_each
from app.notices import Notice
from app.support.states import Act

TITLES = {
    Act.REPLY: _l("%(desk)s đã trả lời yêu cầu số %(number)s"),
    Act.ASK_BACK: _l("%(desk)s hỏi lại về yêu cầu số %(number)s"),
    Act.SOLVE: _l("%(desk)s đã giải quyết yêu cầu số %(number)s"),
    Act.HAND_OVER: _l("Yêu cầu số %(number)s được chuyển lên %(desk)s"),
    Act.CLIMB: _l("Yêu cầu số %(number)s được chuyển lên %(desk)s"),
}
WHAT_NOW = {
    Act.REPLY: _l("Yêu cầu còn được xử lý tiếp."),
    Act.ASK_BACK: _l("Xin bổ sung ngay trong yêu cầu để được xử lý tiếp."),
    Act.SOLVE: _l("Nếu chưa ổn, xin viết thêm vào yêu cầu: yêu cầu sẽ được mở lại."),
    Act.HAND_OVER: _l("Nơi nhận sẽ xử lý tiếp, đồng chí không cần gửi lại."),
    Act.CLIMB: _l("Nơi nhận trước chưa kịp trả lời, đồng chí không cần gửi lại."),
}


def tell_asker(request: Any, act: Act, *, by: int | None, at: dt.datetime) -> None:
    """Tell whoever asked with an account; not of what they have done themselves."""
    account_id = request.asker_id
    if account_id is None or account_id == by:
        return
    said = {"desk": request.desk_name, "number": request.id}
    title = str(TITLES[act]) % said
    body = "\n".join((_("Việc: %(what)s.", what=request.category_words), str(WHAT_NOW[act])))
    link = f"/u/{request.unit_id}/support/{request.id}"
    notice = Notice.send(
        request.unit,
        sender=request.desk,
        title=title,
        body=body,
        account_id=account_id,
        link=link,
        by=by,
        at=at,
    )
    key = f"support-{notice.id}"
    wanted = Wanted(request.unit, account_id, request.asker, key, title, letter(body))
    write_each([wanted], by=by, at=at)


def letter(body: str) -> str:
    """The same, for those who read it outside the house."""
    return "\n\n".join((body, _("Xin xem tại mục Hỗ trợ trên hệ thống Sáng kiến.")))
