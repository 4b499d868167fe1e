"""`desk sample …`: the fictional prefecture to try the desk with."""

import asyncio
import os
from typing import Annotated

import typer
from sqlalchemy import text

from deploy.sample.prepare import DeskInUse, keep_cards, kept_passwords, prepare_sample
from deploy.sample.send import local_home, send_sample
from shared.cli.output import AsJson, say
from shared.cli.setup import set_up
from shared.database.roles import owner
from shared.setup.database import as_owner

sample_verbs = typer.Typer(name="sample", help="The sample prefecture.", no_args_is_help=True)


@sample_verbs.command("prepare", epilog="Example: desk sample prepare --json")
def prepare(
    with_setup: Annotated[bool, typer.Option("--setup", help="do what `desk setup` does first")] = False,
    as_json: AsJson = False,
) -> None:
    """Apply the sample's scheme and organisation and create its people; may be repeated."""
    if with_setup:
        set_up()
    file = local_home() / "accounts.json"
    try:
        cards = asyncio.run(prepare_sample(kept_passwords(file)))
    except DeskInUse as error:
        if not with_setup:
            raise
        say({"accounts": [], "empty": False}, as_json=as_json, text=str(error))
        return
    keep_cards(file, cards)
    said = {"accounts": [card["user"] for card in cards], "empty": asyncio.run(_is_empty())}
    say(said, as_json=as_json, text=f"{len(cards)} accounts")


@sample_verbs.command("send", epilog="Example: desk sample send --if-empty --json")
def send(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="only when no proposal has arrived yet")] = False,
    as_json: AsJson = False,
) -> None:
    """Send five sample proposals through the real doors."""
    if if_empty and not asyncio.run(_is_empty()):
        say({"sent": []}, as_json=as_json, text="the desk is not empty: nothing sent")
        return
    doors = send_sample(os.environ, local_home() / "accounts.json")
    say({"sent": doors}, as_json=as_json, text=f"sent: {', '.join(doors)}")


async def _is_empty() -> bool:
    async with as_owner(owner("intake")) as connection:
        # The owner stands under row-level security, too; facts tell as much and hold no content.
        return await connection.scalar(text("SELECT 1 FROM intake.facts LIMIT 1")) is None
