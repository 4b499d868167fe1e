"""The table of calls: what may be done in which state, and what each fact changes."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from services.routing.domain.ledger.book import Book, Born, Row
from services.routing.domain.ledger.calls.call import Application, Call, CallState, Score
from shared.events import call as f
from shared.events import public
from shared.events.base import Fact
from shared.events.ledger import LedgerKind

_DRAFT, _CHECKING = (CallState.DRAFT,), (CallState.CHECKING,)
_OPEN, _CLOSED = (CallState.PUBLISHED,), (CallState.CLOSED,)
_JUDGING: Final = (*_OPEN, *_CLOSED)
_AFTER: Final = (CallState.DECIDED, CallState.RELEASED)


def _some_undecided(call: Call) -> bool:
    return bool(call.undecided)


def _some_untold(call: Call) -> bool:
    return bool(call.untold)


ROWS: Final = (
    Row("revise", _DRAFT),
    Row("submit", _DRAFT, CallState.CHECKING),
    Row("send-back", _CHECKING, CallState.DRAFT),
    Row("publish", _CHECKING, CallState.PUBLISHED),
    Row("discard", (*_DRAFT, *_CHECKING), CallState.DISCARDED),
    Row("publish-answer", _JUDGING),
    Row("review", _OPEN),
    Row("extend", _OPEN),
    Row("close", _OPEN, CallState.CLOSED),
    # What the desk takes in late, a letter that lay somewhere, is judged as the others were.
    Row("link-application", (*_JUDGING, *_AFTER)),
    Row("unlink-application", _JUDGING),
    Row("unlink-application", _AFTER, when=_some_undecided),
    Row("screen", _JUDGING),
    Row("screen", _AFTER, when=_some_undecided),
    Row("score", _JUDGING),
    Row("score", _AFTER, when=_some_undecided),
    Row("decide", _CLOSED, CallState.DECIDED, when=_some_undecided),
    Row("decide", _AFTER, when=_some_undecided),
    Row("take-back-decision", (CallState.DECIDED,), CallState.CLOSED),
    Row("take-back-decision", (CallState.RELEASED,), when=_some_untold),
    # Again, for those who could not be told the first time, and for those that came late.
    Row("release", _AFTER, CallState.RELEASED, when=_some_untold),
    Row("conclude", (*_CLOSED, CallState.RELEASED), CallState.CONCLUDED),
    Row("withdraw", _JUDGING, CallState.WITHDRAWN),
)


def _begin(born: Born, first: f.CallBegun) -> Call:
    return Call(
        item_id=born.item_id,
        desk_id=born.desk_id,
        number=born.number,
        state=CallState.DRAFT,
        departments=frozenset() if first.department is None else frozenset({first.department}),
        lead=first.department,
        text_id=first.text_id,
        opens_on=first.opens_on,
        closes_on=first.closes_on,
        review_by=first.review_by,
        results_by=first.results_by,
        weights=first.weights,
        most_points=first.most_points,
        reverse=first.reverse,
        party_id=first.party_id,
    )


def _revised(call: Call, fact: f.CallRevised) -> Call:
    return replace(
        call,
        text_id=fact.text_id,
        opens_on=fact.opens_on,
        closes_on=fact.closes_on,
        review_by=fact.review_by,
        results_by=fact.results_by,
        weights=fact.weights,
        most_points=fact.most_points,
    )


def _published(call: Call, _: public.CallPublished) -> Call:
    # Everybody is told anew whenever something of it changes; only the first time it begins to run.
    return replace(call, state=CallState.PUBLISHED) if call.state == CallState.CHECKING else call


def _closed(call: Call, fact: f.CallClosed) -> Call:
    return replace(call, state=CallState.CLOSED, closed_early=fact.reason_id is not None, closed_on=fact.closed_on)


def _extended(call: Call, fact: f.CallExtended) -> Call:
    return replace(call, closes_on=fact.closes_on, results_by=fact.results_by or call.results_by)


def _linked(call: Call, fact: f.ApplicationLinked) -> Call:
    new = Application(receipt=fact.receipt, case_id=fact.case_id)
    return replace(call, applications=_with(call.applications, new), cases=call.cases | {fact.case_id})


def _unlinked(call: Call, fact: f.ApplicationUnlinked) -> Call:
    gone = call.applications[fact.receipt]
    left = {receipt: one for receipt, one in call.applications.items() if receipt != fact.receipt}
    return replace(call, applications=MappingProxyType(left), cases=call.cases - {gone.case_id})


def _screened(call: Call, fact: f.ApplicationScreened) -> Call:
    return _changed(call, replace(call.applications[fact.receipt], passed=fact.passed, reason_id=fact.reason_id))


def _scored(call: Call, fact: f.ApplicationScored) -> Call:
    before = call.applications[fact.receipt]
    given = Score(points=fact.points, comment_id=fact.comment_id)
    return _changed(call, replace(before, scores=MappingProxyType({**before.scores, fact.scorer: given})))


def _decided(call: Call, fact: f.CallDecided) -> Call:
    said = dict.fromkeys(fact.adopted, True) | dict.fromkeys(fact.not_adopted, False)
    after = {
        receipt: replace(
            call.applications[receipt], adopted=adopted, decided_by=fact.officer, reasons_id=fact.reasons_id
        )
        for receipt, adopted in said.items()
    }
    return replace(
        call,
        # What is decided late leaves the call where it is.
        state=CallState.DECIDED if call.state == CallState.CLOSED else call.state,
        applications=MappingProxyType({**call.applications, **after}),
    )


def _taken_back(call: Call, _: f.CallDecisionTakenBack) -> Call:
    open_again = {
        one.receipt: replace(one, adopted=None, decided_by=None, reasons_id=None)
        for one in call.applications.values()
        if not one.told
    }
    return replace(
        call,
        state=CallState.CLOSED if call.state == CallState.DECIDED else call.state,
        applications=MappingProxyType({**call.applications, **open_again}),
    )


def _released(call: Call, fact: f.CallResultsReleased) -> Call:
    told = {receipt: replace(call.applications[receipt], told=True) for receipt in fact.told}
    return replace(call, state=CallState.RELEASED, applications=MappingProxyType({**call.applications, **told}))


def _changed(call: Call, one: Application) -> Call:
    return replace(call, applications=_with(call.applications, one))


def _with(applications: Mapping[str, Application], one: Application) -> Mapping[str, Application]:
    return MappingProxyType({**applications, one.receipt: one})


def _ended(state: CallState) -> Any:
    return lambda call, _: replace(call, state=state)


_CHANGES: Final[dict[type[Fact], Any]] = {
    f.CallRevised: _revised,
    f.CallSubmitted: lambda call, fact: replace(call, state=CallState.CHECKING, submitted_by=fact.officer),
    f.CallSentBack: _ended(CallState.DRAFT),
    f.CallDiscarded: _ended(CallState.DISCARDED),
    public.CallPublished: _published,
    public.CallWithdrawn: _ended(CallState.WITHDRAWN),
    f.CallAnswerPublished: lambda call, fact: replace(call, answers=(*call.answers, fact.answer_id)),
    f.CallExtended: _extended,
    f.CallReviewed: lambda call, fact: replace(call, review_by=fact.review_by),
    f.CallClosed: _closed,
    f.ApplicationLinked: _linked,
    f.ApplicationUnlinked: _unlinked,
    f.ApplicationScreened: _screened,
    f.ApplicationScored: _scored,
    f.CallDecided: _decided,
    f.CallDecisionTakenBack: _taken_back,
    f.CallResultsReleased: _released,
    f.CallConcluded: lambda call, fact: replace(call, state=CallState.CONCLUDED, outcome_id=fact.outcome_id),
}

BOOK: Final[Book[Call]] = Book(kind=LedgerKind.CALL, begin=_begin, changes=_CHANGES, rows=ROWS)
