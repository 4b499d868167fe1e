"""`desk parked`: deliveries that wait for a person, one, a group or a kind."""

from typing import Annotated, Any
from uuid import UUID

import typer

from services.operations.cli.acting import as_person, looking
from services.operations.cli.shown import counted_json, delivery_json, done_json
from services.operations.domain.delivery import Counted, Delivery, ParkedCount, Selection, Target, by_cause
from services.operations.handlers import acting, many
from services.operations.handlers.many import Done
from services.operations.ports import NotConfirmed, SelectionTooWide
from services.operations.storage.work import Work
from services.operations.web.labels import fact_word, word
from shared.access.actor import Actor
from shared.cli.output import AsJson, AsUser, say, table
from shared.web.pages import utc_now

OneReader = Annotated[str | None, typer.Argument(metavar="[READER", help="one delivery: its reader")]
OneEvent = Annotated[UUID | None, typer.Argument(metavar="EVENT_ID]", help="one delivery: id of its fact")]
OfReader = Annotated[str | None, typer.Option("--reader", metavar="READER", help="many: those of this reader")]
OfCause = Annotated[str | None, typer.Option("--cause", metavar="CLASS", help="many: those that failed with this")]
OfType = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="many: those of this kind of fact")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count what is meant; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask again before acting on many.")]

parked_verbs = typer.Typer(name="parked", help="Deliveries that wait for a person.", no_args_is_help=True)


@parked_verbs.callback()
def _parked() -> None:
    """Deliveries that wait for a person."""


@parked_verbs.command("list", epilog="Example: desk parked list --json")
def list_(as_json: AsJson = False) -> None:
    """List parked deliveries, grouped by reader and cause; ids and states only, no content."""

    async def look(work: Work) -> tuple[list[Delivery], list[ParkedCount]]:
        return await work.deliveries.parked(), await work.deliveries.parked_counts()

    found, counts = looking(look)
    total = sum(one.count for one in counts)
    groups = [
        {
            "reader": group.reader,
            "error_class": group.error_class,
            "count": group.count,
            "failures": group.failures,
            "since": group.since.isoformat(),
            "what_can_be_done": word(group.advice),
        }
        for group in by_cause(found, counts)
    ]
    rows = [
        (one.reader, one.event_id, one.receipt or "-", fact_word(one.type), one.error_class, one.attempt)
        for one in found
    ]
    text = table(rows, ("READER", "EVENT_ID", "RECEIPT", "FACT", "CAUSE", "FAILURES")) if rows else "(none)"
    if total > len(found):
        text += f"\n（留置は全部で{total}件です。原因ごとに古いものから{len(found)}件を表示しました。）"
    answer = {"count": total, "parked": [delivery_json(one) for one in found], "groups": groups}
    say(answer, as_json=as_json, text=text)


@parked_verbs.command(
    "replay",
    epilog="Example: desk parked replay routing.cases 0199… --as operator   |   "
    "desk parked replay --reader routing.cases --cause NoSuchDesk --dry-run",
)
def replay(
    *,
    as_user: AsUser,
    reader: OneReader = None,
    event_id: OneEvent = None,
    of_reader: OfReader = None,
    cause: OfCause = None,
    type_: OfType = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let readers try parked deliveries again: one at once, many one after another; it is recorded who asked."""
    target, selection = _meant(reader, event_id, Selection(reader=of_reader, cause=cause, type=type_))
    if target is not None:

        async def act(work: Work, actor: Actor) -> Delivery:
            return await acting.replay(work, actor, target, at=utc_now())

        _say_one(as_person(as_user, act), as_json=as_json)
        return
    counted = _counted(as_user, selection)
    if dry_run or not counted.count:
        _say_count(counted, as_json=as_json)
        return
    _ask_again(f"{counted.count}件をやり直しますか。", yes=yes, as_json=as_json)

    async def act_on_many(work: Work, actor: Actor) -> Done:
        return await many.replay_many(work, actor, selection, until=counted.until, at=utc_now())

    _say_done(as_person(as_user, act_on_many), "やり直します", as_json=as_json)


@parked_verbs.command(
    "discard",
    epilog="Example: desk parked discard routing.cases 0199… --reason 試験データのため --as operator   |   "
    "desk parked discard --reader routing.cases --cause Unreadable --reason 試験データのため --dry-run",
)
def discard(
    *,
    as_user: AsUser,
    reason: Annotated[str, typer.Option(help="why; kept for ever, so no names and no content")],
    reader: OneReader = None,
    event_id: OneEvent = None,
    of_reader: OfReader = None,
    cause: OfCause = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Give parked deliveries up, one or a group (reader and cause): the reader will never handle these facts."""
    target, selection = _meant(reader, event_id, Selection(reader=of_reader, cause=cause))
    if target is not None:

        async def act(work: Work, actor: Actor) -> Delivery:
            return await acting.discard(work, actor, target, reason=reason, at=utc_now())

        _say_one(as_person(as_user, act), as_json=as_json)
        return
    if not selection.is_group:
        raise SelectionTooWide
    counted = _counted(as_user, selection)
    if dry_run or not counted.count:
        _say_count(counted, as_json=as_json)
        return
    _ask_again(f"{counted.count}件を破棄しますか。元に戻せません。", yes=yes, as_json=as_json)

    async def act_on_many(work: Work, actor: Actor) -> Done:
        return await many.discard_many(work, actor, selection, until=counted.until, reason=reason, at=utc_now())

    _say_done(as_person(as_user, act_on_many), "破棄しました", as_json=as_json)


def _meant(reader: str | None, event_id: UUID | None, selection: Selection) -> tuple[Target | None, Selection]:
    """Return the one delivery that is meant or, without one, the many; raise SelectionTooWide for neither or both."""
    one = reader is not None and event_id is not None
    if one == selection.says_something or (reader is None) != (event_id is None):
        raise SelectionTooWide
    return (Target(reader=reader, event_id=event_id), selection) if reader and event_id else (None, selection)


def _counted(as_user: str, selection: Selection) -> Counted:
    async def count(work: Work, actor: Actor) -> Counted:
        return await many.count(work, actor, selection)

    return as_person(as_user, count)


def _ask_again(question: str, *, yes: bool, as_json: bool) -> None:
    if yes:
        return
    # A program cannot be asked; it says --yes after it has looked with --dry-run.
    if as_json or not typer.confirm(question, err=True):
        raise NotConfirmed


def _say_one(delivery: Delivery, *, as_json: bool) -> None:
    say(
        delivery_json(delivery),
        as_json=as_json,
        text=f"{delivery.reader}  {delivery.event_id}  {word(delivery.state)}",
    )


def _say_count(counted: Counted, *, as_json: bool) -> None:
    found: dict[str, Any] = counted_json(counted)
    text = table(list(counted.by_reader.items()), ("READER", "COUNT")) if counted.count else "(none)"
    say(found, as_json=as_json, text=f"{text}\n（数えただけで、何も変えていません。）" if counted.count else text)


def _say_done(done: Done, did: str, *, as_json: bool) -> None:
    say(done_json(done), as_json=as_json, text=f"{done.count}件を{did}。")
