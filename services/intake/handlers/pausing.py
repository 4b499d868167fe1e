"""Stop taking new proposals for a while, begin again, and let in what waited."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from services.intake.domain.pausing import (
    DEFAULT_NOTICE,
    MAX_NOTICE_CHARACTERS,
    AtPausedDoor,
    IntakePause,
    at_paused_door,
    moment_of,
)
from services.intake.handlers.recording import recorded
from services.intake.storage.work import Work
from shared.errors import Invalid, Refused
from shared.events import Channel, IntakePaused, IntakeResumed
from shared.events.who import by_account, by_service
from shared.ids import new_id
from shared.japanese.era import moment_words
from shared.scheme.model import DeskScheme

LET_IN_AT_ONCE: Final = 500


class IntakeIsPaused(Refused):
    """The desk takes no new proposals at the moment."""

    http_status = 503
    public_title = "ただいま受付を一時停止しています"

    def __init__(self, pause: IntakePause, *, now: datetime) -> None:
        """Say what the desk says, and when to come again where that is known."""
        until = moment_words(pause.until)
        super().__init__(public=f"{pause.notice}\n受付の再開は{until}を予定しています。" if until else pause.notice)
        self.retry_after_seconds = pause.seconds_left(now)


class PauseChangedMeanwhile(Refused):
    """Somebody else paused intake, or changed the notice, at the same moment."""

    public_message = (
        "ほかの人が先に、受付の停止またはお知らせの変更をしました。画面を読み込み直して、いまの内容をご確認ください。"
    )


class NotPaused(Refused):
    """There is no pause to end."""

    public_message = "受付は停止していません。画面を読み込み直して、いまの状態をご確認ください。"


class UnusablePause(Invalid):
    """The notice is too long, or the day of the resumption is none or over; *field* says which it is."""

    def __init__(self, field: str, public: str) -> None:
        """Keep the field beside the sentence."""
        super().__init__(public=public)
        self.field = field


async def pause_intake(
    scheme: DeskScheme, notice: str, until: str, work: Work, *, by: UUID, now: datetime
) -> IntakePause:
    """Pause intake, or change the notice where it is paused already; raise UnusablePause or PauseChangedMeanwhile.

    A pause whose notice is changed goes on: what waits since it began waits on.
    """
    words = notice.strip() or DEFAULT_NOTICE
    if len(words) > MAX_NOTICE_CHARACTERS:
        raise UnusablePause("notice", f"お知らせの文は、{MAX_NOTICE_CHARACTERS:,}文字以内でご入力ください。")
    try:
        moment = moment_of(until)
    except ValueError as error:
        raise UnusablePause("until", "再開する日を読み取れません。「2027-01-04」のようにご入力ください。") from error
    if moment is not None and moment <= now:
        raise UnusablePause("until", "再開する日には、これからの日をご指定ください。")
    await _end_expired({scheme.desk_id: scheme}, work, now=now)
    before = await work.pauses.end(scheme.desk_id, by=by, at=now, changed=True)
    new = IntakePause(
        pause_id=new_id(),
        desk_id=scheme.desk_id,
        notice=words,
        until=moment,
        begun_at=now if before is None else before.begun_at,
        begun_by=by if before is None else before.begun_by,
        said_at=now,
    )
    if not await work.pauses.begin(new):
        raise PauseChangedMeanwhile
    await _tell(IntakePaused(until=moment), new, scheme, work, by=by, now=now)
    return new


async def resume_intake(scheme: DeskScheme, work: Work, *, by: UUID, now: datetime) -> IntakePause:
    """Take proposals again; what waited is let in by the worker within seconds. Raise NotPaused."""
    ended = await work.pauses.end(scheme.desk_id, by=by, at=now)
    if ended is None:
        raise NotPaused
    await _tell(IntakeResumed(expired=False), ended, scheme, work, by=by, now=now)
    return ended


async def let_in(schemes: Mapping[str, DeskScheme], work: Work, *, now: datetime) -> int:
    """End the pauses whose day has come and let in what waited, some at a time; return how many messages that were."""
    await _end_expired(schemes, work, now=now)
    return await work.pauses.let_in(at=now, most=LET_IN_AT_ONCE)


def waits_for_end(pause: IntakePause | None, channel: Channel, *, received_at: datetime) -> bool:
    """Tell whether something new from *channel* waits until *pause* is over."""
    return pause is not None and at_paused_door(channel) is AtPausedDoor.HELD and pause.holds(received_at)


async def _end_expired(schemes: Mapping[str, DeskScheme], work: Work, *, now: datetime) -> None:
    for ended in await work.pauses.expire(at=now):
        if ended.desk_id in schemes:
            await _tell(IntakeResumed(expired=True), ended, schemes[ended.desk_id], work, by=None, now=now)


async def _tell(
    fact: IntakePaused | IntakeResumed,
    pause: IntakePause,
    scheme: DeskScheme,
    work: Work,
    *,
    by: UUID | None,
    now: datetime,
) -> None:
    await work.outbox.add(
        recorded(
            fact,
            scheme=scheme,
            aggregate_id=pause.pause_id,
            version=1 if isinstance(fact, IntakePaused) else 2,
            raw_id=pause.pause_id,
            actor=by_service("intake") if by is None else by_account(by),
            now=now,
        )
    )
