"""Tell of forums: offices find the invitation in their inbox; parties, and those who registered, get a mail each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from services.notify.domain.forum_telling import EVE
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.handlers.telling import Schemes, scheme_of
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.events import Fact, LedgerDueSoon, Recorded
from shared.events.forum import ForumInvited
from shared.events.public import ForumAnnounced, ForumWithdrawn
from shared.events.registration import (
    RegistrationAdmitted,
    RegistrationCancelled,
    RegistrationChanged,
    RegistrationFact,
    RegistrationState,
)

_TOLD: Final[Mapping[type[Fact], Purpose]] = MappingProxyType(
    {
        RegistrationAdmitted: Purpose.ATTENDEE_ADMITTED,
        RegistrationChanged: Purpose.ATTENDEE_CHANGED,
        RegistrationCancelled: Purpose.ATTENDEE_CANCELLED,
    }
)
_RECEIVED: Final = MappingProxyType(
    {
        RegistrationState.REGISTERED: Purpose.ATTENDEE_REGISTERED,
        RegistrationState.WAITING: Purpose.ATTENDEE_WAITING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announced:
    """What everybody reads of a forum, and the version of it which said so; None is what nobody knows here yet."""

    content_id: UUID | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """To whom a mail goes, and of what it speaks: a registration, or the forum itself, as it was announced."""

    contact_id: UUID
    announced: _Announced
    registration_id: UUID | None = None
    note_id: UUID | None = None


async def tell_of_invitations(told: Sequence[Recorded[ForumInvited]], work: Work) -> None:
    """Put the invitation into the inbox of each department and municipality."""
    await work.notifications.tell(
        [
            about_item(one, office, NotificationKind.FORUM_INVITATION, one.fact.number)
            for one in told
            for office in (*one.fact.departments, *one.fact.municipalities)
        ]
    )


async def invite_parties(told: Sequence[Recorded[ForumInvited]], work: Work, schemes: Schemes) -> None:
    """Record one mail for each party whose contact has an address."""
    await work.mails.create(
        [
            _mail(
                one,
                schemes,
                Purpose.ATTENDEE_INVITED,
                one.fact.number,
                _About(
                    contact_id=contact_id,
                    note_id=one.fact.letter_id,
                    announced=_Announced(content_id=one.fact.content_id, version=one.aggregate_version),
                ),
            )
            for one in told
            for contact_id in one.fact.contacts
            if contact_id is not None
        ]
    )


async def answer_registrations(told: Sequence[Recorded[RegistrationFact]], work: Work, schemes: Schemes) -> None:
    """Record what each who registered is told: a place, a place on the waiting list, or that it is taken back."""
    mails = []
    for one in told:
        purpose = _TOLD.get(type(one.fact)) or _RECEIVED.get(one.fact.state)
        if purpose is None or not one.fact.answerable:
            continue
        announced = await _announced(one.desk_id, one.fact.number, work)
        about = _About(contact_id=one.fact.contact_id, registration_id=one.aggregate_id, announced=announced)
        mails.append(_mail(one, schemes, purpose, one.fact.number, about))
    await work.mails.create(mails)


async def tell_of_moves(told: Sequence[Recorded[ForumAnnounced]], work: Work, schemes: Schemes) -> None:
    """Tell everybody who means to come that the day, the hour or the place is another."""
    for one in told:
        if one.fact.moved:
            announced = _Announced(content_id=one.fact.content_id, version=one.aggregate_version)
            await _to_all(one, one.fact.number, work, schemes, Purpose.ATTENDEE_MOVED, announced)


async def tell_of_ends(told: Sequence[Recorded[ForumWithdrawn]], work: Work, schemes: Schemes) -> None:
    """Tell everybody who means to come that the forum is called off."""
    for one in told:
        await _to_all(one, one.fact.number, work, schemes, Purpose.ATTENDEE_CALLED_OFF)


async def remind_attendees(told: Sequence[Recorded[LedgerDueSoon]], work: Work, schemes: Schemes) -> None:
    """Remind everybody who has a place, on the office day before."""
    for one in told:
        if one.fact.what == EVE:
            await _to_all(one, one.fact.number, work, schemes, Purpose.ATTENDEE_REMINDED)


async def _announced(desk_id: str, number: str, work: Work) -> _Announced:
    """Return what everybody reads of a forum now, also of one that was taken back."""
    now = (await work.registrations.forums([(desk_id, number)])).get((desk_id, number))
    return _Announced() if now is None else _Announced(content_id=now.content_id, version=now.version)


async def _to_all(
    told: Recorded[Fact],
    number: str,
    work: Work,
    schemes: Schemes,
    purpose: Purpose,
    said: _Announced | None = None,
) -> None:
    """Record one mail for each; whether it is still true of them is asked just before it leaves."""
    announced = said or await _announced(told.desk_id, number, work)
    await work.mails.create(
        [
            _mail(
                told,
                schemes,
                purpose,
                number,
                _About(contact_id=one.contact_id, registration_id=one.registration_id, announced=announced),
            )
            for one in await work.registrations.of_forum(told.desk_id, number)
            if purpose is not Purpose.ATTENDEE_REMINDED or one.state == RegistrationState.REGISTERED
        ]
    )


def _mail(told: Recorded[Fact], schemes: Schemes, purpose: Purpose, number: str, about: _About) -> NewMail:
    return NewMail(
        desk_id=told.desk_id,
        purpose=purpose,
        recipient_ref=about.contact_id,
        receipt=number,
        event_id=told.id,
        correlation_id=told.correlation_id,
        sender_address=scheme_of(schemes, told.desk_id).sender.address,
        registration_id=about.registration_id,
        item_id=None if about.registration_id else told.aggregate_id,
        note_id=about.note_id,
        content_id=about.announced.content_id,
        about_version=about.announced.version,
    )
