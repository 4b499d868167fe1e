from typing import Any
from uuid import UUID, uuid4

import pytest

from services.routing.domain.case import Case
from services.routing.domain.refusals import NotAllowedNow, ReplyNotWaiting, SecondPersonNeeded
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from shared.access.actor import Actor, Role
from shared.access.policy import NotAllowed
from shared.events import (
    Attached,
    MeetingRecorded,
    NoteAbout,
    NoteCircle,
    NoteDrafted,
    NoteToProposerReleased,
    NoteWritten,
    Recorded,
    ReplyHandled,
    ReplyReceived,
)
from shared.scheme.model import DeskScheme, SecondPerson, SecondPersonAct
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, TOURISM, House, person, seen_as, step

COLLEAGUE = person(Role.DESK)


def by_two(scheme: DeskScheme, *, alone: bool) -> DeskScheme:
    rule = SecondPerson(acts=(SecondPersonAct.OUTGOING_MAIL,), one_person_may_approve=alone)
    return scheme.model_copy(update={"second_person": rule})


async def do(
    house: House, actor: Actor, verb: str, scheme: DeskScheme | None = None, *, receipt: str = "R8-0012", **said: Any
) -> Case:
    async with house.web.begin(seen_as(actor)) as work:
        doing = Doing(work=work, receipt=receipt, step=step(actor), scheme=scheme or house.scheme)
        return await perform(doing, verb, said)


async def text_of(house: House, note_id: UUID) -> str:
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await work.contents.own_text(note_id)


async def test_where_two_are_asked_for_nothing_leaves_before_another_person_released_it(house: House) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=False)
    await do(house, OFFICER, "tell-proposer", scheme, words="候補地をお送りします。")

    with pytest.raises(SecondPersonNeeded):
        await do(house, OFFICER, "release-note", scheme)
    before = await house.facts(NoteToProposerReleased)
    await do(house, COLLEAGUE, "release-note", scheme)

    (drafted,), (released,) = await house.facts(NoteDrafted), await house.facts(NoteToProposerReleased)
    assert before == []
    assert (drafted.fact.officer, drafted.fact.note_id) == (OFFICER.account_id, released.fact.note_id)
    assert (released.actor, released.fact.by_one) == (f"account.{COLLEAGUE.account_id}", False)
    assert await text_of(house, released.fact.note_id) == "候補地をお送りします。"
    with pytest.raises(NotAllowedNow):
        await do(house, COLLEAGUE, "release-note", scheme)


async def test_a_desk_of_one_releases_its_own_words_and_the_record_says_so(house: House) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=True)
    await do(house, OFFICER, "tell-proposer", scheme, words="候補地をお送りします。")

    await do(house, OFFICER, "release-note", scheme)

    (released,) = await house.facts(NoteToProposerReleased)
    assert released.fact.by_one is True


async def test_what_was_sent_back_never_leaves_and_can_be_written_anew(house: House) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=False)
    await do(house, OFFICER, "tell-proposer", scheme, words="候補地をお送りします。")

    await do(house, COLLEAGUE, "send-back-note", scheme, reason="敬語をご確認ください。")
    case = await do(house, OFFICER, "tell-proposer", scheme, words="候補地をお送りいたします。")

    assert await house.facts(NoteToProposerReleased) == []
    assert case.waiting_note is not None
    assert await text_of(house, case.waiting_note.note_id) == "候補地をお送りいたします。"


async def test_where_nobody_asks_for_two_one_person_tells_at_once(house: House) -> None:
    await house.opened()

    await do(house, OFFICER, "tell-proposer", words="候補地をお送りします。")

    (released,) = await house.facts(NoteToProposerReleased)
    assert (released.fact.about, released.fact.by_one) == (NoteAbout.MESSAGE, False)


async def test_who_has_the_case_writes_to_the_office_and_who_was_only_asked_writes_nothing(house: House) -> None:
    await house.offered("shinrin", "kanko")
    await house.taken_up(FOREST)

    await do(house, FOREST, "write-note", text="候補地は三か所です。")
    with pytest.raises(NotAllowed):
        await do(house, TOURISM, "write-note", text="見えますか。")

    (written,) = await house.facts(NoteWritten)
    assert (written.fact.department, written.fact.circle) == ("shinrin", NoteCircle.OFFICE)


async def reply_to(house: House, proposal_id: UUID) -> UUID:
    reply_id = uuid4()
    told = Recorded(
        id=uuid4(),
        fact=ReplyReceived(
            raw_id=uuid4(),
            reply_id=reply_id,
            receipt="R8-0012",
            confirmed=True,
            attached=Attached.ADDRESS,
            received_at=NOW,
        ),
        source="intake",
        desk_id=DESK,
        aggregate_id=proposal_id,
        aggregate_version=2,
        actor="door.mail",
        rule_version="miono.1",
        occurred_at=NOW,
        classification=(await house.openings())[0].classification,
        correlation_id=uuid4(),
    )
    async with house.worker.begin() as work:
        await work.replies.keep([told])
    return reply_id


async def test_an_answer_is_dealt_with_once_and_only_with_its_own_case(house: House) -> None:
    case = await house.offered("shinrin")
    mine, other = await reply_to(house, case.proposal_id), await reply_to(house, uuid4())

    await do(house, OFFICER, "handle-reply", reply_id=str(mine))

    for reply_id in (mine, other):
        with pytest.raises(ReplyNotWaiting):
            await do(house, OFFICER, "handle-reply", reply_id=str(reply_id))
    (handled,) = await house.facts(ReplyHandled)
    waiting = await house.rows("SELECT reply_id FROM routing.reply WHERE handled_at IS NULL")
    assert handled.fact.reply_id == mine
    assert [row["reply_id"] for row in waiting] == [other]


async def test_a_meeting_is_recorded_with_its_minutes_as_a_document(house: House) -> None:
    await house.opened()

    await do(
        house,
        OFFICER,
        "record-meeting",
        day="2026-11-20",
        minutes="BAIT-候補地の話",
        agreed="一覧を送る。",
        departments=["shinrin"],
        next_day="2026-12-04",
    )

    (recorded,) = await house.facts(MeetingRecorded)
    assert (recorded.fact.with_proposer, recorded.fact.departments) == (True, ("shinrin",))
    assert "BAIT-候補地の話" in await text_of(house, recorded.fact.minutes_id)
    assert "BAIT" not in str(await house.rows("SELECT data FROM routing.event_log"))
