from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.routing.domain.ledger.forums.forum import Forum
from services.routing.domain.ledger.forums.refusals import ForumDaysWrong, GuestUnknown, LinkedAlready, NobodyInvited
from services.routing.handlers.ledger.door import begin, perform
from services.routing.handlers.ledger.forums.keeping import link_ideas
from services.routing.handlers.ledger.forums.volume import FORUMS
from services.routing.handlers.opening import open_cases
from shared.access.actor import Actor
from shared.access.policy import NotAllowed
from shared.documents.public import PublicContent
from shared.events.forum import ForumIdeaLinked, ForumInvited
from shared.events.public import ForumAnnounced
from tests.routing.conftest import NOW, OFFICER, TOURISM, House, seen_as
from tests.routing.handlers.ledger.test_calls import doing

PLAN: dict[str, Any] = {
    "title": "官民連携フォーラム",
    "theme": "空き店舗の活用を考えます。",
    "held_on": date(2027, 2, 3),
    "place": "県庁講堂",
    "closes_on": date(2027, 1, 29),
    "contact": "連携デスク",
}


async def do(house: House, actor: Actor, verb: str, number: str = "FR8-0001", **said: Any) -> Forum:
    async with house.web.begin(seen_as(actor)) as work:
        return await perform(FORUMS, doing(work, actor, house), number, verb, said)


async def planned(house: House, **said: Any) -> Forum:
    async with house.web.begin(seen_as(OFFICER)) as work:
        return await begin(FORUMS, doing(work, OFFICER, house), {**PLAN, **said})


async def content_of(house: House, fact: ForumAnnounced) -> PublicContent:
    async with house.worker.begin() as work:
        return await work.ledger_texts.open(fact.content_id, PublicContent)


async def test_a_forum_is_announced_and_at_its_end_everybody_reads_what_came_of_it(house: House) -> None:
    with pytest.raises(ForumDaysWrong):
        await planned(house, closes_on=date(2027, 2, 4))
    await planned(house)
    await do(house, OFFICER, "announce")
    with pytest.raises(NobodyInvited):
        await do(house, OFFICER, "invite", words="お越しください。")
    with pytest.raises(GuestUnknown):
        await do(house, OFFICER, "invite", departments=("nowhere",), words="お越しください。")
    with pytest.raises(NotAllowed):
        await do(house, TOURISM, "invite", departments=("kanko",), words="お越しください。")
    await do(house, OFFICER, "invite", departments=("kanko",), words="お越しください。")
    await do(house, OFFICER, "attend", attendees=("佐藤", "鈴木"))
    await do(house, OFFICER, "write-summary", words="活発な意見交換でした。")
    closed = await do(house, OFFICER, "close", words="ありがとうございました。")

    first, last = [await content_of(house, one.fact) for one in await house.facts(ForumAnnounced)]
    (invited,) = await house.facts(ForumInvited)
    assert (closed.state, invited.fact.departments) == ("closed", ("kanko",))
    assert (first.title, first.place, first.held_on, first.outcome) == (
        PLAN["title"],
        PLAN["place"],
        PLAN["held_on"],
        None,
    )
    assert last.outcome is not None
    assert [(one.label, one.number) for one in last.outcome.counts] == [("参加者", 2), ("アイデア", 0)]


async def test_a_proposal_that_names_the_forum_is_linked_to_it_once_whether_by_form_or_by_the_desk(
    house: House,
) -> None:
    await planned(house)
    await do(house, OFFICER, "announce")
    received = []
    for receipt, number in (("R8-0001", "FR8-0001"), ("R8-0002", "FR8-0009")):
        one = await house.proposal(receipt=receipt)
        received.append(replace(one, fact=one.fact.model_copy(update={"forum": number})))
    async with house.worker.begin() as work:
        await open_cases(received, work, at=NOW)
        await link_ideas(received, work, at=NOW)
        await link_ideas(received, work, at=NOW)
    with pytest.raises(LinkedAlready):
        await do(house, OFFICER, "link-idea", receipt="R8-0001")
    await do(house, OFFICER, "link-idea", receipt="R8-0002")

    linked = [(one.fact.receipt, one.fact.by_hand) for one in await house.facts(ForumIdeaLinked)]
    assert linked == [("R8-0001", False), ("R8-0002", True)]
