"""The one table of what may happen to a case: pages, API, the database's check, docs and the core all read it."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.routing.domain import guards as g
from services.routing.domain.case import Case, Offer
from services.routing.domain.guards import Check, Condition
from services.routing.domain.refusals import NotAllowedNow
from services.routing.domain.roles import Addressee, Side
from services.routing.domain.stage import Stage
from services.routing.domain.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row: who may do what to a case in which stage, where it leads, and what must be true."""

    verb: Verb
    since: Stage
    to: Stage
    by: frozenset[Side]
    when: tuple[Condition, ...] = ()
    checks: tuple[Check, ...] = ()


_RUNNING = (
    Stage.RECEIVED,
    Stage.CONFIRMING,
    Stage.WAITING_FOR_PROPOSER,
    Stage.OFFERED,
    Stage.REVIEWING,
    Stage.COORDINATING,
)
# Nobody is held to a proposal: it can be taken back as long as the work is not done.
_WITHDRAWABLE = (*_RUNNING, Stage.IMPLEMENTING)
_BEFORE_AGREEMENT = _RUNNING[:-1]
_ASKED = (Stage.OFFERED, Stage.REVIEWING)
_REOPENABLE = (Stage.DECLINED, Stage.WITHDRAWN, Stage.REFERRED, Stage.MERGED)
_DESK, _PROPOSER, _ADDRESSEE, _CLOCK = (frozenset({side}) for side in Side)


def _rows(
    verb: Verb,
    since: tuple[Stage, ...],
    to: Stage | None,
    by: frozenset[Side],
    when: tuple[Condition, ...] = (),
    checks: tuple[Check, ...] = (),
) -> Iterator[Transition]:
    """Yield one row a stage; *to* None leaves the case in its stage."""
    for stage in since:
        yield Transition(verb=verb, since=stage, to=to or stage, by=by, when=when, checks=checks)


