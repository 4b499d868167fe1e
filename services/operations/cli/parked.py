"""`desk parked`: deliveries that wait for a person."""

from typing import Annotated, Any
from uuid import UUID

import typer

from services.operations.cli.acting import as_person, looking
from services.operations.domain.delivery import Delivery, Target, by_cause
from services.operations.handlers import acting
from services.operations.storage.work import Work
from services.operations.web.labels import fact_word, word
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

Reader = Annotated[str, typer.Argument(metavar="READER", help="name of the reader, such as routing.cases")]
EventId = Annotated[UUID, typer.Argument(metavar="EVENT_ID", help="id of the fact")]

parked_verbs = typer.Typer(name="parked", help="Deliveries that wait for a person.", no_args_is_help=True)


@parked_verbs.callback()
def _parked() -> None:
    """Deliveries that wait for a person."""


@parked_verbs.command("list", epilog="Example: desk parked list --json")
def list_(as_json: AsJson = False) -> None:
    """List parked deliveries, grouped by reader and cause; ids and states only, no content."""

    async def look(work: Work) -> list[Delivery]:
        return await work.deliveries.parked()

    found = looking(look)
    groups = [
        {
            "reader": group.reader,
            "error_class": group.error_class,
            "count": len(group.deliveries),
            "failures": group.failures,
            "since": group.since.isoformat(),
            "what_can_be_done": word(group.advice),
        }
        for group in by_cause(found)
    ]
    rows = [(one.reader, one.event_id, one.receipt or "-", one.error_class, one.attempt) for one in found]
    text = table(rows, ("READER", "EVENT_ID", "RECEIPT", "CAUSE", "FAILURES")) if rows else "(none)"
    say({"parked": [_delivery_json(one) for one in found], "groups": groups}, as_json=as_json, text=text)


@parked_verbs.command("replay", epilog="Example: desk parked replay routing.cases 0199… --as operator --json")
def replay(reader: Reader, event_id: EventId, as_user: AsUser, as_json: AsJson = False) -> None:
    """Let the reader try a parked delivery once more, now; it is recorded who asked for it."""

    async def act(work: Work, actor: Actor) -> Delivery:
        return await acting.replay(work, actor, Target(reader=reader, event_id=event_id), at=utc_now())

    _said(as_person(as_user, act), as_json=as_json)


@parked_verbs.command(
    "discard",
    epilog="Example: desk parked discard routing.cases 0199… --reason 試験データのため --as operator --json",
)
def discard(
    reader: Reader,
    event_id: EventId,
    as_user: AsUser,
    reason: Annotated[str, typer.Option(help="why; kept for ever, so no names and no content")],
    as_json: AsJson = False,
) -> None:
    """Give a parked delivery up: this reader will never handle this fact."""

    async def act(work: Work, actor: Actor) -> Delivery:
        return await acting.discard(work, actor, Target(reader=reader, event_id=event_id), reason=reason, at=utc_now())

    _said(as_person(as_user, act), as_json=as_json)


def _said(delivery: Delivery, *, as_json: bool) -> None:
    text = f"{delivery.reader}  {delivery.event_id}  {word(delivery.state)}"
    say(_delivery_json(delivery), as_json=as_json, text=text)


def _delivery_json(one: Delivery) -> dict[str, Any]:
    step = one.last_good
    return {
        "reader": one.reader,
        "event_id": str(one.event_id),
        "type": one.type,
        "type_label": fact_word(one.type),
        "state": one.state.value,
        "aggregate_id": one.aggregate_id and str(one.aggregate_id),
        "receipt": one.receipt,
        "error_class": one.error_class,
        "error": one.error,
        "attempts": one.attempt,
        "replays": one.replays,
        "first_at": one.first_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "last_good_step": step and {"type": step.type, "reader": step.reader, "at": step.at.isoformat()},
        "what_can_be_done": word(one.advice),
    }
