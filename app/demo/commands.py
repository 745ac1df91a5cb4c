"""Commands of the demo."""

import os

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup

from app import jobs
from app.access import ROLE_NAMES, Role
from app.accounts import Account, Membership
from app.demo.load import Found, load, look
from app.demo.people import PASSWORD, logins

group = AppGroup("demo", help="The demo: the five dispatches as a working house.")

SAID = {
    Found.NOTHING: "Đã nạp dữ liệu minh họa.",
    Found.DEMO: "Dữ liệu minh họa đã có, không thay đổi gì.",
    Found.UNITS: "Cơ sở dữ liệu này đã có đơn vị và không phải bản minh họa: không nạp.",
}
HEADS = ("Tên đăng nhập", "Họ và tên", "Vai trò", "Chức vụ", "Đơn vị")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("load")
def load_command() -> None:
    """Fill an empty, migrated database; a second time changes nothing."""
    found = load()
    click.echo(SAID[found], err=found is Found.UNITS)
    if found is Found.UNITS:
        raise SystemExit(1)
    if found is Found.NOTHING:
        click.echo(f"Mật khẩu chung của các tài khoản: {PASSWORD}")


@group.command("accounts")
def accounts_command() -> None:
    """Where the demo answers, and who can sign in."""
    if look() is not Found.DEMO:
        click.echo("Chưa có dữ liệu minh họa: xin chạy `flask --app wsgi demo load`.", err=True)
        raise SystemExit(1)
    port = os.environ.get("SANGKIEN_PORT", "8000")
    click.echo(f"http://127.0.0.1:{port}\n")
    rows = [HEADS, *_accounts()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
    click.echo(f"\nMật khẩu chung: {PASSWORD}")


def _accounts() -> list[tuple[str, ...]]:
    """Login, name, role, office and unit of each account of the demo."""
    with jobs.reading("demo accounts") as session:
        query = (
            sa.select(Account.login, Membership)
            .join(Membership, Membership.account_id == Account.id)
            .where(Account.login.in_(logins()), Membership.is_live())
            .options(sa.orm.joinedload(Membership.unit))
        )
        found = {
            login: (
                login,
                post.full_name,
                str(ROLE_NAMES[Role(post.role)]),
                post.office,
                post.unit.name,
            )
            for login, post in session.execute(query)
        }
    return [found[login] for login in logins() if login in found]
