"""Facts of intake about who registers for a forum (意見交換会); who it is stands in documents."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Fact, Receipt


class RegistrationState(StrEnum):
    """Whether somebody who registered has a place."""

    REGISTERED = "registered"  # 参加
    WAITING = "waiting"  # キャンセル待ち
    CANCELLED = "cancelled"  # 取消し


class RegistrationFact(Fact):
    """What every fact about a registration says: how it stands now, and how many places are taken now.

    *number* is that of the forum. *taken* counts people, *waiting* the registrations on the waiting list; *tally* grows
    with every count of the forum, so that of two counts the later one is known.
    """

    owner: ClassVar[str] = "intake"
    aggregate: ClassVar[str] = "registration"

    number: Receipt
    state: RegistrationState
    people: Annotated[int, Field(ge=1)]
    contact_id: UUID
    words_id: UUID | None = None
    # Whether there is an address to write to.
    answerable: bool = True
    taken: Annotated[int, Field(ge=0)]
    waiting: Annotated[int, Field(ge=0)] = 0
    tally: Annotated[int, Field(ge=1)]


class RegistrationReceived(RegistrationFact):
    """Somebody registered for a forum, or was put on its waiting list."""

    type: ClassVar[str] = "registration.received.v1"


class RegistrationRepeated(RegistrationFact):
    """Somebody who is registered already registered once more, which changes nothing."""

    type: ClassVar[str] = "registration.repeated.v1"


class RegistrationChanged(RegistrationFact):
    """Somebody comes with more or fewer people, or wrote down otherwise who comes."""

    type: ClassVar[str] = "registration.changed.v1"


class RegistrationAdmitted(RegistrationFact):
    """Somebody on the waiting list got a place."""

    type: ClassVar[str] = "registration.admitted.v1"


class RegistrationCancelled(RegistrationFact):
    """Somebody does not come after all, or waits no longer."""

    type: ClassVar[str] = "registration.cancelled.v1"
