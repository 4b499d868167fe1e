from dataclasses import replace
from functools import reduce
from uuid import UUID, uuid4

import pytest

from services.routing.domain.case import Case
from services.routing.domain.commands import Command, GiveVerdict
from services.routing.domain.decide import decide
from services.routing.domain.dialogue_commands import (
    DraftNote,
    HandleReply,
    RecordMeeting,
    ReleaseNote,
    SendBackNote,
    TellProposer,
    WriteNote,
)
from services.routing.domain.evolve import evolve
from services.routing.domain.refusals import (
    ConditionsMissing,
    EndWithoutReason,
    MeetingAhead,
    MinutesMissing,
    NoResultYet,
    NotAllowedNow,
    NoteWaits,
    NothingWritten,
    NotWithYou,
    NotYourCircle,
    ReplyNotWaiting,
    ReviewIncomplete,
    SecondPersonNeeded,
    WordsToProposerMissing,
)
from services.routing.domain.stage import OfferState, Stage
from shared.errors import DeskError
from shared.events import NoteAbout, NoteCircle, NoteToProposerReleased, Verdict
from tests.routing.cases import DUE, OFFICER, TODAY, case_at, offer_to

OTHER = UUID("01936f2a-7c00-7000-8000-000000000002")
NOTE = UUID("01936f2a-7c00-7000-8000-000000000003")


def reviewed() -> Case:
    taken, judged = offer_to("shinrin", OfferState.TAKEN_UP, lead=True), offer_to("kanko", OfferState.JUDGED)
    asked = offer_to("kotsu")
    return case_at(Stage.REVIEWING, taken, replace(judged, verdict=Verdict.VIABLE), asked)


def after(case: Case, command: Command) -> Case:
    return reduce(evolve, decide(case, command), case)


def draft(about: NoteAbout = NoteAbout.MESSAGE) -> DraftNote:
    return DraftNote(officer=OFFICER, note_id=NOTE, about=about)


def test_what_waits_leaves_once_and_only_by_another_person() -> None:
    waiting = after(reviewed(), draft(NoteAbout.RESULT))

    with pytest.raises(SecondPersonNeeded):
        decide(waiting, ReleaseNote(officer=OFFICER, alone_allowed=False))
    released = decide(waiting, ReleaseNote(officer=OTHER, alone_allowed=False))
    gone = reduce(evolve, released, waiting)

    assert released == [
        NoteToProposerReleased(receipt="R8-0012", note_id=NOTE, about=NoteAbout.RESULT, by_one=False),
    ]
    assert gone.waiting_note is None
    with pytest.raises(NotAllowedNow):
        decide(gone, ReleaseNote(officer=OTHER, alone_allowed=False))


def test_where_one_person_may_do_both_the_fact_says_so() -> None:
    waiting = after(reviewed(), draft())

    (released,) = decide(waiting, ReleaseNote(officer=OFFICER, alone_allowed=True))

    assert released == NoteToProposerReleased(receipt="R8-0012", note_id=NOTE, about=NoteAbout.MESSAGE, by_one=True)


def test_what_is_sent_back_leaves_room_for_the_next_draft() -> None:
    waiting = after(reviewed(), draft())

    with pytest.raises(NoteWaits):
        decide(waiting, draft())
    sent_back = after(waiting, SendBackNote(officer=OTHER, reason_id=uuid4()))

    assert sent_back.waiting_note is None
    assert decide(sent_back, draft())


def test_what_is_told_at_once_leaves_a_waiting_note_where_it_is() -> None:
    waiting = after(reviewed(), draft())

    told = after(waiting, TellProposer(note_id=uuid4(), about=NoteAbout.MESSAGE, needs_second=False))

    assert told.waiting_note == waiting.waiting_note


REFUSED: dict[type[DeskError], Command] = {
    WordsToProposerMissing: TellProposer(note_id=None, about=NoteAbout.MESSAGE, needs_second=False),
    SecondPersonNeeded: TellProposer(note_id=NOTE, about=NoteAbout.MESSAGE, needs_second=True),
    NotAllowedNow: SendBackNote(officer=OTHER, reason_id=NOTE),
    NothingWritten: WriteNote(note_id=None, circle=NoteCircle.DESK),
    ReplyNotWaiting: HandleReply(reply_id=NOTE, waiting=False),
    MinutesMissing: RecordMeeting(minutes_id=None, day=TODAY, today=TODAY, with_proposer=True),
    MeetingAhead: RecordMeeting(minutes_id=NOTE, day=DUE, today=TODAY, with_proposer=True),
    NotWithYou: RecordMeeting(minutes_id=NOTE, day=TODAY, today=TODAY, with_proposer=True, department="kotsu"),
    ConditionsMissing: GiveVerdict(
        department="shinrin", verdict=Verdict.CONDITIONAL, reason_id=NOTE, today=TODAY, next_day=None
    ),
    ReviewIncomplete: GiveVerdict(
        department="shinrin", verdict=Verdict.VIABLE, reason_id=NOTE, today=TODAY, open_fields=("budget",)
    ),
}


@pytest.mark.parametrize("refusal", REFUSED)
def test_each_guard_refuses_with_its_own_words(refusal: type[DeskError]) -> None:
    with pytest.raises(refusal):
        decide(reviewed(), REFUSED[refusal])


def test_a_note_is_not_sent_back_without_a_reason() -> None:
    with pytest.raises(EndWithoutReason):
        decide(after(reviewed(), draft()), SendBackNote(officer=OTHER, reason_id=None))


def test_a_result_can_be_told_only_when_somebody_judged() -> None:
    nobody = case_at(Stage.REVIEWING, offer_to("shinrin", OfferState.TAKEN_UP, lead=True))

    with pytest.raises(NoResultYet):
        decide(nobody, draft(NoteAbout.RESULT))
    assert decide(reviewed(), draft(NoteAbout.RESULT))


WRITERS = {
    "desk": (None, {NoteCircle.DESK, NoteCircle.OFFICE}),
    "took it up": ("shinrin", {NoteCircle.OFFICE}),
    "judged": ("kanko", {NoteCircle.OFFICE}),
    "only asked": ("kotsu", set()),
    "proposes": ("nourin", {NoteCircle.PROPOSING}),
    "never asked": ("zaisei", set()),
}


@pytest.mark.parametrize("circle", NoteCircle)
@pytest.mark.parametrize("who", WRITERS)
def test_everybody_writes_only_to_their_own_circle(who: str, circle: NoteCircle) -> None:
    department, circles = WRITERS[who]
    note = WriteNote(note_id=NOTE, circle=circle, department=department)
    case = replace(reviewed(), proposing="nourin")

    if circle in circles:
        assert decide(case, note)
        return
    with pytest.raises(NotYourCircle):
        decide(case, note)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.COMPLETED])
def test_talk_moves_no_case_out_of_its_stage(stage: Stage) -> None:
    case = case_at(stage)

    for command in (
        WriteNote(note_id=NOTE, circle=NoteCircle.DESK),
        TellProposer(note_id=NOTE, about=NoteAbout.MESSAGE, needs_second=False),
        draft(),
        HandleReply(reply_id=NOTE, waiting=True),
        RecordMeeting(minutes_id=NOTE, day=TODAY, today=TODAY, with_proposer=False, next_day=DUE),
    ):
        assert after(case, command).stage is stage
