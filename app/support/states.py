"""How a request stands, and which act leads from where to where."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class State(StrEnum):
    NEW = "new"  # nobody has answered yet
    OPEN = "open"
    WAITING = "waiting"  # for the asker
    SOLVED = "solved"
    MERGED = "merged"  # answered together with another one
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    ASK = "ask"
    REPLY = "reply"  # the desk answers, and goes on
    ASK_BACK = "ask-back"  # the desk cannot go on without the asker
    ADD = "add"  # the asker says more
    SOLVE = "solve"
    REOPEN = "reopen"  # the asker is not helped
    HAND_OVER = "hand-over"  # to another desk of the asker's line
    CLIMB = "climb"  # nobody answered there
    MERGE = "merge"
    SPLIT = "split"  # answered by itself after all
    WITHDRAW = "withdraw"


_TO_DO = (State.NEW, State.OPEN, State.WAITING)
MOVES: dict[Act, dict[State | None, State]] = {
    Act.ASK: {None: State.NEW},
    Act.REPLY: {
        State.NEW: State.OPEN,
        State.OPEN: State.OPEN,
        State.WAITING: State.WAITING,
    },
    Act.ASK_BACK: dict.fromkeys(_TO_DO, State.WAITING),
    Act.ADD: {
        State.NEW: State.NEW,
        State.OPEN: State.OPEN,
        State.WAITING: State.OPEN,
        State.MERGED: State.NEW,  # the asker wants an answer of his own
    },
    Act.SOLVE: dict.fromkeys((*_TO_DO, State.MERGED), State.SOLVED),
    Act.REOPEN: {State.SOLVED: State.OPEN},
    Act.HAND_OVER: {state: state for state in _TO_DO},
    Act.CLIMB: {State.NEW: State.NEW},
    Act.MERGE: dict.fromkeys(_TO_DO, State.MERGED),
    Act.SPLIT: {State.MERGED: State.NEW},
    Act.WITHDRAW: dict.fromkeys((*_TO_DO, State.MERGED), State.WITHDRAWN),
}
RUNNING = (State.NEW, State.OPEN)
"""In these the clocks of the desk run."""
TO_DO = _TO_DO
ANSWERS = (Act.REPLY, Act.ASK_BACK, Act.SOLVE)
"""The first of these stops the clock of the first answer."""
CALLS_DESK = (Act.ASK, Act.ADD, Act.REOPEN, Act.HAND_OVER, Act.CLIMB, Act.SPLIT)
"""Of these the people of the desk are told: something has come to it."""
BY_DESK = (*ANSWERS, Act.HAND_OVER, Act.MERGE, Act.SPLIT)
BY_ASKER = (Act.ADD, Act.REOPEN, Act.WITHDRAW)

STATES = {
    State.NEW: (_l("Chờ trả lời"), "warn"),
    State.OPEN: (_l("Đang xử lý"), "info"),
    State.WAITING: (_l("Chờ người hỏi bổ sung"), "accent"),
    State.SOLVED: (_l("Đã giải quyết"), "ok"),
    State.MERGED: (_l("Trả lời chung"), "mute"),
    State.WITHDRAWN: (_l("Đã rút"), "mute"),
}
"""Words and the kind of chip."""

ACTS = {
    Act.ASK: _l("Gửi yêu cầu"),
    Act.REPLY: _l("Trả lời"),
    Act.ASK_BACK: _l("Hỏi lại người gửi"),
    Act.ADD: _l("Bổ sung"),
    Act.SOLVE: _l("Giải quyết xong"),
    Act.REOPEN: _l("Hỏi tiếp"),
    Act.HAND_OVER: _l("Chuyển nơi xử lý"),
    Act.CLIMB: _l("Tự chuyển lên cấp trên"),
    Act.MERGE: _l("Gộp với yêu cầu khác"),
    Act.SPLIT: _l("Tách ra, trả lời riêng"),
    Act.WITHDRAW: _l("Rút yêu cầu"),
}


class Category(StrEnum):
    SIGN_IN = "sign-in"
    WRONG_UNIT = "wrong-unit"
    LIST = "list"
    RECOGNITION = "recognition"
    QUOTA = "quota"
    OBSTACLE = "obstacle"
    ENTER = "enter"
    OTHER = "other"


CATEGORIES = {
    Category.SIGN_IN: _l("Không đăng nhập được"),
    Category.WRONG_UNIT: _l("Sai đơn vị"),
    Category.LIST: _l("Danh sách bị từ chối"),
    Category.RECOGNITION: _l("Thiếu giấy tờ công nhận"),
    Category.QUOTA: _l("Hỏi về chỉ tiêu"),
    Category.OBSTACLE: _l("Gặp vướng mắc tại doanh nghiệp, đơn vị"),
    Category.ENTER: _l("Nhờ nhập hộ"),
    Category.OTHER: _l("Việc khác"),
}


class Obstacle(StrEnum):
    EMPLOYER = "employer"
    COUNCIL = "council"
    PAPERS = "papers"
    OTHER = "other"


OBSTACLES = {
    Obstacle.EMPLOYER: _l("Người sử dụng lao động không tạo điều kiện"),
    Obstacle.COUNCIL: _l("Đơn vị chưa có hội đồng sáng kiến"),
    Obstacle.PAPERS: _l("Không được cấp văn bản công nhận"),
    Obstacle.OTHER: _l("Vướng mắc khác"),
}


class Came(StrEnum):
    """The way a request came in."""

    PAGE = "page"
    CALL = "call"
    ZALO = "zalo"
    VISIT = "visit"  # somebody came by
    LINK = "link"  # without an account, by the link of the unit


WAYS = {
    Came.PAGE: _l("Gửi trên hệ thống"),
    Came.CALL: _l("Điện thoại"),
    Came.ZALO: _l("Tin nhắn Zalo"),
    Came.VISIT: _l("Gặp trực tiếp"),
    Came.LINK: _l("Liên kết của đơn vị, không tài khoản"),
}
