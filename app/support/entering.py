"""Entering for somebody (nhờ nhập hộ): the form of an initiative, filled with what is known.

It stands at the asker's unit, and its address names the request. The member stays the author;
who entered it, and that the author agreed, is noted as for every other initiative.
"""

from typing import Any

from flask import g, request

from app.db import db
from app.initiatives import SUMMARY_MOST, Attachment, Initiative, opened, written
from app.support.files import RequestFile
from app.support.forms import number
from app.support.looking import answers_at
from app.support.made import Made
from app.support.models import Request
from app.support.refusals import NotOnYourDesk
from app.support.room import signed
from app.support.states import Category

NAMED, ALONG = "request", "along"


def entered_for() -> Request | None:
    """The request that the address names, if it lies on the desk of whoever enters."""
    named = number(request.args.get(NAMED, ""))
    asked = db.session.get(Request, named) if named else None
    if asked is None or asked.unit_id != g.unit.id or not answers_at(asked.desk_unit_id):
        return None
    return asked


@opened.connect
def _fill_in(form: Any) -> None:
    """Author and text as they were said; the name of the initiative is for whoever enters it.

    Who asked something else has not said what is to be entered.
    """
    asked = entered_for()
    if asked is None or asked.category != Category.ENTER:
        return
    form.full_name.data = asked.author_name or asked.asker
    form.phone.data = asked.phone or ""
    said = [message.text for message in asked.messages if not message.is_of_desk]
    form.summary.data = "\n".join(said)[:SUMMARY_MOST]


@written.connect
def _point_back(initiative: Initiative) -> None:
    """:raises NotOnYourDesk: the request has gone to another desk while the form lay open"""
    if NAMED not in request.args:
        return
    asked = entered_for()
    if asked is None:
        raise NotOnYourDesk()
    for file in RequestFile.of(asked):
        if str(file.id) in request.form.getlist(ALONG) and file.may_be_attached:
            Attachment.attach(initiative, file.taken, by=g.person.id, at=initiative.created_at)
    Made.enter(asked, initiative, asked.desk, **signed())