_CONFIRMATION = (
    *_rows(Verb.START, (Stage.RECEIVED,), Stage.CONFIRMING, _DESK),
    *_rows(
        Verb.CONFIRM,
        (Stage.RECEIVED, Stage.CONFIRMING),
        Stage.CONFIRMING,
        _DESK,
        (g.UNCONFIRMED, g.NO_DECLINE_WAITS),
        (g.ABSTRACT, g.CHECKS_DONE),
    ),
    # Asked once more while the answer is awaited: something else is missing, or the day moves.
    *_rows(
        Verb.ASK_COMPLETION,
        (Stage.RECEIVED, Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER),
        Stage.WAITING_FOR_PROPOSER,
        _DESK,
        (g.NO_DECLINE_WAITS,),
        (g.TOLD, g.DUE_AHEAD),
    ),
    *_rows(Verb.RECEIVE_COMPLETION, (Stage.WAITING_FOR_PROPOSER,), Stage.CONFIRMING, _DESK | _PROPOSER),
)
_OFFERING = (
    *_rows(
        Verb.OFFER,
        (Stage.CONFIRMING,),
        Stage.OFFERED,
        _DESK,
        (g.CONFIRMED, g.NO_DECLINE_WAITS),
        (g.RIGHT_BODY, g.LEAD_CLEAR, g.NOT_YET_ASKED, g.DUES_AHEAD),
    ),
    *_rows(
        Verb.OFFER,
        _ASKED,
        None,
        _DESK,
        (g.NO_DECLINE_WAITS,),
        (g.RIGHT_BODY, g.LEAD_CLEAR, g.NOT_YET_ASKED, g.DUES_AHEAD),
    ),
    *_rows(Verb.TAKE_UP, _ASKED, Stage.REVIEWING, _ADDRESSEE, (g.WAS_ASKED, g.UNANSWERED)),
    *_rows(
        Verb.GIVE_VERDICT,
        (Stage.REVIEWING,),
        None,
        _ADDRESSEE,
        (g.WAS_ASKED, g.JUDGEABLE),
        (g.A_VERDICT, g.REASON, g.NEXT_DAY, g.CONDITIONS_SAID, g.REVIEW_DONE),
    ),
    # Whose it is not can be said from the abstract alone; every verdict needs the proposal itself.
    *_rows(Verb.RETURN_OFFER, _ASKED, None, _ADDRESSEE, (g.WAS_ASKED, g.ANSWER_OWED), (g.REASON, g.NAMES_ANOTHER)),
    *_rows(Verb.RECALL_OFFER, _ASKED, None, _DESK, (g.STANDS, g.UNJUDGED), (g.RECALL_REASON,)),
    *_rows(Verb.EXPIRE_OFFER, _ASKED, None, _DESK | _CLOCK, (g.STANDS, g.EXPIRABLE), (g.OVERDUE,)),
    # What an addressee wrote goes to the proposer when the desk lets it go; a yes answers what was asked.
    *_rows(
        Verb.ASK_CONDITIONS,
        (Stage.REVIEWING,),
        None,
        _DESK,
        (g.NO_DECLINE_WAITS, g.CONDITIONS_UNASKED),
        (g.TOLD, g.DUE_AHEAD, g.NOT_IN_CHARGE),
    ),
    *_rows(Verb.ACCEPT_CONDITIONS, (Stage.REVIEWING,), None, _DESK | _PROPOSER, (g.CONDITIONS_WAIT,)),
    *_rows(Verb.REFUSE_CONDITIONS, (Stage.REVIEWING,), None, _DESK | _PROPOSER, (g.CONDITIONS_WAIT,), (g.END_REASON,)),
    *_rows(
        Verb.CLOSE_ROUND,
        (Stage.REVIEWING,),
        Stage.COORDINATING,
        _DESK,
        (g.NO_DECLINE_WAITS, g.ALL_ANSWERED, g.SOMEBODY_WILLING),
        (g.PARTNERS, g.GROUND, g.TOLD, g.OTHERS_TOLD),
    ),
    *_rows(Verb.ASK_QUESTION, _ASKED, None, _ADDRESSEE, (g.WAS_ASKED,), (g.QUESTION,)),
    *_rows(Verb.ANSWER_QUESTION, _ASKED, None, _DESK, (g.QUESTIONS_WAIT,), (g.OPEN_QUESTION, g.ANSWERED)),
)
_ENDING = (
    *_rows(
        Verb.PROPOSE_DECLINE,
        _RUNNING,
        None,
        _DESK,
        (g.NO_DECLINE_WAITS,),
        (g.REFUSAL_GROUND, g.END_REASON, g.TOLD),
    ),
    *_rows(Verb.SEND_BACK_DECLINE, _RUNNING, None, _DESK, (g.DECLINE_WAITS,), (g.END_REASON,)),
    *_rows(Verb.APPROVE_DECLINE, _RUNNING, Stage.DECLINED, _DESK, (g.DECLINE_WAITS,), (g.SECOND_PERSON,)),
    *_rows(
        Verb.DECLINE,
        _RUNNING,
        Stage.DECLINED,
        _DESK,
        (g.NO_DECLINE_WAITS,),
        (g.ALONE, g.REFUSAL_GROUND, g.END_REASON, g.TOLD),
    ),
    *_rows(Verb.REFER, _BEFORE_AGREEMENT, Stage.REFERRED, _DESK, (g.NO_DECLINE_WAITS,), (g.END_REASON, g.TOLD)),
    *_rows(
        Verb.MERGE,
        _BEFORE_AGREEMENT,
        Stage.MERGED,
        _DESK,
        (g.NO_DECLINE_WAITS,),
        (g.INTO_ANOTHER, g.END_REASON, g.TOLD),
    ),
    *_rows(Verb.WITHDRAW, _WITHDRAWABLE, Stage.WITHDRAWN, _DESK | _PROPOSER, (), (g.END_REASON,)),
    *_rows(Verb.REOPEN, _REOPENABLE, Stage.CONFIRMING, _DESK, (), (g.END_REASON,)),
)
# What the clock watches; to be reminded or told that a day has passed leads nowhere.
_WATCHED = _WITHDRAWABLE
_LINKING = (*_rows(Verb.LINK, (*_RUNNING, Stage.IMPLEMENTING), None, _DESK, (), (g.TO_ANOTHER,)),)
_CLOCKS = (
    *_rows(
        Verb.EXTEND,
        (Stage.RECEIVED, Stage.CONFIRMING, *_ASKED, Stage.COORDINATING),
        None,
        _DESK,
        (),
        (g.LATER, g.TOLD),
    ),
    *_rows(Verb.EXTEND_OFFER, _ASKED, None, _DESK, (g.STANDS, g.ANSWER_OWED), (g.OFFER_LATER, g.EXTENSION_REASON)),
    *_rows(Verb.REMIND, _WATCHED, None, _CLOCK, (), (g.STILL_OWED, g.BEFORE_DUE)),
    *_rows(Verb.ESCALATE, _WATCHED, None, _CLOCK, (), (g.STILL_OWED, g.AFTER_DUE)),
    *_rows(Verb.FIND_FORGOTTEN, _WATCHED, None, _CLOCK),
    *_rows(Verb.REPORT_UNREAD, _WATCHED, None, _CLOCK),
)

