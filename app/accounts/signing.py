"""The pages of signing in and out."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash, jsonify, redirect, request, session
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from flask_wtf.csrf import CSRFError, generate_csrf

from app.accounts import carried, enrolment, entry
from app.accounts.entrance import sign_in_page
from app.accounts.forms import CodeForm, SignInForm
from app.accounts.models import Account
from app.accounts.room import room
from app.accounts.sessions import SessionToken
from app.web.errors import form_expired
from app.web.rendering import is_fragment, render, see_other
from app.web.room import PUBLIC


@room.get("/sign-in", access=PUBLIC, at_unit=False)
def sign_in() -> Any:
    return sign_in_form()


@room.post("/sign-in", access=PUBLIC, at_unit=False)
def open_session() -> Any:
    form = SignInForm()
    if not form.validate():
        return sign_in_form(form, status=422)
    found = entry.check_password(form.login.data, form.password.data)
    if isinstance(found, entry.Refusal):
        form.form_errors.append(found.message)
        return sign_in_form(form, status=found.status)
    return opened(found, entry.begin(found))


@room.post("/sign-out", access=PUBLIC, at_unit=False)
def sign_out() -> Any:
    if current_user.is_authenticated:
        SessionToken.revoke(current_user.token)
    logout_user()
    session.clear()
    return see_other("accounts.sign_in")


def opened(account: Account, following: str) -> Any:
    """Where a right password or code leads: the next step, or back to what was begun."""
    form_along = carried.from_form()
    if following == "code":
        return sign_in_page(
            "second_factor", form_along, form=CodeForm(formdata=None), next=next_address()
        )
    if following == "enrol":
        if is_fragment() or form_along:
            return enrolment.page(account, form_along, must=True, next=next_address())
        return see_other("accounts.new_factor", next=next_address())
    return go_on(account.id)


def go_on(account_id: int) -> Any:
    """Back to what was begun, for somebody who has shown all that is asked for."""
    form_along = carried.from_form()
    if is_fragment():
        return _back_to_the_page(account_id, form_along)
    if form_along is None:
        return redirect(next_address() or "/", 303)
    if not form_along.is_for(account_id):
        flash(_("Biểu mẫu gửi dở trước đó là của người khác nên không được gửi."), "warn")
        return redirect("/", 303)
    return render("accounts/resend.html", carried=form_along)


def _back_to_the_page(account_id: int, form_along: carried.Carried | None) -> Any:
    """What the page's script is told: send again, or start anew where the page was another's."""
    own = form_along is not None and form_along.is_for(account_id)
    return jsonify(token=generate_csrf(), resend=own, reload=not own)


def next_address() -> str | None:
    """Where to go after signing in: an address of this site, or nowhere."""
    target = request.values.get("next", "")
    return target if stays_here(target) else None


def stays_here(target: str) -> bool:
    """Whether a browser that follows `target` stays on this site."""
    if not target.startswith("/") or target[1:2] in ("/", "\\"):
        return False
    if any(ord(letter) <= 32 or letter == "\\" for letter in target):
        return False  # browsers drop or turn these, and "/\\t/evil" leaves
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


@room.errorhandler(CSRFError)
def _token_died(error: CSRFError) -> Any:
    """The sign-in page lay open longer than its token lives: it comes again with a fresh one."""
    if request.endpoint == "accounts.sign_out" and not current_user.is_authenticated:
        return see_other("accounts.sign_in")
    if request.endpoint != "accounts.open_session":
        return form_expired(error)
    form = SignInForm()
    form.form_errors = [_("Trang đăng nhập đã mở quá lâu, xin đăng nhập lại.")]
    return sign_in_form(form, status=400)


def sign_in_form(form: SignInForm | None = None, *, status: int = 200) -> Any:
    """The sign-in page, with what it carries."""
    return sign_in_page(
        "sign_in",
        carried.from_form(),
        form=form or SignInForm(formdata=None),
        next=next_address(),
        status=status,
    )
