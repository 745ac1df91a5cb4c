"""Commands about accounts."""

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock, jobs
from app.access import ROLE_NAMES, Role
from app.accounts.factors import SecondFactor
from app.accounts.models import Account, LoginTaken, Membership
from app.accounts.passwords import MINIMUM
from app.accounts.sessions import SessionToken
from app.tenancy import Everything
from app.units import Unit, starter

group = AppGroup("accounts", help="Accounts and their posts.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("create-administrator")
@click.option("--unit", "code", prompt="Code of the unit")
@click.option("--name", prompt="Full name")
@click.option("--login", prompt="Login")
@click.option("--unit-name", default=starter.ROOT, show_default=True)
@click.password_option()
def create_administrator(code: str, name: str, login: str, unit_name: str, password: str) -> None:
    """The first administrator of a unit; in an empty house the unit becomes the root."""
    if len(password) < MINIMUM:
        raise click.UsageError(f"the password needs {MINIMUM} characters")
    with jobs.step(Everything("create administrator")):
        at = clock.now()
        unit = Unit.by_code(code) or starter.plant(code, unit_name, at=at)
        if unit is None:
            raise click.UsageError(f"no unit {code}")
        try:
            account = Account.create(login=login, full_name=name, password=password, at=at)
        except LoginTaken as taken:
            raise click.UsageError(str(taken)) from taken
        office = str(ROLE_NAMES[Role.ADMINISTRATOR])
        Membership.appoint(account, unit, Role.ADMINISTRATOR, office=office, by=None, at=at)
    click.echo(f"{login} is administrator of {code}")


@group.command("disable")
@click.option("--login", prompt="Login")
def disable(login: str) -> None:
    """Close an account: from its next request on it opens nothing."""
    with jobs.step(Everything("disable an account")):
        if not Account.disable(login, at=clock.now()):
            raise click.UsageError(f"no account {login}")
    click.echo(f"{login} is closed")


@group.command("reset-second-factor")
@click.option("--login", prompt="Login")
def reset_second_factor(login: str) -> None:
    """Forget a lost phone: for the root's administrators, above whom there is nobody."""
    with jobs.step(Everything("reset a second factor")) as session:
        account = Account.by_login(login, session)
        if account is None:
            raise click.UsageError(f"no account {login}")
        SecondFactor.forget(account)
        SessionToken.revoke_all(account, session)
    click.echo(f"{login} signs in without a code once, and enrols a new phone")
