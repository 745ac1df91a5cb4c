"""The notices with which offices sent their dispatches down."""

from app.access import Role
from app.demo.facts import GO_VAP, NINH_BINH, NOW, REPORTED_BY_NINH_BINH
from app.demo.people import Signatures, acting
from app.demo.tree import Tree
from app.notices import Notice
from app.vietnamese import count_text

# fmt: off
TO_GO_VAP = (
    "Đẩy nhanh tiến độ thực hiện Giai đoạn 2 Chương trình “01 triệu sáng kiến”",
    "Công văn số {number}: đến nay toàn quận đã tham gia {registered}/{quota} sáng kiến "
    "(hợp lệ {valid}, đang xem xét {pending}), đạt tỷ lệ {rate}. Đề nghị Ban Chấp hành công đoàn "
    "cơ sở tiếp tục đôn đốc đoàn viên, người lao động cập nhật sáng kiến, hạn chót đến hết ngày "
    "31/5/2023. Đơn vị không cập nhật được thì lập danh sách theo mẫu gửi về LĐLĐ quận để được "
    "nhập hộ.",
)
TO_NINH_BINH = (
    "Bảng tổng hợp sáng kiến được đăng ký tham gia Chương trình",
    "Công văn số {number}: các đơn vị phân công 01 cán bộ chuyên trách thường xuyên cập nhật "
    "danh sách, số lượng sáng kiến của đơn vị mình. Sáng kiến chưa được phê duyệt phải có lý do "
    "cụ thể để công đoàn cơ sở điều chỉnh, bổ sung.",
)
# fmt: on


def send_all(tree: Tree, signatures: Signatures) -> None:
    """Both dispatches, to each unit they address."""
    stage = GO_VAP["stage_2"]
    figures = {
        name: count_text(stage[name]) for name in ("registered", "quota", "valid", "pending")
    }
    figures |= {"rate": stage["rate_registered"], "number": GO_VAP["number"]}
    for code, (title, body), words, at in (
        ("ninh-binh", TO_NINH_BINH, {"number": NINH_BINH["number"]}, REPORTED_BY_NINH_BINH),
        ("go-vap", TO_GO_VAP, figures, NOW.replace(hour=7, minute=45)),
    ):
        signature = acting(signatures, tree[code], Role.OFFICER)
        for unit in tree.below(code):
            Notice.send(
                unit,
                sender=tree[code],
                title=title,
                body=body.format(**words),
                at=at,
                by=signature.id if signature else None,
            )
