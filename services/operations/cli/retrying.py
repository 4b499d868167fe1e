"""`desk retrying`: deliveries that failed and go on by themselves, and one of them tried now."""

from typing import Annotated
from uuid import UUID

import typer

from services.operations.cli.acting import as_person, looking
from services.operations.cli.shown import delivery_json
from services.operations.domain.delivery import Delivery, State, Target
from services.operations.handlers import acting
from services.operations.storage.work import Work
from services.operations.web.labels import fact_word, word
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

retrying_verbs = typer.Typer(
    name="retrying", help="Deliveries that failed and go on by themselves.", no_args_is_help=True
)


@retrying_verbs.callback()
def _retrying() -> None:
    """Deliveries that failed and go on by themselves."""


@retrying_verbs.command("list", epilog="Example: desk retrying list --json")
def list_(as_json: AsJson = False) -> None:
    """List deliveries being retried, and those that wait for an earlier fact of the same case."""

    async def look(work: Work) -> list[Delivery]:
        return await work.deliveries.unsettled()

    found = looking(look)
    rows = [
        (one.reader, one.event_id, one.receipt or "-", fact_word(one.type), one.attempt, _next(one), one.error_class)
        for one in found
    ]
    text = table(rows, ("READER", "EVENT_ID", "RECEIPT", "FACT", "FAILURES", "NEXT", "CAUSE")) if rows else "(none)"
    answer = {
        "retrying": [delivery_json(one) for one in found if one.state is State.RETRYING],
        "waiting": [delivery_json(one) for one in found if one.state is State.WAITING],
    }
    say(answer, as_json=as_json, text=text)


@retrying_verbs.command("now", epilog="Example: desk retrying now routing.cases 0199… --as operator --json")
def now(
    reader: Annotated[str, typer.Argument(metavar="READER", help="name of the reader, such as routing.cases")],
    event_id: Annotated[UUID, typer.Argument(metavar="EVENT_ID", help="id of the fact")],
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Try a delivery now that would have waited for its next try; it is recorded who asked for it."""

    async def act(work: Work, actor: Actor) -> Delivery:
        return await acting.retry_now(work, actor, Target(reader=reader, event_id=event_id), at=utc_now())

    tried = as_person(as_user, act)
    text = f"{tried.reader}  {tried.event_id}  {word(tried.state)}"
    say(delivery_json(tried), as_json=as_json, text=text)


def _next(one: Delivery) -> str:
    if one.state is State.WAITING:
        return f"(v{one.waiting_for})"
    return one.next_at.isoformat(timespec="seconds") if one.next_at else "-"
