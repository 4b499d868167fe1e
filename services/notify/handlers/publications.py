"""Tell what becomes of a publication: the desk what it has to decide, those who agreed what is public since when."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from services.notify.domain.casting import CaseNow
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import DESK, NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.handlers.telling import Schemes, scheme_of
from services.notify.storage.cases import cases_now
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.events import (
    PublicationHeld,
    PublicationMailedToMedia,
    PublicationReleaseAsked,
    PublicationShown,
    PublicationWithdrawn,
    Recorded,
)

Outside = Recorded[PublicationShown] | Recorded[PublicationWithdrawn]
_TO_PROPOSER: Final[Mapping[type, Purpose]] = {
    PublicationShown: Purpose.PUBLICATION_SHOWN,
    PublicationWithdrawn: Purpose.PUBLICATION_WITHDRAWN,
}
_TO_COMPANY: Final[Mapping[type, Purpose]] = {
    PublicationShown: Purpose.PARTY_PUBLICATION_SHOWN,
    PublicationWithdrawn: Purpose.PARTY_PUBLICATION_WITHDRAWN,
}
_KINDS: Final[Mapping[type, NotificationKind]] = {
    PublicationShown: NotificationKind.PUBLICATION_SHOWN,
    PublicationWithdrawn: NotificationKind.PUBLICATION_WITHDRAWN,
}


async def tell_desk_of_holding(told: Sequence[Recorded[PublicationHeld]], work: Work) -> None:
    """Tell the desk that something approved is not released, and needs a new decision."""
    kind = NotificationKind.PUBLICATION_HELD
    await work.notifications.tell([about_item(one, DESK, kind, one.fact.number) for one in told])


async def tell_desk_of_moments(told: Sequence[Recorded[PublicationReleaseAsked]], work: Work) -> None:
    """Tell the desk that a second person is waited for."""
    kind = NotificationKind.PUBLICATION_RELEASE
    await work.notifications.tell([about_item(one, DESK, kind, one.fact.number) for one in told])


async def tell_departments_of_what_is_public(told: Sequence[Outside], work: Work) -> None:
    """Tell the departments whose wishes it came from that it is public, or not any more."""
    news = [one for one in told if _is_news(one)]
    cases = await _cases(news, work)
    await work.notifications.tell(
        [
            about_item(one, department, _KINDS[type(one.fact)], one.fact.number)
            for one in news
            if one.fact.number is not None
            for department in sorted({case.proposing for case, _ in _of(one, cases) if case.proposing is not None})
        ]
    )


async def write_of_what_is_public(told: Sequence[Outside], work: Work, schemes: Schemes) -> None:
    """Record a letter to each proposer and each chosen company: it is public, or not any more."""
    news = [one for one in told if _is_news(one)]
    cases = await _cases(news, work)
    known = {case.proposal_id for case in cases.values()}
    proposers = await work.proposals.known_contact_refs(known) if known else {}
    letters = []
    for one in news:
        for case, receipt in _of(one, cases):
            if case.proposing is None:
                to = proposers.get(case.proposal_id, case.proposal_id)
                letters.append(_letter(one, _TO_PROPOSER[type(one.fact)], case, receipt, to, None, schemes))
            for offer in case.offers:
                if offer.party_id is not None and offer.chosen:
                    to = offer.contact_id or offer.offer_id
                    purpose = _TO_COMPANY[type(one.fact)]
                    letters.append(_letter(one, purpose, case, receipt, to, offer.offer_id, schemes))
    await work.mails.create(letters)


async def write_to_media(told: Sequence[Recorded[PublicationMailedToMedia]], work: Work, schemes: Schemes) -> None:
    """Record a mail to each medium with the release."""
    await work.mails.create(
        [
            NewMail(
                desk_id=one.desk_id,
                purpose=Purpose.MEDIA_RELEASE,
                recipient_ref=contact_id,
                receipt=one.fact.number,
                item_id=one.aggregate_id,
                note_id=one.fact.letter_id,
                event_id=one.id,
                correlation_id=one.correlation_id,
                sender_address=scheme_of(schemes, one.desk_id).sender.address,
            )
            for one in told
            for contact_id in one.fact.contacts
        ]
    )


def _is_news(told: Outside) -> bool:
    """Tell whether readers meet something for the first time, or for the last; a correction is neither."""
    fact = told.fact
    return not fact.again if isinstance(fact, PublicationShown) else fact.was_shown


async def _cases(told: Sequence[Outside], work: Work) -> Mapping[UUID, CaseNow]:
    return await cases_now(work.connection, {case_id for one in told for case_id in one.fact.cases})


def _of(told: Outside, cases: Mapping[UUID, CaseNow]) -> list[tuple[CaseNow, str]]:
    pairs = zip(told.fact.cases, told.fact.receipts, strict=True)
    return [(cases[case_id], receipt) for case_id, receipt in pairs if case_id in cases]


def _letter(
    told: Outside, purpose: Purpose, case: CaseNow, receipt: str, to: UUID, offer_id: UUID | None, schemes: Schemes
) -> NewMail:
    return NewMail(
        desk_id=told.desk_id,
        purpose=purpose,
        recipient_ref=to,
        proposal_id=case.proposal_id,
        case_id=case.case_id,
        receipt=receipt,
        offer_id=offer_id,
        about_version=told.aggregate_version,
        event_id=told.id,
        correlation_id=told.correlation_id,
        sender_address=scheme_of(schemes, told.desk_id).sender.address,
    )
