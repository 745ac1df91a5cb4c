"""Locks that ask for too little: what stands on the page gives them away."""

from flask import url_for

from app.access import Permission
from tests.crawler.sowing import Field, seed


def opened(field: Field) -> None:
    """The view as it is, behind a lock that whoever may look can open."""
    field.view(field.was.__wrapped__, access=Permission.VIEW)  # what the lock was wrapped around


@seed("quotas.plans")
def the_page_of_plans_is_opened_to_whoever_may_look(field: Field) -> None:
    opened(field)


@seed("units.edit")
def the_page_of_a_unit_is_opened_to_whoever_may_look(field: Field) -> None:
    opened(field)


@seed("accounts.people")
def the_page_of_people_is_opened_to_whoever_may_look(field: Field) -> None:
    opened(field)


@seed("audit.lines")
def the_journal_is_opened_to_whoever_may_look(field: Field) -> None:
    opened(field)


@seed("intake.show")
def a_paper_list_is_opened_to_whoever_may_look(field: Field) -> None:
    opened(field)


@seed("initiatives.person")
def a_page_of_one_person_is_opened_to_whoever_may_look(field: Field) -> None:
    opened(field)


@seed("initiatives.browse")
def a_link_leads_to_a_closed_door(field: Field) -> None:
    field.view(lambda: f'<a href="{url_for("units.new")}">+</a>')