# People talk in every stage, and after the end: nothing of it moves the case.
_ALWAYS = (*_WITHDRAWABLE, *_REOPENABLE)
_DIALOGUE = (
    *_rows(Verb.WRITE_NOTE, _ALWAYS, None, _DESK | _ADDRESSEE | _PROPOSER, (), (g.SOMETHING_WRITTEN, g.OWN_CIRCLE)),
    *_rows(Verb.TELL_PROPOSER, _ALWAYS, None, _DESK, (), (g.TOLD, g.ALONE, g.RESULT_THERE)),
    *_rows(Verb.DRAFT_NOTE, _ALWAYS, None, _DESK, (g.NO_NOTE_WAITS,), (g.TOLD, g.RESULT_THERE)),
    *_rows(Verb.SEND_BACK_NOTE, _ALWAYS, None, _DESK, (g.NOTE_WAITS,), (g.END_REASON,)),
    *_rows(Verb.RELEASE_NOTE, _ALWAYS, None, _DESK, (g.NOTE_WAITS,), (g.SECOND_READER,)),
    *_rows(Verb.HANDLE_REPLY, _ALWAYS, None, _DESK, (), (g.REPLY_WAITS,)),
    *_rows(Verb.RECORD_MEETING, _ALWAYS, None, _DESK | _ADDRESSEE, (), (g.MINUTES, g.TOOK_PLACE, g.HAS_THE_CASE)),
)

TABLE: tuple[Transition, ...] = (*_CONFIRMATION, *_OFFERING, *_ENDING, *_LINKING, *_CLOCKS, *_DIALOGUE)
# Which stage may follow which; the database's own check is made from the same pairs (see the migration's test).
STAGE_CHANGES: frozenset[tuple[Stage, Stage]] = frozenset(
    (row.since, row.to) for row in TABLE if row.since is not row.to
)
_BY_VERB_AND_STAGE = {(row.verb, row.since): row for row in TABLE}


def row_for(verb: Verb, stage: Stage) -> Transition:
    """Return the row by which *verb* is done in *stage*; raise NotAllowedNow where there is none."""
    try:
        return _BY_VERB_AND_STAGE[verb, stage]
    except KeyError as error:
        raise NotAllowedNow from error


def permitted(case: Case, side: Side, addressee: Addressee | None = None) -> frozenset[Verb]:
    """Return what *side* may ask of the case as it stands; an addressee asks of its own offer only."""
    return frozenset(
        row.verb
        for row in TABLE
        if row.since is case.stage
        and side in row.by
        and any(all(condition.holds(case, offer) for condition in row.when) for offer in _meant(case, side, addressee))
    )


def _meant(case: Case, side: Side, addressee: Addressee | None) -> tuple[Offer | None, ...]:
    if side is Side.ADDRESSEE:
        return () if addressee is None else (case.offer_of(addressee),)
    return (None, *case.of_this_round)
