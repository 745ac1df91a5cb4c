"""The photo of a decision that goes with a visitor's form: kept, carried, dropped, refused."""

import io
from pathlib import Path

import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.initiatives import Attachment
from app.links import photos
from tests.links.visiting import SAID, filled, hidden, link_at, lying, receipt_of, send
from tests.uploads.files import picture


def photo_file() -> io.BytesIO:
    return io.BytesIO(picture())


def test_a_photo_is_kept_with_it_and_survives_a_refusal(client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code, full_name="", photo=(photo_file(), "qd.jpg"))
    refused = send(client, code, form)
    assert refused.status_code == 422
    assert "Đã nhận ảnh qd.jpg" in refused.text
    del form["photo"]
    again = {**form, **hidden(refused), "full_name": "Trần Thị Hoa"}
    receipt_of(send(client, code, again))
    with as_unit("cs-a11") as session:
        assert [row.name for row in session.scalars(sa.select(Attachment))] == ["qd.jpg"]


def test_a_photo_can_be_dropped_and_a_wrong_file_is_refused_at_its_field(client, as_unit):
    code = link_at(as_unit)
    form = filled(client, code, photo=(io.BytesIO(b"MZ not a picture"), "qd.exe"))
    refused = send(client, code, form)
    assert refused.status_code == 422
    assert "Chỉ nhận ảnh" in refused.text
    kept = send(client, code, {**form, "photo": (photo_file(), "a.jpg"), "title": ""})
    del form["photo"]
    receipt_of(send(client, code, {**form, **hidden(kept), "drop_photo": "y"}))
    with as_unit("cs-a11") as session:
        assert session.scalars(sa.select(Attachment)).all() == []


def test_a_photo_of_another_link_is_not_taken(client, as_unit):
    code, other = link_at(as_unit), link_at(as_unit, "cs-b11")
    photo = (photo_file(), "qd.jpg")
    kept = hidden(send(client, other, filled(client, other, title="", photo=photo)))
    form = filled(client, code, photo_kept=kept["photo_kept"])
    lost = send(client, code, form)
    assert lost.status_code == 422
    assert "Xin chọn lại ảnh" in lost.text
    assert lying(as_unit) == []
    receipt_of(send(client, code, {**form, **hidden(lost)}))
    with as_unit("cs-a11") as session:
        assert session.scalars(sa.select(Attachment)).all() == []


def test_a_photo_too_big_to_be_received_is_said_in_words(client, as_unit):
    code = link_at(as_unit)
    big = FileStorage(io.BytesIO(bytes(13 * 2**20)), "anh.jpg")
    # The body is made here: the test client would leave a file of its own open.
    boundary, body = encode_multipart({**filled(client, code), "photo": big})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post(f"/n/{code}", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "tối đa 8 MB" in answer.text


def test_a_photo_waits_for_its_turn_and_holds_nobody_up(client, as_unit, monkeypatch):
    monkeypatch.setattr(photos, "WAIT", 0)
    code = link_at(as_unit)
    form = filled(client, code, photo=(photo_file(), "qd.jpg"))
    for _turn in range(photos.AT_ONCE):
        assert photos._turns.acquire(timeout=0)
    try:
        busy = send(client, code, form)
    finally:
        photos._turns.release(photos.AT_ONCE)
    assert busy.status_code == 422
    assert "Nhiều người đang gửi ảnh cùng lúc" in busy.text
    assert 'value="Cải tiến cữ gá may túi"' in busy.text
    receipt_of(send(client, code, {**form, **hidden(busy), "photo": (photo_file(), "qd.jpg")}))


def test_a_photo_that_was_swept_away_is_asked_for_again(app, client, as_unit):
    code = link_at(as_unit)
    photo = (photo_file(), "qd.jpg")
    refused = send(client, code, filled(client, code, title="", photo=photo))
    for file in (Path(app.config["INSTANCE"]) / "uploads").glob("??/??/*"):
        file.unlink()
    lost = send(client, code, {**SAID, **hidden(refused)})
    assert lost.status_code == 422
    assert "Xin chọn lại ảnh" in lost.text
    assert lying(as_unit) == []
