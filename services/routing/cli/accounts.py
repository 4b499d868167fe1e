"""`desk account …`: run where the administrator's database address is known, for web roles may not make accounts."""

import asyncio
import secrets
from typing import Annotated

import typer

from shared.access.accounts import NewAccount, create_account, disable_account, set_address, set_password
from shared.access.actor import Role
from shared.cli.output import AsJson, say
from shared.database.roles import owner
from shared.setup.database import as_owner
from shared.web.pages import utc_now

User = Annotated[str, typer.Argument(help="sign-in name")]

account_verbs = typer.Typer(name="account", help="Accounts of staff.", no_args_is_help=True)


@account_verbs.callback()
def _account() -> None:
    """Accounts of staff."""


@account_verbs.command(
    "add",
    epilog="Example: desk account add desk-sato --name 佐藤 --desk miono --role desk",
)
def add_account(
    user: User,
    name: Annotated[str, typer.Option(help="name shown on pages")],
    desk: Annotated[str, typer.Option(help="desk_id of the scheme")],
    role: Annotated[list[Role], typer.Option(help="may be given several times")],
    department: Annotated[str | None, typer.Option(help="code of the department or municipality")] = None,
    email: Annotated[str | None, typer.Option(help="where this person is told by mail")] = None,
    as_json: AsJson = False,
) -> None:
    """Create an account with a random password, which is printed once."""
    password = secrets.token_urlsafe(15)
    new = NewAccount(
        user=user, display_name=name, roles=frozenset(role), desk_id=desk, department=department, email=email
    )

    async def create() -> None:
        async with as_owner(owner("routing")) as connection:
            await create_account(connection, new, password=password, now=utc_now())

    asyncio.run(create())
    say({"user": user, "password": password}, as_json=as_json, text=f"{user}  {password}")


@account_verbs.command("password", epilog="Example: desk account password desk-sato --json")
def new_password(user: User, as_json: AsJson = False) -> None:
    """Give an account a new random password, which is printed once, and end its sessions."""
    password = secrets.token_urlsafe(15)

    async def change() -> None:
        async with as_owner(owner("routing")) as connection:
            await set_password(connection, user, password=password, now=utc_now())

    asyncio.run(change())
    say({"user": user, "password": password}, as_json=as_json, text=f"{user}  {password}")


@account_verbs.command("email", epilog="Example: desk account email desk-sato --set sato@pref.example.jp --json")
def change_address(
    user: User,
    address: Annotated[
        str | None, typer.Option("--set", help="the address; without it, this person gets no mail")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say where a person is told by mail what came for their post, or that they are not."""

    async def change() -> None:
        async with as_owner(owner("routing")) as connection:
            await set_address(connection, user, address)

    asyncio.run(change())
    say({"user": user, "email": address}, as_json=as_json, text=f"{user}  {address or '-'}")


@account_verbs.command("close", epilog="Example: desk account close desk-sato --json")
def close_account(user: User, as_json: AsJson = False) -> None:
    """Close an account at once: it cannot sign in any more and its sessions end; its history stays."""

    async def close() -> None:
        async with as_owner(owner("routing")) as connection:
            await disable_account(connection, user, now=utc_now())

    asyncio.run(close())
    say({"user": user, "closed": True}, as_json=as_json, text=f"{user} closed")
