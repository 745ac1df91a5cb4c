"""The page on which a phone is taken in, alone or over the page that has to wait for it."""

from typing import Any

import pyotp
import segno
from flask_babel import gettext as _
from markupsafe import Markup

from app.accounts.carried import Carried
from app.accounts.entrance import sign_in_page
from app.accounts.forms import EnrolForm
from app.accounts.models import Account
from app.accounts.secrets import seal

PURPOSE = "enrolment"


def page(
    account: Account,
    along: Carried | None,
    *,
    must: bool,
    form: EnrolForm | None = None,
    secret: str | None = None,
    has_one: bool = False,
    next: str | None = None,
    status: int = 200,
) -> Any:
    """The picture of a secret and the form that asks for a code made of it.

    :param must: he cannot work without, and is told so
    :param has_one: a code of the phone that is to be replaced is asked for as well
    """
    form, secret = form or EnrolForm(formdata=None), secret or pyotp.random_base32()
    if not has_one and "current" in form:
        del form.current
    form.secret.data = seal(PURPOSE, secret, about=str(account.id))
    return sign_in_page(
        "enrol",
        along,
        form=form,
        picture=_picture(secret, account),
        groups=[secret[at : at + 4] for at in range(0, len(secret), 4)],
        must=must and not has_one,
        next=next,
        status=status,
    )


def _picture(secret: str, account: Account) -> Markup:
    """Drawn by segno from our own address, no typed text in it."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name=_("Sáng kiến"))
    code = segno.make(address, error="m", boost_error=False)
    return Markup(code.svg_inline(scale=5, light="#fff", title=_("Mã QR để quét"), omitsize=True))
