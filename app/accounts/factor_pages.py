"""The pages of the second factor: the code at sign-in, a phone taken in, a lost one reset."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission, rights
from app.accounts import carried, enrolment, entry, signing
from app.accounts.door import looking
from app.accounts.entrance import sign_in_page
from app.accounts.factors import SecondFactor
from app.accounts.forms import CodeForm, EnrolForm
from app.accounts.models import Account, Membership
from app.accounts.resets import FactorReset
from app.accounts.room import room
from app.accounts.secrets import Unreadable, unseal
from app.accounts.sessions import SessionToken
from app.db import db
from app.web.errors import SignInRequired, SignInUnfinished
from app.web.rendering import is_fragment, see_other
from app.web.room import PUBLIC


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
    if account is None:
        raise SignInRequired()
    address = signing.next_address()
    return enrolment.page(account, None, must=_must(), has_one=has_one, next=address)


@room.post("/second-factor/new", access=PUBLIC, at_unit=False)
def enrol() -> Any:
    account, has_one = _enrolling()
    if account is None:  # ten minutes have passed: from the beginning, with all that is carried
        return signing.sign_in_form(status=401)
    form = EnrolForm()
    try:
        secret = unseal(enrolment.PURPOSE, form.secret.data or "", about=str(account.id))
    except Unreadable:
        abort(400)
    codes, status = _take_in(form, account, secret, has_one)
    along, address = carried.from_form(), signing.next_address()
    if codes is None:
        return enrolment.page(
            account, along, must=_must(), form=form, secret=secret, has_one=has_one,
            next=address, status=status,
        )  # fmt: skip
    SessionToken.revoke_all(account, db.session())
    entry.open_fully(account)
    return sign_in_page("recovery_codes", along, codes=codes, next=address)


@room.post("/second-factor/kept", access=PUBLIC, at_unit=False)
def codes_kept() -> Any:
    """The paper is put away: back to what was begun."""
    if g.person is None:
        return signing.sign_in_form(status=401)
    return signing.go_on(g.person.id)


@room.app_errorhandler(SignInUnfinished)
def _ask_to_enrol(error: SignInUnfinished) -> Any:
    """Whoever came into a post that asks for it enrols now; what was typed waits meanwhile."""
    if not is_fragment() and request.method != "POST":
        return see_other("accounts.new_factor", next=request.full_path.rstrip("?"))
    account = _enrolling()[0] or abort(404)
    return enrolment.page(account, carried.waiting(account.id), must=True, status=401)


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


def _enrolling() -> tuple[Account | None, bool]:
    """Who takes a phone in (nobody: no password was shown), and whether he has one already."""
    with looking() as door:
        account = door.get(Account, g.person.id) if g.person else entry.half_open()
        if account is None:
            return None, False
        account = door.merge(account)
        has_one = SecondFactor.of(account, door) is not None
        door.expunge_all()
    return account, has_one


def _must() -> bool:
    """Whether whoever enrols can do nothing else before."""
    return g.person is None or g.person.must_enrol


def _take_in(
    form: EnrolForm, account: Account, secret: str, has_one: bool
) -> tuple[list[str] | None, int]:
    """The recovery codes of a phone that knows its secret; or none, what is wrong in the form."""
    if not has_one:
        del form.current
    if not form.validate():
        return None, 422
    if has_one and (refusal := entry.check_code(account, form.current.data)):
        form.current.errors = [refusal.message]
        return None, refusal.status
    codes = SecondFactor.enrol(account, secret, form.code.data)
    if codes is None:
        form.code.errors = [_("Mã không đúng. Xin kiểm tra giờ trên điện thoại rồi nhập mã mới.")]
    return codes, 422


def _code_page(form: CodeForm, *, status: int = 200) -> Any:
    along, address = carried.from_form(), signing.next_address()
    return sign_in_page("second_factor", along, form=form, next=address, status=status)
