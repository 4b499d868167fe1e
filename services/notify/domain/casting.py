"""Who plays which role in a case at this moment, and so who is told: posts of the office, companies by their offers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.notify.domain.audience import Audience, Telling, offer_in, owed_in, writer_of
from services.notify.domain.joining import municipalities_told
from services.notify.domain.notification import DESK
from shared.events import Fact, OwedBy

# States of offers in routing's words: who has one of them works on the case, or has worked on it to the end.
AT_WORK: Final = frozenset({"taken_up", "judged", "joined"})
_OWES: Final = frozenset({"asked", "taken_up"})
IN_THE_ROUND: Final = AT_WORK | {"asked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferNow:
    """One offer of the round as routing says now; of a party with whom to write to and what it is told in the end."""

    offer_id: UUID
    department: str | None
    party_id: UUID | None
    lead: bool
    state: str
    contact_id: UUID | None = None
    closing_id: UUID | None = None
    chosen: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNow:
    """One case as routing says now; *proposing* is the department whose wish it is, where it is one's.

    *members* says of each municipality that was ever invited where it stands.
    """

    case_id: UUID
    proposal_id: UUID
    stage: str
    round: int
    proposing: str | None
    offers: tuple[OfferNow, ...]
    members: Mapping[str, str] = field(default_factory=dict)


def posts_told(row: Telling, fact: Fact, case: CaseNow | None) -> tuple[str, ...]:
    """Return into which inboxes a row puts the fact; a case nobody knows yet has a desk and nothing else."""
    if row.kind is None or not row.only(fact) or not _is_news(row, case):
        return ()
    owed_by, owing = owed_in(fact)
    if row.to is Audience.DESK:
        return (DESK,) if not row.owed or owed_by is OwedBy.DESK else ()
    if case is None or row.to is Audience.MUNICIPALITY:
        return () if case is None else municipalities_told(row, fact, case.members)
    if row.to is Audience.PROPOSER:
        if row.owed and owing != case.proposing:
            return ()
        return () if case.proposing is None or case.proposing == writer_of(fact) else (case.proposing,)
    return tuple(
        dict.fromkeys(
            offer.department
            for offer in case.offers
            if offer.department is not None
            and offer.department != writer_of(fact)
            and offer.lead is (row.to is Audience.LEAD)
            and _is_meant(row, fact, offer)
            and (not row.owed or offer.department == owing)
        )
    )


def writes_to_proposer(row: Telling, fact: Fact, case: CaseNow) -> bool:
    """Tell whether a row writes to a proposer outside the office."""
    owed = not row.owed or owed_in(fact)[0] is OwedBy.COUNTERPART
    return row.to is Audience.PROPOSER and case.proposing is None and owed


def offers_told(row: Telling, fact: Fact, case: CaseNow) -> tuple[OfferNow, ...]:
    """Return the offers whose companies a row writes to."""
    if row.to is not Audience.COMPANY or not row.only(fact):
        return ()
    if row.owed and owed_in(fact)[0] is not OwedBy.COUNTERPART:
        return ()
    return tuple(offer for offer in case.offers if offer.party_id is not None and _is_meant(row, fact, offer))


def _is_news(row: Telling, case: CaseNow | None) -> bool:
    return row.while_in is None or case is None or case.stage in row.while_in


def _is_meant(row: Telling, fact: Fact, offer: OfferNow) -> bool:
    named = offer_in(fact) == offer.offer_id
    if row.partners and not offer.chosen:
        return False
    if row.while_owed and offer.state not in _OWES:
        return False
    if row.concerned:
        return named
    states = IN_THE_ROUND if row.to is Audience.COMPANY else AT_WORK
    return offer.state in states and not (row.but_that_one and named)
