"""Which documents of the office a reader of a case opens: what was judged, what was told, what stays inside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.storage.queries import HistoryLine, OfferLine
from shared import events as e
from shared.access.policy import Action
from shared.events import NoteCircle

# The facts whose note the proposer reads; what was only drafted is told to nobody.
TOLD: Final = frozenset(
    {
        e.CompletionAsked.type,
        e.ConditionsAsked.type,
        e.CaseExtended.type,
        e.RoundClosed.type,
        e.CaseDeclined.type,
        e.CaseReferred.type,
        e.CaseMerged.type,
        e.CaseReopened.type,
        e.ImplementationStarted.type,
        e.CaseCompleted.type,
        e.NoteToProposerReleased.type,
    }
)


# What was said to a municipality and by it stays between it, the desk and the department that leads.
_OF_MEMBERS: Final = frozenset({e.MunicipalityInvited.type, e.MunicipalityDeclined.type, e.MunicipalityLeft.type})


def may_read_note(data: Mapping[str, Any], case: Case, may: frozenset[Action], department: str | None) -> bool:
    """Tell whether a reader may open a note that stays inside, as its fact says for whom it is."""
    match NoteCircle(data["circle"]):
        case NoteCircle.DESK:
            return Action.PROPOSER_TELL in may
        case NoteCircle.OFFICE:
            return Action.NOTE_SEE in may
        case NoteCircle.PROPOSING:
            return Action.PROPOSER_TELL in may or (department is not None and department == case.proposing)
        case NoteCircle.MUNICIPALITY:
            # The desk and the department that leads, who may invite it, too.
            return Action.MUNICIPALITY_INVITE in may or department == data.get("municipality")


_SENT_BACK: Final = frozenset({e.NoteSentBack.type, e.ActSentBack.type})
_INNER: Final = _OF_MEMBERS | _SENT_BACK


def _may_read_inner(line: HistoryLine, may: frozenset[Action], department: str | None) -> bool:
    if line.type in _SENT_BACK:
        return Action.PROPOSER_TELL in may
    return Action.MUNICIPALITY_INVITE in may or department == line.data["municipality"]


def documents_read(
    case: Case,
    offers: Sequence[OfferLine],
    history: Iterable[HistoryLine],
    may: frozenset[Action],
    department: str | None,
) -> frozenset[UUID]:
    """Return the documents the page shows this reader: of the *offers* that are shown, and of what was said."""
    of_offers = (found for one in offers for found in _of_offer(one) if found)
    shown = {str(one.offer_id) for one in offers}
    of_history = (found for line in history for found in _named(line, case, shown, may, department))
    return frozenset((*of_offers, *of_history, *_waiting(case, may)))


def _waiting(case: Case, may: frozenset[Action]) -> Iterator[UUID]:
    if Action.PROPOSER_TELL in may:
        yield from (one.note_id for one in (case.waiting_note,) if one)
        yield from (one.content_id for one in (case.held,) if one)


def _of_offer(one: OfferLine) -> tuple[UUID | None, ...]:
    return one.note_id, one.reason_id, one.conditions_id, one.review_id


def _named(
    line: HistoryLine, case: Case, offers: set[str], may: frozenset[Action], department: str | None
) -> Iterator[UUID]:
    data = line.data
    names: tuple[str, ...] = ()
    if line.type == e.RoundClosed.type:
        # Why it is fair is for who answers for it.
        names = ("note_id", "ground_id") if Action.CASE_SEE_ALL_VERDICTS in may else ("note_id",)
    elif line.type in TOLD or (line.type == e.NoteWritten.type and may_read_note(data, case, may, department)):
        names = ("note_id",)
    elif line.type in _INNER and _may_read_inner(line, may, department):
        names = ("note_id", "content_id", "reason_id")
    elif line.type == e.MeetingRecorded.type and Action.NOTE_SEE in may:
        names = ("minutes_id",)
    elif line.type in {e.VerdictGiven.type, e.ConditionsRefused.type} and data.get("offer_id") in offers:
        names = ("reason_id", "conditions_id", "review_id")
    for name in names:
        if data.get(name):
            yield UUID(data[name])
