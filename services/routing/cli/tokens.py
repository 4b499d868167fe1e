"""`desk token …`: run where the administrator's database address is known, as `desk account` is."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

import typer

from shared.access.tokens import MOST_DAYS, USUAL_DAYS, IssuedToken, TokenLine, issue_token, revoke_token, tokens
from shared.cli.output import AsJson, say, table
from shared.database.roles import owner
from shared.setup.database import as_owner
from shared.web.pages import utc_now

token_verbs = typer.Typer(name="token", help="Tokens by which programs use the API.", no_args_is_help=True)


@token_verbs.callback()
def _token() -> None:
    """Tokens by which programs use the API."""


@token_verbs.command("issue", epilog="Example: desk token issue desk-sato --days 30 --label 文書管理 --json")
def issue(
    user: Annotated[str, typer.Argument(help="sign-in name of the account the program acts as")],
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="how long it holds")] = USUAL_DAYS,
    label: Annotated[str, typer.Option(help="what it is for, shown in lists")] = "",
    as_json: AsJson = False,
) -> None:
    """Issue a token that acts as USER, which is printed once; whoever holds it may do what USER may."""

    async def do() -> IssuedToken:
        async with as_owner(owner("routing")) as connection:
            return await issue_token(connection, user, label=label, days=days, now=utc_now())

    issued = asyncio.run(do())
    answer = {"token_id": issued.token_id, "user": user, "token": issued.text, "expires_at": issued.expires_at}
    say(answer, as_json=as_json, text=issued.text)


@token_verbs.command("list", epilog="Example: desk token list --user desk-sato --json")
def list_tokens(
    user: Annotated[str | None, typer.Option(help="those of one account only")] = None, as_json: AsJson = False
) -> None:
    """List tokens, the newest first, also those that hold no longer."""

    async def do() -> list[TokenLine]:
        async with as_owner(owner("routing")) as connection:
            return await tokens(connection, user)

    now = utc_now()
    rows: list[dict[str, Any]] = [asdict(line) | {"holds": line.holds(now)} for line in asyncio.run(do())]
    text = table(
        [(one["token_id"], one["user"], one["label"] or "-", one["expires_at"], one["holds"]) for one in rows],
        ("token", "user", "label", "expires", "holds"),
    )
    say(rows, as_json=as_json, text=text)


@token_verbs.command("revoke", epilog="Example: desk token revoke 019a… --json")
def revoke(
    token_id: Annotated[UUID, typer.Argument(help="as `desk token list` shows it")], as_json: AsJson = False
) -> None:
    """Take a token back at once."""

    async def do() -> None:
        async with as_owner(owner("routing")) as connection:
            await revoke_token(connection, token_id, now=utc_now())

    asyncio.run(do())
    say({"token_id": token_id, "revoked": True}, as_json=as_json, text=f"{token_id} revoked")
