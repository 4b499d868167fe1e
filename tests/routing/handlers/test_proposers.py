"""What the proposer did reaches the case, whenever and however often it is told."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.routing.domain.coordination_refusals import MissingUnsaid, TodoDayPassed
from services.routing.domain.stage import Stage
from services.routing.domain.task import TaskState
from services.routing.handlers.proposers import (
    CaseNotThereYet,
    answer_conditions,
    receive_completion,
    report_todo,
    withdraw_case,
)
from shared.events import (
    Attached,
    CompletionReceived,
    ConditionsAnswered,
    Fact,
    NoteOpened,
    NoteWritten,
    OwedBy,
    ProposalWithdrawn,
    Recorded,
    ReplyReceived,
    TodoAnswered,
    TodoFinished,
    TodoReported,
    TodoSentBack,
    Verdict,
)
from tests.routing.conftest import FOREST, NOW, House
from tests.routing.ending import COMPLETION, at, conditions_asked, coordinating, do, judged, look

LATER = NOW + timedelta(hours=1)


async def telling(house: House, fact: Fact, **changes: Any) -> Recorded[Any]:
    """Return the fact as intake tells it of the case's proposal."""
    told: Recorded[Any] = house.told((await look(house)).proposal_id)
    return replace(told, id=uuid4(), fact=fact, occurred_at=LATER, actor="door.page", **changes)


def reply(*, confirmed: bool = True, after: timedelta = timedelta(minutes=5)) -> ReplyReceived:
    return ReplyReceived(
        reply_id=uuid4(),
        raw_id=uuid4(),
        receipt="R8-0012",
        confirmed=confirmed,
        attached=Attached.ADDRESS,
        received_at=NOW + after,
    )


async def heard(house: House, fact: Fact) -> Stage:
    told = await telling(house, fact)
    async with house.worker.begin() as work:
        match fact:
            case ReplyReceived():
                await receive_completion(told, work)
            case ProposalWithdrawn():
                await withdraw_case(told, work)
            case TodoAnswered():
                await report_todo(told, work)
            case _:
                await answer_conditions(told, work)
    return (await look(house)).stage


async def test_a_confirmed_reply_is_the_completion_once_however_often_it_comes(house: House) -> None:
    await at(house, "waiting_for_proposer")
    answer = reply()

    stages = [await heard(house, answer), await heard(house, answer), await heard(house, reply())]

    (received,) = await house.facts(CompletionReceived)
    assert stages == [Stage.CONFIRMING] * 3
    assert (received.fact.reply_id, received.actor) == (answer.reply_id, "door.page")


async def test_what_is_unconfirmed_or_came_before_it_was_asked_leaves_the_case_waiting(house: House) -> None:
    await at(house, "waiting_for_proposer")

    stages = [await heard(house, reply(confirmed=False)), await heard(house, reply(after=-timedelta(minutes=5)))]

    assert stages == [Stage.WAITING_FOR_PROPOSER] * 2


async def test_an_answer_to_the_first_question_does_not_answer_the_second(house: House) -> None:
    await at(house, "waiting_for_proposer")
    first = reply()
    await heard(house, first)
    await do(house, "ask-completion", **COMPLETION)
    async with house.admin.begin() as connection:
        await connection.exec_driver_sql(
            "UPDATE routing.desk_case SET version = version + 1, stage_since = stage_since + interval '1 day'"
        )

    assert await heard(house, first) is Stage.WAITING_FOR_PROPOSER


@pytest.mark.parametrize("stage", ["received", "waiting_for_proposer", "reviewing"])
async def test_a_withdrawn_proposal_ends_its_case_in_whatever_stage_once(house: House, stage: str) -> None:
    await at(house, stage)

    stages = [await heard(house, ProposalWithdrawn(receipt="R8-0012")) for _ in range(2)]

    (row,) = await house.rows("SELECT data FROM routing.event_log WHERE type = 'case.withdrawn.v1'")
    assert (stages, row["data"]["by_proposer"]) == ([Stage.WITHDRAWN] * 2, True)


