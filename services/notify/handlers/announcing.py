"""Tell a fact about a case to whom the table names: into inboxes, and by mail to the proposer and to companies."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from services.notify.domain.audience import (
    Telling,
    case_in,
    day_in,
    detail_in,
    note_in,
    note_to_partners_in,
    offer_in,
    receipt_in,
)
from services.notify.domain.casting import CaseNow, OfferNow, offers_told, posts_told, writes_to_proposer
from services.notify.domain.mail import Purpose
from services.notify.domain.notification import Notice
from services.notify.domain.telling import tellings_of
from services.notify.handlers.clocks import still_true
from services.notify.handlers.telling import Schemes, scheme_of
from services.notify.storage.cases import cases_now
from services.notify.storage.mails import NewMail
from services.notify.storage.work import Work
from shared.events import Fact, Recorded


async def put_into_inboxes(told: Sequence[Recorded[Fact]], work: Work) -> None:
    """Put what is still news into the inboxes of the desk, the departments and the department whose wish it is."""
    told = await still_true(told, work)
    cases = await cases_now(work.connection, {case_in(one) for one in told})
    await work.notifications.tell(
        [
            _notice(one, row, post, case)
            for one in told
            for row in tellings_of(type(one.fact))
            for case in (cases.get(case_in(one)),)
            for post in posts_told(row, one.fact, case)
        ]
    )


async def write_letters(told: Sequence[Recorded[Fact]], work: Work, schemes: Schemes) -> None:
    """Record which mails a proposer and the companies are to receive; whether they are still true is asked later."""
    told = await still_true(told, work)
    cases = await cases_now(work.connection, {case_in(one) for one in told})
    known = [(one, case) for one in told if (case := cases.get(case_in(one))) is not None]
    proposers = await work.proposals.known_contact_refs({case.proposal_id for _, case in known})
    letters = _Letters(schemes)
    for one, case in known:
        for row in tellings_of(type(one.fact)):
            if row.purpose is None or not row.only(one.fact):
                continue
            if writes_to_proposer(row, one.fact, case):
                # Where nobody is named there is no address: the desk is told that this mail could not be sent.
                to = proposers.get(case.proposal_id, case.proposal_id)
                letters.add(one, row, row.purpose, case, to=to)
            for offer in offers_told(row, one.fact, case):
                letters.add(one, row, row.purpose, case, to=offer.contact_id or offer.offer_id, offer=offer)
    await work.mails.create(letters.new)


class _Letters:
    """The letters of one batch of facts."""

    def __init__(self, schemes: Schemes) -> None:
        self._schemes = schemes
        self.new: list[NewMail] = []

    def add(
        self,
        told: Recorded[Fact],
        row: Telling,
        purpose: Purpose,
        case: CaseNow,
        *,
        to: UUID,
        offer: OfferNow | None = None,
    ) -> None:
        """Add one letter, to the company of *offer* or to the proposer; what is told once a round is of the round."""
        written = note_in(told.fact) if row.note else note_to_partners_in(told.fact) if row.partners else None
        offer_id = offer_in(told.fact) if offer is None else offer.offer_id
        self.new.append(
            NewMail(
                desk_id=told.desk_id,
                purpose=purpose,
                recipient_ref=to,
                proposal_id=case.proposal_id,
                case_id=case.case_id,
                receipt=receipt_in(told.fact),
                offer_id=None if row.once_a_round else offer_id,
                note_id=offer.closing_id if offer is not None and row.closing else written,
                due=day_in(told.fact) if row.day else None,
                about_version=told.aggregate_version,
                event_id=_told_once_by(told, row, case),
                correlation_id=told.correlation_id,
                sender_address=scheme_of(self._schemes, told.desk_id).sender.address,
            )
        )


def _told_once_by(told: Recorded[Fact], row: Telling, case: CaseNow | None) -> UUID:
    """Return under which id something is told once: its fact, or the round in which it is told once however often."""
    return told.id if case is None or not row.once_a_round else uuid5(case.case_id, f"round {case.round}")


def _notice(told: Recorded[Fact], row: Telling, post: str, case: CaseNow | None) -> Notice:
    # A row without a kind names no post; see posts_told.
    assert row.kind is not None  # noqa: S101 - see above.
    return Notice(
        desk_id=told.desk_id,
        recipient=post,
        kind=row.kind,
        event_id=_told_once_by(told, row, case),
        about_id=case_in(told),
        case_id=case_in(told),
        receipt=receipt_in(told.fact),
        detail=row.detail or detail_in(told.fact),
        due=day_in(told.fact) if row.day else None,
    )
