"""What a fact changes: the next case. The stage follows the table; the rest is said here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from services.routing.domain.case import Case, Offer, ProposedDecline, WaitingNote
from services.routing.domain.coordinated import COORDINATED, begun_anew
from services.routing.domain.held import HELD_CHANGED
from services.routing.domain.joining import BY_MUNICIPALITIES
from services.routing.domain.offer_states import state_after
from services.routing.domain.stage import ENDS, OfferState
from services.routing.domain.tasks import TASKS_CHANGED
from services.routing.domain.transitions import row_for
from services.routing.domain.verbs import Verb
from shared import events as e
from shared.events import Fact, Verdict

# Which fact says that the case went along a row of the table.
_MOVES: Final[Mapping[type[Fact], Verb]] = {
    e.ConfirmationStarted: Verb.START,
    e.CompletionAsked: Verb.ASK_COMPLETION,
    e.CompletionReceived: Verb.RECEIVE_COMPLETION,
    e.OfferMade: Verb.OFFER,
    e.OfferAccepted: Verb.TAKE_UP,
    e.CoordinationStarted: Verb.CLOSE_ROUND,
    e.CaseDeclined: Verb.DECLINE,
    e.CaseReferred: Verb.REFER,
    e.CaseMerged: Verb.MERGE,
    e.CaseWithdrawn: Verb.WITHDRAW,
    e.CaseReopened: Verb.REOPEN,
    e.ImplementationStarted: Verb.START_IMPLEMENTATION,
    e.CaseCompleted: Verb.COMPLETE,
}


def evolve(case: Case, fact: Fact) -> Case:
    """Return the case after *fact*; what the clock tells changes nothing of it, not even its version."""
    if fact.aggregate != e.CaseOpened.aggregate:
        return case
    following = _moved(replace(case, version=case.version + 1), _MOVES.get(type(fact)))
    change = _CHANGES.get(type(fact))
    return following if change is None else change(following, fact)


def _moved(case: Case, verb: Verb | None) -> Case:
    stage = case.stage if verb is None else row_for(verb, case.stage).to
    if stage is case.stage:
        return case
    # What was waited for or moved later belongs to the stage that is over.
    moved = replace(case, stage=stage, waiting_until=None, extended_until=None)
    return replace(moved, decline=None, held=None) if stage in ENDS else moved


def _offered(case: Case, fact: e.OfferMade) -> Case:
    made = Offer(
        offer_id=fact.offer_id,
        department=fact.department,
        party_id=fact.party_id,
        lead=fact.lead,
        due=fact.due,
        round=case.round,
        note_id=fact.note_id,
        contact_id=fact.contact_id,
        released_id=fact.released_id,
    )
    return replace(case, offers=(*case.offers, made))


def _judged(case: Case, fact: e.VerdictGiven) -> Case:
    # Who does not look into a case any more does not lead it either: the next offer names the next lead.
    if fact.verdict is Verdict.NOT_OURS:
        return _with(case, fact.offer_id, state=state_after(Verb.RETURN_OFFER), verdict=fact.verdict, lead=False)
    judged = {"state": state_after(Verb.GIVE_VERDICT), "verdict": fact.verdict, "next_day": fact.next_day}
    # New conditions are asked anew, and need a new yes.
    anew = {"conditions_id": fact.conditions_id, "conditions_asked": False, "agreed": None}
    return _with(case, fact.offer_id, **judged, **anew)


def _closed(case: Case, fact: e.RoundClosed) -> Case:
    return replace(case, offers=tuple(_told(one, fact) if one.round == case.round else one for one in case.offers))


def _told(offer: Offer, fact: e.RoundClosed) -> Offer:
    if offer.state is not OfferState.JUDGED:
        return offer
    chosen = offer.offer_id in fact.partners
    return replace(offer, chosen=chosen, closing_id=fact.note_to_partners_id if chosen else fact.note_to_others_id)


def _proposed(case: Case, fact: e.DeclineProposed) -> Case:
    waiting = ProposedDecline(
        officer=fact.officer,
        ground=fact.ground,
        reason_id=fact.reason_id,
        note_id=fact.note_id,
        lesson_id=fact.lesson_id,
    )
    return replace(case, decline=waiting)


def _drafted(case: Case, fact: e.NoteDrafted) -> Case:
    return replace(case, waiting_note=WaitingNote(officer=fact.officer, note_id=fact.note_id, about=fact.about))


def _let_go(case: Case, fact: e.NoteToProposerReleased) -> Case:
    # What one officer tells at once leaves a note that waits for a second person where it is.
    waits = case.waiting_note is not None and case.waiting_note.note_id != fact.note_id
    return case if waits else replace(case, waiting_note=None)


def _reopened(case: Case, _: e.CaseReopened) -> Case:
    return begun_anew(replace(case, round=case.round + 1, confirmed=False, questions=frozenset()))


def _gone(case: Case, fact: e.OfferRecalled | e.OfferExpired, verb: Verb) -> Case:
    return _with(case, fact.offer_id, state=state_after(verb), lead=False)


def _with(case: Case, offer_id: UUID, **changes: Any) -> Case:
    offers = tuple(replace(one, **changes) if one.offer_id == offer_id else one for one in case.offers)
    return replace(case, offers=offers)


_CHANGES: Final[dict[type[Fact], Callable[[Case, Any], Case]]] = {
    e.ConfirmationStarted: lambda case, fact: replace(case, officer=fact.officer),
    e.CaseConfirmed: lambda case, fact: replace(case, confirmed=True, abstract_id=fact.abstract_id),
    # What is completed, and what is looked at again, has to be confirmed anew.
    e.CompletionAsked: lambda case, fact: replace(case, waiting_until=fact.due, confirmed=False),
    e.OfferMade: _offered,
    e.OfferAccepted: lambda case, fact: _with(case, fact.offer_id, state=state_after(Verb.TAKE_UP)),
    e.VerdictGiven: _judged,
    e.OfferRecalled: lambda case, fact: _gone(case, fact, Verb.RECALL_OFFER),
    e.OfferExpired: lambda case, fact: _gone(case, fact, Verb.EXPIRE_OFFER),
    e.OfferSentAnew: lambda case, fact: _with(case, fact.offer_id, link=fact.link),
    e.CaseBounced: lambda case, _: replace(case, bounced=True),
    e.ConditionsAsked: lambda case, fact: _with(case, fact.offer_id, conditions_asked=True),
    e.ConditionsAccepted: lambda case, fact: _with(case, fact.offer_id, agreed=True),
    e.ConditionsRefused: lambda case, fact: _with(case, fact.offer_id, agreed=False),
    e.RoundClosed: _closed,
    e.QuestionAsked: lambda case, fact: replace(case, questions=case.questions | {fact.question_id}),
    e.QuestionAnswered: lambda case, fact: replace(case, questions=case.questions - {fact.question_id}),
    e.CaseExtended: lambda case, fact: replace(case, extended_until=fact.until),
    e.OfferExtended: lambda case, fact: _with(case, fact.offer_id, due=fact.due),
    e.DeclineProposed: _proposed,
    e.DeclineSentBack: lambda case, _: replace(case, decline=None),
    e.CaseReopened: _reopened,
    e.NoteDrafted: _drafted,
    e.NoteSentBack: lambda case, _: replace(case, waiting_note=None),
    e.NoteToProposerReleased: _let_go,
    **HELD_CHANGED,
    **COORDINATED,
    **TASKS_CHANGED,
    **BY_MUNICIPALITIES,
}
