"""A desk that takes no new proposals for a while: what its doors do meanwhile, and what its public notice says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final, assert_never
from uuid import UUID

from shared.events import Channel
from shared.japanese.era import JAPAN

MAX_NOTICE_CHARACTERS: Final = 1000
DEFAULT_NOTICE: Final = (
    "ただいま、ご提案の受付を一時停止しております。\nご不便をおかけいたしますが、再開までしばらくお待ちください。"
)


class AtPausedDoor(StrEnum):
    """What happens to something new that comes while intake is paused."""

    AS_EVER = "as_ever"  # 通常どおり受け付ける
    HELD = "held"  # 預かり、再開後に受け付ける
    REFUSED = "refused"  # 停止中である旨を答える


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePause:
    """One pause of a desk: the notice everybody may read, who began and who ended it, and until when it lasts.

    Another notice for the same pause is a value of its own: it was said later, and the one before was `changed`.
    """

    pause_id: UUID
    desk_id: str
    notice: str
    until: datetime | None
    begun_at: datetime
    begun_by: UUID
    said_at: datetime
    ended_at: datetime | None = None
    # None where it ended by itself.
    ended_by: UUID | None = None
    changed: bool = False

    def stands_at(self, now: datetime) -> bool:
        """Tell whether nothing new is taken at this moment."""
        return self.ended_at is None and (self.until is None or now < self.until)

    def holds(self, received_at: datetime) -> bool:
        """Tell whether what was received then waits; what came before the pause does not."""
        return received_at >= self.begun_at

    def seconds_left(self, now: datetime) -> int | None:
        """Return after how many seconds to come again, or None when nobody knows."""
        return None if self.until is None else max(1, int((self.until - now).total_seconds()) + 1)


def at_paused_door(channel: Channel) -> AtPausedDoor:
    """Return what a paused desk does with something new from *channel*.

    Who sends by mail or through a gateway cannot be asked to come again: mail is not to be refused for a reason of the
    office, and a gateway such as kintone delivers once and never again. A person at the form and a program at the API
    read the answer. Staff write down what they were told whatever the public door does.
    """
    match channel:
        case Channel.MAIL | Channel.GATEWAY:
            return AtPausedDoor.HELD
        case Channel.FORM | Channel.API:
            return AtPausedDoor.REFUSED
        case Channel.DEPARTMENT | Channel.IMPORT | Channel.COUNTER | Channel.TELEPHONE | Channel.FAX | Channel.PAPER:
            return AtPausedDoor.AS_EVER
        # Who was asked something answers it, whatever the door for new proposals does.
        case Channel.PAGE:
            return AtPausedDoor.AS_EVER
        case _:
            assert_never(channel)


def moment_of(said: str) -> datetime | None:
    """Return the moment a person wrote: a day begins at midnight in Japan, nothing is no moment; raise ValueError."""
    words = said.strip()
    if not words:
        return None
    try:
        day = date.fromisoformat(words)
    except ValueError:
        moment = datetime.fromisoformat(words)
        return (moment if moment.tzinfo is not None else moment.replace(tzinfo=JAPAN)).astimezone(UTC)
    return datetime.combine(day, time(), JAPAN).astimezone(UTC)
