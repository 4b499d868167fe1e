"""Who is told of what happens to a forum (意見交換会), and what nobody is told."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.audience import Audience, Telling
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind as Kind
from shared.events import Fact, LedgerDueSoon
from shared.events import forum as f
from shared.events import registration as r
from shared.events.public import ForumAnnounced, ForumWithdrawn
from shared.events.registration import RegistrationFact, RegistrationState

# The day of the ledger on which those who registered are reminded; it is no task of the desk.
EVE: Final = "forum-eve"


def _moved(fact: Fact) -> bool:
    return isinstance(fact, ForumAnnounced) and fact.moved


def _of_eve(fact: Fact) -> bool:
    return isinstance(fact, LedgerDueSoon) and fact.what == EVE


def _always(_: Fact) -> bool:
    return True


def _to_attendee(fact: type[Fact], purpose: Purpose, only: Callable[[Fact], bool] = _always) -> Telling:
    return Telling(fact=fact, to=Audience.ATTENDEE, purpose=purpose, only=only, apart=True)


def _stands_as(state: RegistrationState) -> Callable[[Fact], bool]:
    return lambda fact: isinstance(fact, RegistrationFact) and fact.state is state


OF_FORUMS: Final = (
    Telling(fact=f.ForumInvited, to=Audience.IN_CHARGE, kind=Kind.FORUM_INVITATION, apart=True),
    Telling(fact=f.ForumInvited, to=Audience.MUNICIPALITY, kind=Kind.FORUM_INVITATION, apart=True),
    _to_attendee(f.ForumInvited, Purpose.ATTENDEE_INVITED),
    *(
        _to_attendee(fact, purpose, _stands_as(state))
        for fact in (r.RegistrationReceived, r.RegistrationRepeated)
        for state, purpose in (
            (RegistrationState.REGISTERED, Purpose.ATTENDEE_REGISTERED),
            (RegistrationState.WAITING, Purpose.ATTENDEE_WAITING),
        )
    ),
    _to_attendee(r.RegistrationChanged, Purpose.ATTENDEE_CHANGED),
    _to_attendee(r.RegistrationAdmitted, Purpose.ATTENDEE_ADMITTED),
    _to_attendee(r.RegistrationCancelled, Purpose.ATTENDEE_CANCELLED),
    _to_attendee(ForumAnnounced, Purpose.ATTENDEE_MOVED, _moved),
    _to_attendee(ForumWithdrawn, Purpose.ATTENDEE_CALLED_OFF),
    _to_attendee(LedgerDueSoon, Purpose.ATTENDEE_REMINDED, _of_eve),
)
_ON_ITS_PAGE: Final = "意見交換会の状態は、意見交換会の画面に表示します。"
SILENT_OF_FORUMS: Final[Mapping[type[Fact], str]] = MappingProxyType(
    {
        f.ForumBegun: _ON_ITS_PAGE,
        f.ForumRevised: _ON_ITS_PAGE,
        f.ForumDropped: _ON_ITS_PAGE,
        f.ForumIdeaLinked: "アイデアは、案件として受け付けたときにお知らせします。",
        f.ForumAttended: _ON_ITS_PAGE,
        f.ForumAttendanceMarked: _ON_ITS_PAGE,
        f.ForumSummaryWritten: _ON_ITS_PAGE,
        f.ForumClosed: _ON_ITS_PAGE,
    }
)
