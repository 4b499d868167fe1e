"""The one table of what may happen to a case: pages, API, the database's check, docs and the core all read it."""

from services.routing.domain import guards as g
from services.routing.domain.case import Case, Offer
from services.routing.domain.coordination_rows import COORDINATION
from services.routing.domain.municipal_rows import JOINING
from services.routing.domain.refusals import NotAllowedNow
from services.routing.domain.roles import Addressee, Side
from services.routing.domain.stage import Stage
from services.routing.domain.transition import ADDRESSEE, CLOCK, DESK, MUNICIPALITY, PROPOSER, Transition, rows
from services.routing.domain.verbs import Verb

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

_CONFIRMATION = (
    *rows(Verb.START, (Stage.RECEIVED,), Stage.CONFIRMING, DESK),
    *rows(
        Verb.CONFIRM,
        (Stage.RECEIVED, Stage.CONFIRMING),
        Stage.CONFIRMING,
        DESK,
        (g.UNCONFIRMED, g.NO_DECLINE_WAITS),
        (g.ABSTRACT, g.CHECKS_DONE),
    ),
    # Asked once more while the answer is awaited: something else is missing, or the day moves.
    *rows(
        Verb.ASK_COMPLETION,
        (Stage.RECEIVED, Stage.CONFIRMING, Stage.WAITING_FOR_PROPOSER),
        Stage.WAITING_FOR_PROPOSER,
        DESK,
        (g.NO_DECLINE_WAITS,),
        (g.TOLD, g.DUE_AHEAD),
    ),
    *rows(Verb.RECEIVE_COMPLETION, (Stage.WAITING_FOR_PROPOSER,), Stage.CONFIRMING, DESK | PROPOSER),
)
_OFFERING = (
    *rows(
        Verb.OFFER,
        (Stage.CONFIRMING,),
        Stage.OFFERED,
        DESK,
        (g.CONFIRMED, g.NO_DECLINE_WAITS),
        (g.RIGHT_BODY, g.LEAD_CLEAR, g.NOT_YET_ASKED, g.DUES_AHEAD),
    ),
    *rows(
        Verb.OFFER,
        _ASKED,
        None,
        DESK,
        (g.NO_DECLINE_WAITS,),
        (g.RIGHT_BODY, g.LEAD_CLEAR, g.NOT_YET_ASKED, g.DUES_AHEAD),
    ),
    *rows(Verb.TAKE_UP, _ASKED, Stage.REVIEWING, ADDRESSEE, (g.WAS_ASKED, g.UNANSWERED)),
    *rows(
        Verb.GIVE_VERDICT,
        (Stage.REVIEWING,),
        None,
        ADDRESSEE,
        (g.WAS_ASKED, g.JUDGEABLE),
        (g.A_VERDICT, g.REASON, g.NEXT_DAY, g.CONDITIONS_SAID, g.REVIEW_DONE),
    ),
    # Whose it is not can be said from the abstract alone; every verdict needs the proposal itself.
    *rows(Verb.RETURN_OFFER, _ASKED, None, ADDRESSEE, (g.WAS_ASKED, g.ANSWER_OWED), (g.REASON, g.NAMES_ANOTHER)),
    *rows(Verb.RECALL_OFFER, _ASKED, None, DESK, (g.STANDS, g.UNJUDGED), (g.RECALL_REASON,)),
    # Also after the round: who was asked reads there how it ended, and what follows.
    *rows(Verb.SEND_ANEW, (*_ASKED, Stage.COORDINATING, Stage.IMPLEMENTING), None, DESK, (g.STANDS,)),
    *rows(Verb.EXPIRE_OFFER, _ASKED, None, DESK | CLOCK, (g.STANDS, g.EXPIRABLE), (g.OVERDUE,)),
    # What an addressee wrote goes to the proposer when the desk lets it go; a yes answers what was asked.
    *rows(
        Verb.ASK_CONDITIONS,
        (Stage.REVIEWING,),
        None,
        DESK,
        (g.NO_DECLINE_WAITS, g.CONDITIONS_UNASKED),
        (g.TOLD, g.DUE_AHEAD),
    ),
    *rows(Verb.ACCEPT_CONDITIONS, (Stage.REVIEWING,), None, DESK | PROPOSER, (g.CONDITIONS_WAIT,)),
    *rows(Verb.REFUSE_CONDITIONS, (Stage.REVIEWING,), None, DESK | PROPOSER, (g.CONDITIONS_WAIT,), (g.END_REASON,)),
    *rows(
        Verb.CLOSE_ROUND,
        (Stage.REVIEWING,),
        Stage.COORDINATING,
        DESK,
        (g.NO_DECLINE_WAITS, g.ALL_ANSWERED, g.SOMEBODY_WILLING),
        (g.PARTNERS, g.GROUND, g.TOLD, g.OTHERS_TOLD),
    ),
    *rows(Verb.ASK_QUESTION, _ASKED, None, ADDRESSEE, (g.WAS_ASKED,), (g.QUESTION,)),
    *rows(Verb.ANSWER_QUESTION, _ASKED, None, DESK, (g.QUESTIONS_WAIT,), (g.OPEN_QUESTION, g.ANSWERED)),
)
_ENDING = (
    *rows(
        Verb.PROPOSE_DECLINE,
        _RUNNING,
        None,
        DESK,
        (g.NO_DECLINE_WAITS,),
        (g.REFUSAL_GROUND, g.END_REASON, g.TOLD),
    ),
    *rows(Verb.SEND_BACK_DECLINE, _RUNNING, None, DESK, (g.DECLINE_WAITS,), (g.END_REASON,)),
    *rows(Verb.APPROVE_DECLINE, _RUNNING, Stage.DECLINED, DESK, (g.DECLINE_WAITS,), (g.SECOND_PERSON,)),
    *rows(
        Verb.DECLINE,
        _RUNNING,
        Stage.DECLINED,
        DESK,
        (g.NO_DECLINE_WAITS,),
        (g.ALONE, g.REFUSAL_GROUND, g.END_REASON, g.TOLD),
    ),
    *rows(Verb.REFER, _BEFORE_AGREEMENT, Stage.REFERRED, DESK, (g.NO_DECLINE_WAITS,), (g.END_REASON, g.TOLD)),
    *rows(
        Verb.MERGE,
        _BEFORE_AGREEMENT,
        Stage.MERGED,
        DESK,
        (g.NO_DECLINE_WAITS,),
        (g.INTO_ANOTHER, g.END_REASON, g.TOLD),
    ),
    *rows(Verb.WITHDRAW, _WITHDRAWABLE, Stage.WITHDRAWN, DESK | PROPOSER, (), (g.END_REASON,)),
    *rows(Verb.REOPEN, _REOPENABLE, Stage.CONFIRMING, DESK, (), (g.END_REASON,)),
)
# What the clock watches; to be reminded or told that a day has passed leads nowhere.
_WATCHED = _WITHDRAWABLE
_LINKABLE = (*_WITHDRAWABLE, Stage.COMPLETED, *_REOPENABLE)
_LINKING = (
    *rows(Verb.LINK, _LINKABLE, None, DESK, (), (g.TO_ANOTHER, g.IN_ORDER)),
    *rows(Verb.UNLINK, _LINKABLE, None, DESK, (), (g.LINK_STANDS, g.END_REASON)),
)
_CLOCKS = (
    *rows(
        Verb.EXTEND,
        (Stage.RECEIVED, Stage.CONFIRMING, *_ASKED, Stage.COORDINATING),
        None,
        DESK,
        (),
        (g.LATER, g.TOLD),
    ),
    *rows(Verb.EXTEND_OFFER, _ASKED, None, DESK, (g.STANDS, g.ANSWER_OWED), (g.OFFER_LATER, g.EXTENSION_REASON)),
    *rows(Verb.REMIND, _WATCHED, None, CLOCK, (), (g.STILL_OWED, g.BEFORE_DUE)),
    *rows(Verb.ESCALATE, _WATCHED, None, CLOCK, (), (g.STILL_OWED, g.AFTER_DUE)),
    *rows(Verb.FIND_FORGOTTEN, _WATCHED, None, CLOCK),
    *rows(Verb.REPORT_UNREAD, _WATCHED, None, CLOCK),
)

