"""Facts of routing about calls (募集): how one is drafted, checked, applied to, scored, decided and concluded.

What everybody sees of it is told by `call.published.v1`; the words are documents.
"""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.base import Code, Fact, Receipt

Points = Annotated[int, Field(ge=0)]


class _OfCall(Fact):
    """What every fact about a call has in common."""

    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "call"


class _Drafted(_OfCall):
    """What is drafted of a call: its words, its days, and how much each criterion weighs."""

    text_id: UUID
    opens_on: date
    closes_on: date
    review_by: date
    # By when those who apply hear of the result; None: the usual time after the last day.
    results_by: date | None = None
    weights: tuple[Annotated[int, Field(ge=1)], ...] = ()
    most_points: Annotated[int, Field(ge=1)] = 5


class CallBegun(_Drafted):
    """A call is drafted by a department, or by the desk; a reverse call is that of the party named."""

    type: ClassVar[str] = "call.begun.v1"

    number: Receipt
    department: Code | None = None
    reverse: bool = False
    party_id: UUID | None = None


class CallRevised(_Drafted):
    """The draft of a call says something else now."""

    type: ClassVar[str] = "call.revised.v1"


class CallSubmitted(_OfCall):
    """The draft waits for the desk to check it."""

    type: ClassVar[str] = "call.submitted.v1"

    number: Receipt
    officer: UUID


class CallSentBack(_OfCall):
    """The desk wants something changed before the call is published."""

    type: ClassVar[str] = "call.sent_back.v1"

    number: Receipt
    department: Code | None = None
    reason_id: UUID


class CallDiscarded(_OfCall):
    """A call that was never published is not pursued."""

    type: ClassVar[str] = "call.discarded.v1"

    reason_id: UUID


class CallAnswerPublished(_OfCall):
    """A question about a call was answered for everybody."""

    type: ClassVar[str] = "call.answer_published.v1"

    answer_id: UUID


class CallExtended(_OfCall):
    """A call takes applications until a later day."""

    type: ClassVar[str] = "call.extended.v1"

    closes_on: date
    results_by: date | None = None
    reason_id: UUID


class CallReviewed(_OfCall):
    """The department looked whether a published call still stands as it is; it looks again by another day."""

    type: ClassVar[str] = "call.reviewed.v1"

    review_by: date


class CallClosed(_OfCall):
    """A call takes no more applications: its day has passed, or it was closed early for a reason."""

    type: ClassVar[str] = "call.closed.v1"

    number: Receipt
    department: Code | None = None
    applications: Annotated[int, Field(ge=0)]
    reason_id: UUID | None = None
    # The day of an early end.
    closed_on: date | None = None


class ApplicationLinked(_OfCall):
    """A proposal is an application to the call; *by_hand* says that the desk linked it."""

    type: ClassVar[str] = "call.application_linked.v1"

    # Of the call; None in what was told before it was named.
    number: Receipt | None = None
    receipt: Receipt
    case_id: UUID
    by_hand: bool = False


class ApplicationUnlinked(_OfCall):
    """A proposal is no application to the call after all."""

    type: ClassVar[str] = "call.application_unlinked.v1"

    receipt: Receipt
    reason_id: UUID


class ApplicationScreened(_OfCall):
    """An application meets what the call asks of everybody, or does not."""

    type: ClassVar[str] = "call.application_screened.v1"

    receipt: Receipt
    passed: bool
    reason_id: UUID | None = None


class ApplicationScored(_OfCall):
    """One person gave an application points, one number a criterion; what they gave before is replaced."""

    type: ClassVar[str] = "call.application_scored.v1"

    receipt: Receipt
    scorer: UUID
    points: tuple[Points, ...]
    comment_id: UUID | None = None


class CallDecided(_OfCall):
    """Which applications are adopted and which are not; nobody is told before the results are released.

    What came late is decided by a fact of its own, which names what was not decided before.
    """

    type: ClassVar[str] = "call.decided.v1"

    officer: UUID
    adopted: tuple[Receipt, ...]
    not_adopted: tuple[Receipt, ...]
    # The reason for each application, in one document.
    reasons_id: UUID


class CallDecisionTakenBack(_OfCall):
    """What was decided and not released is decided anew."""

    type: ClassVar[str] = "call.decision_taken_back.v1"

    reason_id: UUID


class CallResultsReleased(_OfCall):
    """Who applied is told the result; *untold* are those for whom that could not be done, to be repeated.

    *by_one* says that one person decided and released what the rules leave to two.
    """

    type: ClassVar[str] = "call.results_released.v1"

    officer: UUID
    by_one: bool = False
    told: tuple[Receipt, ...]
    untold: tuple[Receipt, ...] = ()


class CallConcluded(_OfCall):
    """A call is over: how many applied, and how many were adopted."""

    type: ClassVar[str] = "call.concluded.v1"

    outcome_id: UUID
    received: Annotated[int, Field(ge=0)]
    adopted: Annotated[int, Field(ge=0)]
