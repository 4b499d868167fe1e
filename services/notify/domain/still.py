"""Whether what a mail about a case was to say is still true: asked once more just before it leaves."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.mail import Purpose

# Stages and states of offers in routing's words, as they stand in its rows.
_BEFORE_OFFERS: Final = frozenset({"received", "confirming", "waiting_for_proposer"})
_ASKED: Final = frozenset({"offered", "reviewing"})
_AFTER: Final = frozenset({"coordinating", "implementing", "completed"})
_WORKING: Final = frozenset({"coordinating", "implementing"})
_RUNNING: Final = _BEFORE_OFFERS | _ASKED | {"coordinating", "implementing"}
_ANSWER_OWED: Final = frozenset({"asked", "taken_up"})

# In which stages each letter is true; one that is not named says what has happened, and that stays true.
STAGES: Final[Mapping[Purpose, frozenset[str]]] = MappingProxyType(
    {
        Purpose.COMPLETION_ASKED: frozenset({"waiting_for_proposer"}),
        Purpose.PASSED_ON: _ASKED,
        Purpose.EXTENDED: _RUNNING,
        Purpose.CONDITIONS: frozenset({"reviewing"}),
        Purpose.ROUND_CLOSED: _AFTER,
        Purpose.TODO: _WORKING,
        Purpose.TODO_REMINDED: _WORKING,
        Purpose.PARTY_TODO: _WORKING,
        Purpose.PARTY_TODO_REMINDED: _WORKING,
        Purpose.PARTY_CHASED: _WORKING,
        Purpose.IMPLEMENTATION_STARTED: frozenset({"implementing", "completed"}),
        Purpose.COMPLETED: frozenset({"completed"}),
        Purpose.DECLINED: frozenset({"declined"}),
        Purpose.REFERRED: frozenset({"referred"}),
        Purpose.MERGED: frozenset({"merged"}),
        Purpose.WITHDRAWN: frozenset({"withdrawn"}),
        Purpose.REOPENED: _RUNNING,
        Purpose.PARTY_ASKED: _ASKED,
        Purpose.PARTY_REMINDED: _ASKED,
        Purpose.PARTY_EXTENDED: _ASKED,
        Purpose.PARTY_QUESTIONS: _ASKED,
    }
)
# The same of the offer a letter speaks of.
STATES: Final[Mapping[Purpose, frozenset[str]]] = MappingProxyType(
    {
        Purpose.CONDITIONS: frozenset({"judged"}),
        Purpose.PARTY_ASKED: _ANSWER_OWED,
        Purpose.PARTY_REMINDED: _ANSWER_OWED,
        Purpose.PARTY_EXTENDED: _ANSWER_OWED,
        Purpose.PARTY_QUESTIONS: _ANSWER_OWED | {"judged"},
        Purpose.PARTY_CLOSED: frozenset({"judged"}),
        Purpose.PARTY_TODO: frozenset({"judged"}),
        Purpose.PARTY_CHASED: frozenset({"judged"}),
        Purpose.PARTY_TODO_REMINDED: frozenset({"judged"}),
        Purpose.PARTY_STARTED: frozenset({"judged"}),
        Purpose.PARTY_COMPLETED: frozenset({"judged"}),
        Purpose.PARTY_RECALLED: frozenset({"recalled"}),
        Purpose.PARTY_EXPIRED: frozenset({"expired"}),
    }
)
# Of these, a later one says what an earlier one said, only newer. Reminders are counted by clocks of their own.
_SEVERAL: Final = frozenset(
    {
        Purpose.TODO,
        Purpose.TODO_REMINDED,
        Purpose.PARTY_TODO,
        Purpose.PARTY_CHASED,
        Purpose.PARTY_TODO_REMINDED,
    }
)
REPLACED: Final = frozenset(STAGES) - _SEVERAL - {Purpose.CONDITIONS, Purpose.PARTY_QUESTIONS, Purpose.PARTY_REMINDED}

# In which states of a registration each letter to somebody who registered is true.
_HERE: Final = frozenset({"registered"})
_STANDS: Final = frozenset({"registered", "waiting"})
TRUE_OF_REGISTRATIONS: Final[Mapping[Purpose, frozenset[str]]] = MappingProxyType(
    {
        Purpose.ATTENDEE_REGISTERED: _HERE,
        Purpose.ATTENDEE_WAITING: frozenset({"waiting"}),
        Purpose.ATTENDEE_ADMITTED: _HERE,
        Purpose.ATTENDEE_CHANGED: _STANDS,
        Purpose.ATTENDEE_CANCELLED: frozenset({"cancelled"}),
        Purpose.ATTENDEE_REMINDED: _HERE,
        Purpose.ATTENDEE_MOVED: _STANDS,
        Purpose.ATTENDEE_CALLED_OFF: _STANDS,
    }
)


# What stays true of a forum that was called off, and what nobody needs to hear once its day has passed.
_OF_ONE_CALLED_OFF: Final = frozenset({Purpose.ATTENDEE_CALLED_OFF, Purpose.ATTENDEE_CANCELLED})
_BEFORE_THE_DAY: Final = frozenset(
    {Purpose.ATTENDEE_INVITED, Purpose.ATTENDEE_ADMITTED, Purpose.ATTENDEE_MOVED, Purpose.ATTENDEE_REMINDED}
)


def is_true_of_forum(purpose: Purpose, *, gone: bool, over: bool) -> bool:
    """Tell whether a letter to somebody who comes may leave, where the forum was called off or has been held."""
    return not (gone and purpose not in _OF_ONE_CALLED_OFF) and not (over and purpose in _BEFORE_THE_DAY)


def is_still_true(purpose: Purpose, *, stage: str | None, offer_state: str | None) -> bool:
    """Tell whether a letter may leave while the case and the offer stand there; None is what nobody knows."""
    at, state = STAGES.get(purpose), STATES.get(purpose)
    stage_fits = at is None or stage is None or stage in at
    return stage_fits and (state is None or offer_state is None or offer_state in state)