# People talk in every stage, and after the end: nothing of it moves the case.
_ALWAYS = (*_WITHDRAWABLE, Stage.COMPLETED, *_REOPENABLE)
_DIALOGUE = (
    *rows(
        Verb.WRITE_NOTE,
        _ALWAYS,
        None,
        DESK | ADDRESSEE | PROPOSER | MUNICIPALITY,
        (),
        (g.SOMETHING_WRITTEN, g.OWN_CIRCLE),
    ),
    *rows(Verb.TELL_PROPOSER, _ALWAYS, None, DESK, (), (g.TOLD, g.ALONE, g.RESULT_THERE)),
    *rows(Verb.DRAFT_NOTE, _ALWAYS, None, DESK, (g.NO_NOTE_WAITS,), (g.TOLD, g.RESULT_THERE)),
    *rows(Verb.SEND_BACK_NOTE, _ALWAYS, None, DESK, (g.NOTE_WAITS,), (g.END_REASON,)),
    *rows(Verb.RELEASE_NOTE, _ALWAYS, None, DESK, (g.NOTE_WAITS,), (g.SECOND_READER,)),
    # What leaves the office in an act of its own waits as a whole; once released it goes its own row.
    *rows(Verb.HOLD_ACT, _ALWAYS, None, DESK, (g.NO_ACT_WAITS,)),
    *rows(Verb.RELEASE_ACT, _ALWAYS, None, DESK, (g.ACT_WAITS,), (g.SECOND_HAND,)),
    *rows(Verb.SEND_BACK_ACT, _ALWAYS, None, DESK, (g.ACT_WAITS,), (g.END_REASON,)),
    *rows(Verb.HANDLE_REPLY, _ALWAYS, None, DESK, (), (g.REPLY_WAITS,)),
    *rows(Verb.RECORD_MEETING, _ALWAYS, None, DESK | ADDRESSEE, (), (g.MINUTES, g.TOOK_PLACE, g.HAS_THE_CASE)),
)

TABLE: tuple[Transition, ...] = (
    *_CONFIRMATION,
    *_OFFERING,
    *COORDINATION,
    *_ENDING,
    *_LINKING,
    *_CLOCKS,
    *_DIALOGUE,
    *JOINING,
)
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
