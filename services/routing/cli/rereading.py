"""`desk case reread`."""

from dataclasses import asdict
from typing import Annotated

import typer

from services.routing.handlers.rereading import Reread, reread_cases
from services.routing.storage.work import RoutingWork, work_on
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.acting import with_transactions
from shared.cli.output import AsJson, AsUser, say
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.errors import Invalid
from shared.scheme.in_force import schemes_of
from shared.settings import ServiceSettings

REREAD_EXAMPLE = "Example: desk case reread --all --as kanri --json"


class OneOrAll(Invalid):
    """Which cases to read is not said, or said twice."""

    public_message = "受付番号か --all のどちらか一つを指定してください。"


def reread(
    as_user: AsUser,
    receipt: Annotated[str | None, typer.Argument(help="receipt number, e.g. R8-0001")] = None,
    every: Annotated[bool, typer.Option("--all", help="every case of the desk")] = False,
    as_json: AsJson = False,
) -> None:
    """Read anew the words by which cases are ranked and compared; it shows none, and a second time changes nothing."""
    if every == (receipt is not None):
        raise OneOrAll
    settings = ServiceSettings("routing")
    keyring, schemes = Keyring(settings.installation.master_key), schemes_of(settings.installation)

    async def do(actor: Actor, transactions: Transactions[RoutingWork]) -> Reread:
        require(actor, Action.CASE_REREAD)
        return await reread_cases(transactions, actor.desk_id, receipt=receipt)

    done = with_transactions(settings.worker_url, as_user, lambda connection: work_on(connection, keyring, schemes), do)
    text = f"{done.read}件を読み取り直しました（廃棄済みで読めない案件：{done.gone}件）"
    say(asdict(done), as_json=as_json, text=text)