async def test_what_is_told_before_the_case_is_there_is_tried_again(house: House) -> None:
    told: Recorded[Any] = house.told(uuid4())
    early = replace(told, fact=ProposalWithdrawn(receipt="R8-0099"))

    with pytest.raises(CaseNotThereYet):
        async with house.worker.begin() as work:
            await withdraw_case(early, work)


@pytest.mark.parametrize("agreed", [True, False])
async def test_conditions_are_answered_once(house: House, agreed: bool) -> None:
    await at(house, "reviewing")
    await judged(house, Verdict.CONDITIONAL)
    await conditions_asked(house)
    (offer,) = (await look(house)).offers
    answer = ConditionsAnswered(
        receipt="R8-0012", offer_id=offer.offer_id, conditions_id=offer.conditions_id, agreed=agreed
    )

    await heard(house, answer)
    await heard(house, answer.model_copy(update={"agreed": not agreed}))

    assert [one.agreed for one in (await look(house)).offers] == [agreed]


async def test_a_yes_to_conditions_that_were_replaced_or_never_asked_is_no_yes(house: House) -> None:
    await at(house, "reviewing")
    await judged(house, Verdict.CONDITIONAL)
    await conditions_asked(house)
    (read,) = (await look(house)).offers
    await judged(house, Verdict.CONDITIONAL)
    (anew,) = (await look(house)).offers

    def yes(conditions_id: UUID | None) -> ConditionsAnswered:
        return ConditionsAnswered(receipt="R8-0012", offer_id=anew.offer_id, conditions_id=conditions_id, agreed=True)

    await heard(house, yes(anew.conditions_id))
    await conditions_asked(house)
    await heard(house, yes(read.conditions_id))

    (offer,) = (await look(house)).offers
    (noted,) = await house.facts(NoteWritten)
    assert (read.conditions_id != anew.conditions_id, offer.conditions_asked, offer.agreed) == (True, True, None)
    assert noted.fact.circle.value == "desk"


async def test_the_desk_knows_when_its_words_were_first_shown(house: House) -> None:
    await at(house, "waiting_for_proposer")
    note_id = uuid4()
    told = await telling(house, NoteOpened(receipt="R8-0012", note_id=note_id))

    async with house.worker.begin() as work:
        await work.proposers.keep_opened([told])
        await work.proposers.keep_opened([replace(told, occurred_at=LATER + timedelta(days=1))])
        shown = await work.proposers.opened(told.aggregate_id)

    assert shown == {note_id: LATER}


async def test_a_todo_is_reported_by_its_proposer_and_confirmed_or_sent_back_by_the_office(house: House) -> None:
    await coordinating(house)
    await do(house, "set-todo", words="図面を送る", owner="counterpart", due="2026-12-01")
    (todo,) = (await look(house)).tasks
    said = TodoAnswered(receipt="R8-0012", todo_id=todo.task_id, words_id=todo.words_id, reply_id=uuid4())

    await heard(house, said.model_copy(update={"words_id": uuid4()}))
    stale = (await look(house)).tasks[0].state
    for _ in range(2):
        await heard(house, said)
    reported = (await look(house)).tasks[0].state
    with pytest.raises(MissingUnsaid):
        await do(house, "send-back-todo", todo_id=todo.task_id)
    back = await do(house, "send-back-todo", todo_id=todo.task_id, words="縮尺を書き添えてください。", actor=FOREST)
    await heard(house, said)
    done = await do(house, "finish-todo", todo_id=todo.task_id, actor=FOREST)

    states = [one.state for one in (back.tasks[0], done.tasks[0])]
    assert [stale, reported, *states] == [TaskState.OPEN, TaskState.REPORTED, TaskState.OPEN, TaskState.DONE]
    assert len(await house.facts(TodoReported)) == 2
    assert [(one.fact.due, one.fact.owed_by) for one in await house.facts(TodoSentBack)] == [
        (date(2026, 12, 1), OwedBy.COUNTERPART)
    ]
    assert [one.fact.by_proposer for one in await house.facts(TodoFinished)] == [True]


async def test_a_todo_is_not_due_before_the_day_it_is_asked_for(house: House) -> None:
    await coordinating(house)

    with pytest.raises(TodoDayPassed):
        await do(house, "set-todo", words="図面を送る", owner="counterpart", due="2026-11-02")
