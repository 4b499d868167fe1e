"""The small machine of one offer, as a table of its own; the guards on offers and the database's check come from it."""

from dataclasses import dataclass
from typing import Final

from services.routing.domain.stage import OfferState
from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStep:
    """One row: by which verb an offer goes from one state to another; it begins with being made."""

    verb: Verb
    since: OfferState
    to: OfferState


def _steps(verb: Verb, since: tuple[OfferState, ...], to: OfferState) -> tuple[OfferStep, ...]:
    return tuple(OfferStep(verb=verb, since=state, to=to) for state in since)


_OWED = (OfferState.ASKED, OfferState.TAKEN_UP)
BEGINS: Final = OfferState.ASKED
OFFER_TABLE: Final[tuple[OfferStep, ...]] = (
    *_steps(Verb.TAKE_UP, (OfferState.ASKED,), OfferState.TAKEN_UP),
    # What is judged for now may be judged again; which verdicts are for now is said by the guard.
    *_steps(Verb.GIVE_VERDICT, (OfferState.TAKEN_UP, OfferState.JUDGED), OfferState.JUDGED),
    *_steps(Verb.RETURN_OFFER, _OWED, OfferState.RETURNED),
    *_steps(Verb.EXPIRE_OFFER, _OWED, OfferState.EXPIRED),
    # Also when the case ends: whoever still owes an answer is let go.
    *_steps(Verb.RECALL_OFFER, _OWED, OfferState.RECALLED),
    # Who joined while the case is coordinated was never asked; it leaves as one that was chosen does.
    *_steps(Verb.CHANGE_DEPARTMENTS, (OfferState.JUDGED, OfferState.JOINED), OfferState.LEFT),
)
OFFER_CHANGES: Final = frozenset((step.since, step.to) for step in OFFER_TABLE if step.since is not step.to)


_SINCE: Final = {
    verb: frozenset(step.since for step in OFFER_TABLE if step.verb is verb) for verb in {s.verb for s in OFFER_TABLE}
}
_AFTER: Final = {step.verb: step.to for step in OFFER_TABLE}


def may_be_done(verb: Verb, state: OfferState) -> bool:
    """Tell whether *verb* can be done to an offer in *state*."""
    return state in _SINCE[verb]


def state_after(verb: Verb) -> OfferState:
    """Return the state to which *verb* brings an offer."""
    return _AFTER[verb]
