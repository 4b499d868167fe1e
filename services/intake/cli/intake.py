"""`desk intake`: stop taking new proposals for a while, and begin again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import typer

from services.intake.domain.pausing import IntakePause
from services.intake.handlers.pausing import UnusablePause, pause_intake, resume_intake
from services.intake.storage.work import Work, work_on
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.cli.acting import as_person
from shared.cli.output import AsJson, AsUser, say
from shared.documents import Keyring
from shared.errors import Invalid
from shared.scheme.in_force import schemes_now
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

T = TypeVar("T")
intake_verbs = typer.Typer(name="intake", help="Taking proposals, and stopping it for a while.", no_args_is_help=True)


class CannotPause(Invalid):
    """The notice or the day of the resumption cannot be used."""


@intake_verbs.callback()
def _intake() -> None:
    """Taking proposals, and stopping it for a while."""


@intake_verbs.command(epilog="Example: desk intake pause --until 2027-01-04 --as hayashi --json")
def pause(
    as_user: AsUser,
    notice: Annotated[str, typer.Option(help="what everybody reads meanwhile; the usual words without it")] = "",
    until: Annotated[str, typer.Option(help="day (or moment) of the resumption; open without it")] = "",
    as_json: AsJson = False,
) -> None:
    """Take no new proposals: the form shows the notice, mails are kept and answered once. Said again, it changes it."""

    async def act(actor: Actor, work: Work) -> IntakePause:
        scheme = (await schemes_now(ServiceSettings("intake").installation, work.connection)).desk(actor.desk_id)
        try:
            return await pause_intake(scheme, notice, until, work, by=actor.account_id, now=utc_now())
        except UnusablePause as error:
            raise CannotPause(f"--{error.field}: {error.public}") from error

    begun = _as_person(as_user, act)
    say({"paused": pause_json(begun)}, as_json=as_json, text=f"受付を停止しました（{begun.until or '再開未定'}）。")


@intake_verbs.command(epilog="Example: desk intake resume --as hayashi --json")
def resume(as_user: AsUser, as_json: AsJson = False) -> None:
    """Take proposals again; what waited is let in, in its order, within seconds."""

    async def act(actor: Actor, work: Work) -> IntakePause:
        scheme = (await schemes_now(ServiceSettings("intake").installation, work.connection)).desk(actor.desk_id)
        return await resume_intake(scheme, work, by=actor.account_id, now=utc_now())

    _as_person(as_user, act)
    say({"paused": None}, as_json=as_json, text="受付を再開しました。")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    pause: IntakePause | None
    by: str
    waiting: int


@intake_verbs.command(epilog="Example: desk intake status --as hayashi --json")
def status(as_user: AsUser, as_json: AsJson = False) -> None:
    """Say whether intake pauses, who stopped it, and how many messages wait."""

    async def look(actor: Actor, work: Work) -> _Status:
        newest = await work.pauses.of_desk(actor.desk_id, most=1)
        stands = newest[0] if newest and newest[0].pause.stands_at(utc_now()) else None
        waiting = await work.pauses.waiting(actor.desk_id)
        if stands is None:
            return _Status(pause=None, by="", waiting=waiting)
        return _Status(pause=stands.pause, by=stands.begun_by, waiting=waiting)

    found = _as_person(as_user, look)
    shown = None if found.pause is None else pause_json(found.pause) | {"by": found.by}
    words = "受付中" if shown is None else f"停止中（{found.by}、再開 {shown['until'] or '未定'}）"
    say({"paused": shown, "waiting": found.waiting}, as_json=as_json, text=f"{words}  お預かり {found.waiting}件")


def pause_json(pause: IntakePause) -> dict[str, Any]:
    """Return a pause as the verbs print it."""
    return {
        "since": pause.begun_at.isoformat(),
        "until": None if pause.until is None else pause.until.isoformat(),
        "notice": pause.notice,
    }


def _as_person(user: str, do: Callable[[Actor, Work], Awaitable[T]]) -> T:
    settings = ServiceSettings("intake")
    keyring = Keyring(settings.installation.master_key)

    async def permitted(actor: Actor, work: Work) -> T:
        require(actor, Action.INTAKE_PAUSE)
        return await do(actor, work)

    return as_person(settings.web_url, user, lambda connection: work_on(connection, keyring), permitted)
