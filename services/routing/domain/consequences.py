"""Which facts a command makes true, once the table has let it pass."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from services.routing.domain import commands as c
from services.routing.domain.case import Case, Offer
from services.routing.domain.sending_commands import SendAnew
from services.routing.domain.stage import Stage
from shared import events as e
from shared.events import Fact, Verdict

# The return of a case from which on looking for its department is no longer left to the departments.
BOUNCED_AT: Final = 3


def _start(case: Case, asked: c.StartConfirmation) -> list[Fact]:
    return [e.ConfirmationStarted(receipt=case.receipt, officer=asked.officer)]


def _taken_on(case: Case, officer: UUID) -> list[Fact]:
    # A small desk does it in one step: taking the case on is recorded all the same.
    received = case.stage is Stage.RECEIVED
    return [e.ConfirmationStarted(receipt=case.receipt, officer=officer)] if received else []


def _confirm(case: Case, asked: c.Confirm) -> list[Fact]:
    confirmed = e.CaseConfirmed(receipt=case.receipt, abstract_id=checked(asked.abstract_id))
    return [*_taken_on(case, asked.officer), confirmed]


def _ask_completion(case: Case, asked: c.AskCompletion) -> list[Fact]:
    missing = e.CompletionAsked(receipt=case.receipt, note_id=checked(asked.note_id), due=asked.due)
    return [*_taken_on(case, asked.officer), missing]


def _receive_completion(case: Case, asked: c.ReceiveCompletion) -> list[Fact]:
    return [e.CompletionReceived(receipt=case.receipt, reply_id=asked.reply_id)]


def _make_offers(case: Case, asked: c.MakeOffers) -> list[Fact]:
    return [
        e.OfferMade(
            offer_id=one.offer_id,
            receipt=case.receipt,
            department=one.department,
            party_id=one.party_id,
            lead=one.lead,
            due=one.due or asked.due,
            note_id=one.note_id,
            contact_id=one.contact_id,
            released_id=one.released_id,
        )
        for one in asked.to
    ]


def _close_round(case: Case, asked: c.CloseRound) -> list[Fact]:
    closed = e.RoundClosed(
        receipt=case.receipt,
        partners=asked.partners,
        way=asked.way,
        ground_id=checked(asked.ground_id),
        note_id=checked(asked.note_id),
        note_to_others_id=asked.note_to_others_id,
        note_to_partners_id=asked.note_to_partners_id,
    )
    return [closed, e.CoordinationStarted(receipt=case.receipt)]


def _extend(case: Case, asked: c.Extend) -> list[Fact]:
    return [e.CaseExtended(receipt=case.receipt, until=asked.until, note_id=checked(asked.note_id))]


def _take_up(case: Case, asked: c.TakeUp) -> list[Fact]:
    return [e.OfferAccepted(**of_offer(case, asked))]


def _give_verdict(case: Case, asked: c.GiveVerdict) -> list[Fact]:
    return [
        e.VerdictGiven(
            **of_offer(case, asked),
            verdict=asked.verdict,
            reason_id=checked(asked.reason_id),
            next_day=asked.next_day if asked.verdict is Verdict.KEEP_STUDYING else None,
            conditions_id=asked.conditions_id,
            review_id=asked.review_id,
            reply_id=asked.reply_id,
        )
    ]


def _return_offer(case: Case, asked: c.ReturnOffer) -> list[Fact]:
    returned = e.VerdictGiven(
        **of_offer(case, asked),
        verdict=Verdict.NOT_OURS,
        reason_id=checked(asked.reason_id),
        suggested_department=asked.suggested_department,
    )
    returns = case.returns + 1
    # Parties may all decline; only departments pass a case on to one another.
    too_often = case.cast.led and returns >= BOUNCED_AT and not case.bounced
    return [returned, *([e.CaseBounced(receipt=case.receipt, returns=returns)] if too_often else [])]


def _recall(case: Case, asked: c.RecallOffer) -> list[Fact]:
    return [e.OfferRecalled(**of_offer(case, asked), reason_id=checked(asked.reason_id))]


def _send_anew(case: Case, asked: SendAnew) -> list[Fact]:
    offer = meant(case, asked)
    link = offer.link + 1
    return [e.OfferSentAnew(**about(case, offer), due=offer.due, link=link, asked_for=asked.asked_for)]


def _expire(case: Case, asked: c.ExpireOffer) -> list[Fact]:
    return [e.OfferExpired(**of_offer(case, asked))]


def of_offer(case: Case, asked: Any) -> dict[str, Any]:
    """Return what every fact about the one offer that is meant says of it."""
    return about(case, meant(case, asked))


def about(case: Case, offer: Offer) -> dict[str, Any]:
    """Return what every fact about *offer* says of it."""
    return {
        "offer_id": offer.offer_id,
        "receipt": case.receipt,
        "department": offer.department,
        "party_id": offer.party_id,
    }


def meant(case: Case, asked: Any) -> Offer:
    """Return the one offer of which a command speaks."""
    offer = case.offer_of(asked.addressee)
    if offer is None:
        raise AssertionError("the table lets no command pass that speaks of no offer")
    return offer


def checked(document_id: UUID | None) -> UUID:
    """Return the document that a check of the table has asked for."""
    if document_id is None:
        raise AssertionError("the table lets no command pass without its document")
    return document_id


OF_COMMANDS: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.StartConfirmation: _start,
    c.Confirm: _confirm,
    c.AskCompletion: _ask_completion,
    c.ReceiveCompletion: _receive_completion,
    c.MakeOffers: _make_offers,
    c.CloseRound: _close_round,
    c.Extend: _extend,
    c.TakeUp: _take_up,
    c.GiveVerdict: _give_verdict,
    c.ReturnOffer: _return_offer,
    c.RecallOffer: _recall,
    SendAnew: _send_anew,
    c.ExpireOffer: _expire,
}
