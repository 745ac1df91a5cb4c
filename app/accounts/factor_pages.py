"""The pages of the second factor: the code at sign-in, a phone taken in, a lost one reset."""

from typing import Any

import pyotp
import segno
from flask import abort, flash, g
from flask_babel import gettext as _
from markupsafe import Markup

from app import clock
from app.access import Permission, rights
from app.accounts import carried, entry, signing
from app.accounts.door import identity
from app.accounts.entrance import sign_in_page
from app.accounts.factors import SecondFactor
from app.accounts.forms import CodeForm, EnrolForm
from app.accounts.models import Account, Membership
from app.accounts.resets import FactorReset
from app.accounts.room import room
from app.accounts.secrets import Unreadable, seal, unseal
from app.db import db
from app.web.errors import SignInRequired
from app.web.rendering import render, see_other
from app.web.room import PUBLIC

ENROLMENT = "enrolment"


@room.get("/second-factor", access=PUBLIC, at_unit=False)
def second_factor() -> Any:
    if entry.half_open() is None:
        return see_other("accounts.sign_in")
    return _code_page(CodeForm(formdata=None))


@room.post("/second-factor", access=PUBLIC, at_unit=False)
def show_second_factor() -> Any:
    account, form = entry.half_open(), CodeForm()
    if account is None:  # ten minutes have passed: from the beginning, with all that is carried
        return signing.sign_in_form(status=401)
    refusal = entry.check_code(account, form.code.data) if form.validate() else None
    if refusal or form.errors:
        form.form_errors += [refusal.message] if refusal else []
        return _code_page(form, status=refusal.status if refusal else 422)
    entry.open_fully(account)
    return signing.opened(account, "open")


@room.get("/second-factor/new", access=PUBLIC, at_unit=False)
def new_factor() -> Any:
    account, has_one = _enrolling()
    form = EnrolForm(formdata=None)
    return _enrol_page(form, account, pyotp.random_base32(), has_one)


@room.post("/second-factor/new", access=PUBLIC, at_unit=False)
def enrol() -> Any:
    account, has_one = _enrolling()
    form = EnrolForm()
    try:
        secret = unseal(ENROLMENT, form.secret.data or "", about=str(account.id))
    except Unreadable:
        abort(400)
    if not has_one:
        del form.current
    if not form.validate():
        return _enrol_page(form, account, secret, has_one, status=422)
    if has_one and (refusal := entry.check_code(account, form.current.data)):
        form.current.errors = [refusal.message]
        return _enrol_page(form, account, secret, has_one, status=refusal.status)
    codes = SecondFactor.enrol(account, secret, form.code.data)
    if codes is None:
        form.code.errors = [_("Mã không đúng. Xin kiểm tra giờ trên điện thoại rồi nhập mã mới.")]
        return _enrol_page(form, account, secret, has_one, status=422)
    entry.open_fully(account)
    return render("accounts/recovery_codes.html", codes=codes, next=signing.next_address())


@room.post("/posts/<int:membership_id>/factor-resets", access=Permission.MANAGE_PEOPLE)
def ask_reset(membership_id: int) -> Any:
    post = db.session.get(Membership, membership_id) or abort(404)
    FactorReset.ask(post, by=g.person.id, from_=_acting_from(), at=clock.now())
    flash(_("Đã ghi đề nghị. Cần thêm một người cùng cấp hoặc cấp trên xác nhận."), "ok")
    return see_other("accounts.people")


@room.post("/factor-resets/<int:reset_id>/confirmation", access=Permission.MANAGE_PEOPLE)
def confirm_reset(reset_id: int) -> Any:
    reset = db.session.get(FactorReset, reset_id) or abort(404)
    reset.confirm(by=g.person.id, from_=_acting_from(), at=clock.now())
    flash(_("Đã đặt lại. Đồng chí %(name)s đăng ký điện thoại mới khi đăng nhập.",
            name=reset.full_name), "ok")  # fmt: skip
    return see_other("accounts.people")


def _acting_from() -> str:
    """The highest post from which this person may manage people here."""
    return min(
        post.path
        for post in g.person.posts_over(g.unit.path)
        if Permission.MANAGE_PEOPLE in rights(post.role, post_path=post.path, unit_path=g.unit.path)
    )


def _enrolling() -> tuple[Account, bool]:
    """Who takes a phone in, and whether he has one already.

    :raises SignInRequired: nobody has shown a password
    """
    with identity() as door:
        account = door.get(Account, g.person.id) if g.person else entry.half_open()
        if account is None:
            raise SignInRequired()
        account = door.merge(account)
        has_one = SecondFactor.of(account, door) is not None
        door.expunge_all()
    return account, has_one


def _code_page(form: CodeForm, *, status: int = 200) -> Any:
    along, address = carried.from_form(), signing.next_address()
    return sign_in_page("second_factor", along, form=form, next=address, status=status)


def _enrol_page(
    form: EnrolForm, account: Account, secret: str, has_one: bool, *, status: int = 200
) -> Any:
    if not has_one and "current" in form:
        del form.current
    address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=_("Sáng kiến"))
    picture = segno.make(address, error="m", boost_error=False)
    form.secret.data = seal(ENROLMENT, secret, about=str(account.id))
    return render(
        "accounts/enrol.html",
        form=form,
        picture=Markup(  # drawn by segno from our own address, no typed text in it
            picture.svg_inline(scale=5, light="#fff", title=_("Mã QR để quét"), omitsize=False)
        ),
        groups=[secret[at : at + 4] for at in range(0, len(secret), 4)],
        next=signing.next_address(),
        status=status,
    )
