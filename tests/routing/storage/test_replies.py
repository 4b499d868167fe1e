"""What proposers answered stands on the page of the case, however many answers there are."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData

from services.routing.consumers import readers
from services.routing.web.replies import reply_views
from shared.documents import DocumentKind, Documents, KeeperKind, NewDocument
from shared.documents.contents import ReplyContent
from shared.documents.tables import document_tables
from shared.events import Attached, Classification, Recorded, ReplyReceived
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, TOURISM, House, seen_as
from tests.routing.test_consumers import collect, destroy
from tests.statements import noting_statements


async def answered(house: House, proposal_id: UUID, number: int = 1) -> Recorded[ReplyReceived]:
    """Put a reply with a file into intake and return the fact that tells it."""
    reply_id = uuid4()
    said = NewDocument(
        kind=DocumentKind.REPLY,
        content=ReplyContent(subject="Re", sender_name="田中", text=f"返信{number}\n\n> 引用\n").to_bytes(),
        keeper_id=proposal_id,
        keeper_kind=KeeperKind.PROPOSAL,
        desk_id=DESK,
        filed_under=reply_id,
    )
    file = replace(said, kind=DocumentKind.ATTACHMENT, content=b"1", name="見積.pdf", position=0)
    async with house.intake.begin() as connection:
        documents = Documents(connection, document_tables(MetaData(schema="intake")), house.keyring)
        await documents.write_all(
            [said, file, replace(file, kind=DocumentKind.EXTRACTED_TEXT, content="百万円".encode())]
        )
    return Recorded(
        id=uuid4(),
        fact=ReplyReceived(
            reply_id=reply_id, raw_id=uuid4(), receipt="R8-0012", confirmed=number > 1, attached=Attached.ADDRESS
        ),
        source="desk://intake",
        desk_id=DESK,
        aggregate_id=proposal_id,
        aggregate_version=number + 1,
        actor="service.intake",
        rule_version="miono.1",
        occurred_at=NOW.replace(minute=number),
        classification=Classification.LIMITED,
        correlation_id=uuid4(),
    )


async def hear(house: House, *told: Recorded[ReplyReceived]) -> None:
    await collect(house, readers()[2], *told)


async def the_proposal(house: House) -> UUID:
    (row,) = await house.rows("SELECT proposal_id FROM routing.desk_case")
    return UUID(str(row["proposal_id"]))


async def test_replies_stand_on_the_case_in_the_order_they_came_each_told_once(house: House) -> None:
    await house.opened()
    proposal_id = await the_proposal(house)
    first, second = await answered(house, proposal_id), await answered(house, proposal_id, 2)

    await hear(house, second, first)
    await hear(house, replace(first, id=uuid4()))

    async with house.web.begin(seen_as(OFFICER)) as work:
        opened = await work.replies.open(proposal_id)
    views = reply_views(opened, "R8-0012")
    assert [(view["content"].text[:3], view["confirmed"]) for view in views] == [("返信1", False), ("返信2", True)]
    assert [[(file["name"], file["text"]) for file in view["files"]] for view in views] == [
        [("見積.pdf", "百万円")]
    ] * 2


async def test_a_reply_that_comes_before_its_case_waits_for_it(house: House) -> None:
    received = await house.proposal()
    await hear(house, await answered(house, received.aggregate_id))

    await collect(house, readers()[0], received)

    async with house.web.begin(seen_as(OFFICER)) as work:
        assert len(await work.replies.open(received.aggregate_id)) == 1


async def test_a_department_that_was_not_asked_sees_no_reply(house: House) -> None:
    await house.offered("shinrin")
    proposal_id = await the_proposal(house)
    await hear(house, await answered(house, proposal_id))

    async with house.web.begin(seen_as(FOREST)) as work:
        asked = await work.replies.of(proposal_id)
    async with house.web.begin(seen_as(TOURISM)) as work:
        foreign = await work.replies.of(proposal_id)

    assert (len(asked), foreign) == (1, [])


async def test_a_reply_whose_key_is_gone_still_stands_there_without_its_words(house: House) -> None:
    await house.opened()
    proposal_id = await the_proposal(house)
    await hear(house, await answered(house, proposal_id))
    await destroy(house, proposal_id)

    async with house.web.begin(seen_as(OFFICER)) as work:
        (reply,) = await work.replies.open(proposal_id)

    assert (reply.content, list(reply.attachments)) == (None, [])


@pytest.mark.parametrize("count", [1, 3])
async def test_however_many_replies_there_are_the_statements_are_as_many(house: House, count: int) -> None:
    await house.opened()
    proposal_id = await the_proposal(house)
    await hear(house, *[await answered(house, proposal_id, number + 1) for number in range(count)])

    async with house.web.begin(seen_as(OFFICER)) as work:
        with noting_statements(house.web.engine) as statements:
            opened = await work.replies.open(proposal_id)

    assert (len(opened), len(statements)) == (count, 5)


async def test_replies_stand_in_the_order_they_came_though_the_later_was_read_first(house: House) -> None:
    await house.opened()
    proposal_id = await the_proposal(house)
    first, second = await answered(house, proposal_id, 2), await answered(house, proposal_id)
    came = replace(first, fact=first.fact.model_copy(update={"received_at": NOW}))

    await hear(house, second, came)

    async with house.web.begin(seen_as(OFFICER)) as work:
        assert [reply.reply_id for reply in await work.replies.of(proposal_id)] == [
            first.fact.reply_id,
            second.fact.reply_id,
        ]
