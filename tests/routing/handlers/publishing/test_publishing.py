"""A publication from the first draft to its tombstone, on the real database."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import MetaData, text

from services.routing.domain.publishing.refusals import NotProtected, ProtectedInDraft, ReleasePassed, SoonerThanAgreed
from services.routing.domain.refusals import NotAllowedNow, SecondPersonNeeded
from services.routing.handlers.publishing.drafting import draft_of
from services.routing.handlers.publishing.hearing import compare_again, note_shown, take_answer
from services.routing.handlers.publishing.pictures import drawn_anew
from services.routing.storage.ledger import NoSuchItem
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.database.transactions import DatabaseActor, Transactions
from shared.documents import Documents
from shared.documents.contents import ProposalContent
from shared.documents.public import PublicContent
from shared.documents.tables import document_tables
from shared.events import (
    Fact,
    PublicationAnswered,
    PublicationApproved,
    PublicationConsentAsked,
    PublicationHeld,
    PublicationPublished,
    Recorded,
)
from shared.settings import ServiceSettings
from tests.kept_engines import kept_engine
from tests.routing.agreements import concluded
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, TOURISM, House, person
from tests.routing.ending import do as do_case
from tests.routing.publishing import DRAFT, IDEA, NUMBER, SECRET, a_picture, begun, do, of_a_case, publication

ASK: dict[str, Any] = {"words": "案をご確認ください。", "due": "2026-12-11"}
ALL = ("title", "summary", "sections", "partners", "effects")
RECORD: dict[str, Any] = {"who": "株式会社みお 広報", "way": "telephone", "given_on": "2026-11-24", "agreed": ALL}
SECOND = person(Role.DESK)
REPLIED = PublicationPublished(number=NUMBER, shown=1)


def told(fact: Fact, aggregate_id: Any, version: int = 1) -> Recorded[Any]:
    return Recorded(
        id=uuid4(),
        fact=fact,
        source="intake",
        desk_id=DESK,
        aggregate_id=aggregate_id,
        aggregate_version=version,
        actor="door.page",
        rule_version="miono.1",
        occurred_at=NOW,
        classification="limited",  # type: ignore[arg-type]  # a test
        correlation_id=uuid4(),
    )


async def content_of(house: House) -> PublicContent:
    async with house.worker.begin() as work:
        return await draft_of(work, await publication(house))


async def test_a_draft_begins_with_what_the_office_knows_and_never_with_the_words_of_the_proposal(
    house: House,
) -> None:
    item = await of_a_case(house)

    content = await content_of(house)

    assert (item.number, item.state, item.about, item.lead) == (NUMBER, "draft", "R8-0012", "shinrin")
    assert (content.title, content.partners, content.departments) == (
        "株式会社みおとの連携",
        ("株式会社みお",),
        ("森林整備課",),
    )
    assert (content.summary, content.sections) == ("", ())
    with pytest.raises(NotAllowed):
        await do(house, "approve", FOREST)


async def test_what_the_proposer_protects_cannot_enter_a_draft(
    house: House,
) -> None:
    await of_a_case(house)
    before = await publication(house)

    with pytest.raises(ProtectedInDraft) as refused:
        await do(house, "write", **{**DRAFT, "body": f"船は、{SECRET[:20]}で造る。"})
    with pytest.raises(ProtectedInDraft):
        await do(house, "write", **{**DRAFT, "summary": "費用は１２３４万円です。"})
    with pytest.raises(ProtectedInDraft):
        await do(house, "add-picture", caption=SECRET, content=base64.b64encode(a_picture()))

    assert (refused.value.place, SECRET[:12] in refused.value.public) == ("sections", False)
    assert "「本文」に、提案者が保護を求めた「実施方法」の内容" in refused.value.public
    assert await publication(house) == before


async def test_a_publication_of_an_agreement_repeats_nothing_that_its_cases_and_those_merged_into_them_protect(
    house: House,
) -> None:
    agreement = await concluded(house)
    await house.offered("kanko", receipt="R8-0013", content=IDEA)
    await of_a_case(house, content=ProposalContent(title="森の案内", text="森を案内します。"))
    await do_case(house, "merge", receipt="R8-0013", into="R8-0012", reason="同じ内容のため。")
    await do_case(house, "decide-cooperation", form="comprehensive", agreement=agreement.number)
    item = await begun(house, agreement.number)
    (row,) = await house.rows("SELECT proposal_id FROM routing.desk_case WHERE receipt = 'R8-0013'")

    async with house.worker.begin() as work:
        found = await work.publications.of_proposals([row["proposal_id"]])

    assert (item.cases, sorted(found)) == (frozenset(), [(DESK, NUMBER), (DESK, item.number)])
    for number in (NUMBER, item.number):
        with pytest.raises(ProtectedInDraft):
            await do(house, "write", number=number, **{**DRAFT, "summary": SECRET})


async def test_what_is_marked_under_embargo_is_found_in_what_was_approved_and_not_released_at_once(
    house: House,
) -> None:
    await of_a_case(house)
    (case_id,) = (await publication(house)).cases
    yes: dict[str, Any] = {"who": "株式会社みお 社長", "way": "meeting", "given_on": "2026-11-24"}
    with pytest.raises(NotProtected):
        await do(house, "open-protected", SECOND, **yes, subject=f"{case_id}:place")
    await do(house, "open-protected", SECOND, **yes, subject=f"{case_id}:method")
    with pytest.raises(ProtectedInDraft):
        await do(house, "write", **{**DRAFT, "summary": "費用は1234万円です。"})
    await do(house, "write", **{**DRAFT, "summary": SECRET})
    await do(house, "record-consent", **RECORD)
    await do(house, "submit")
    await do(house, "approve", SECOND, release_at=NOW + timedelta(days=20))
    (row,) = await house.rows("SELECT proposal_id FROM routing.desk_case")
    async with house.admin.begin() as connection:
        await connection.execute(text("DELETE FROM routing.protection"))

    async with house.worker.begin() as work:
        await compare_again(told(REPLIED, row["proposal_id"]), work, proposal_id=row["proposal_id"])

    held = await publication(house)
    assert (held.protection_found, held.state, held.is_public) == (frozenset({"summary"}), "consented", False)
    assert [one.fact.fields for one in await house.facts(PublicationHeld)] == [("summary",)]
    with pytest.raises(ProtectedInDraft):
        await do(house, "submit")


async def test_consent_is_asked_for_each_field_and_what_is_refused_leaves_the_draft(house: House) -> None:
    await of_a_case(house)
    await do(house, "write", **DRAFT)
    asked = await do(house, "ask-consent", **ASK)
    (question,) = await house.facts(PublicationConsentAsked)
    answer = PublicationAnswered(
        receipt="R8-0012",
        publication_id=asked.item_id,
        draft=question.fact.draft,
        agreed=tuple(one for one in question.fact.fields if one != "effects"),
        refused=("effects",),
    )
    (row,) = await house.rows("SELECT proposal_id FROM routing.desk_case")

    async with house.worker.begin() as work:
        await take_answer(told(answer, row["proposal_id"]), work)
    answered = await publication(house)
    changed = await do(house, "write", **{**DRAFT, "effects": (), "summary": "別の概要です。"})

    assert (asked.state, [due.what for due in asked.dues]) == ("consent_asked", ["consent"])
    assert question.fact.fields == ("title", "summary", "sections", "partners", "effects")
    assert (answered.state, "effects" in answered.filled) == ("consented", False)
    assert (changed.state, changed.awaiting) == ("draft", frozenset({"summary"}))
    assert (await content_of(house)).effects == ()


async def test_a_refusal_that_comes_after_a_recorded_yes_takes_the_field_out_of_what_waits_for_approval(
    house: House,
) -> None:
    await of_a_case(house)
    await do(house, "write", **DRAFT)
    asked = await do(house, "ask-consent", **ASK)
    await do(house, "record-consent", **RECORD)
    await do(house, "submit")
    answer = PublicationAnswered(
        receipt="R8-0012", publication_id=asked.item_id, draft=asked.draft, agreed=("title",), refused=("effects",)
    )
    (row,) = await house.rows("SELECT proposal_id FROM routing.desk_case")

    async with house.worker.begin() as work:
        await take_answer(told(answer, row["proposal_id"]), work)
    answered = await publication(house)

    assert (answered.state, answered.officer, "effects" in answered.filled) == ("consented", None, False)
    assert (await content_of(house)).effects == ()


async def test_a_second_person_approves_and_a_desk_of_one_is_shown_as_such(house: House) -> None:
    await of_a_case(house)
    await do(house, "write", **DRAFT)
    await do(house, "record-consent", **RECORD)
    await do(house, "submit")
    strict = house.scheme.model_copy(
        update={"second_person": house.scheme.second_person.model_copy(update={"one_person_may_approve": False})}
    )

    with pytest.raises(SecondPersonNeeded):
        await do(house, "approve", scheme=strict)
    back = await do(house, "send-back", SECOND, comment="概要を短くしてください。")
    await do(house, "submit")
    with pytest.raises(ReleasePassed):
        await do(house, "approve", SECOND, release_at=NOW - timedelta(hours=1))
    approved = await do(house, "approve", SECOND, scheme=strict, release_at=NOW + timedelta(days=3))
    with pytest.raises(SoonerThanAgreed):
        await do(house, "ask-release", SECOND, reason="前倒し", release_at=NOW + timedelta(days=2))
    await do(house, "ask-release", SECOND, reason="相手方の都合", release_at=NOW + timedelta(days=4))
    with pytest.raises(SecondPersonNeeded):
        await do(house, "change-release", SECOND, scheme=strict)
    later = await do(house, "change-release", scheme=strict)
    told_of = [one.fact for one in await house.facts(PublicationApproved)]

    assert (back.state, approved.state, approved.by_oneself) == ("consented", "approved", False)
    assert [due.what for due in later.dues] == ["release"]
    assert [one.release_at for one in told_of] == [NOW + timedelta(days=3), NOW + timedelta(days=4)]
    assert {one.content_id for one in told_of} == {approved.public_id}


async def test_nobody_approves_what_they_submitted_once_the_desk_has_a_second_account_in_force(house: House) -> None:
    await of_a_case(house)
    await do(house, "write", **DRAFT)
    await do(house, "record-consent", **RECORD)
    await do(house, "submit")
    for one in (OFFICER, SECOND):
        await house.known(one)
    async with house.admin.begin() as connection:
        # Whose account is in force the database says by its own day.
        await connection.execute(text("UPDATE access.account SET valid_from = current_date"))

    with pytest.raises(SecondPersonNeeded):
        await do(house, "approve")
    async with house.admin.begin() as connection:
        gone = "UPDATE access.account SET disabled_at = now() WHERE id = :id"
        await connection.execute(text(gone), {"id": SECOND.account_id})
    approved = await do(house, "approve")

    assert house.scheme.second_person.one_person_may_approve
    assert (approved.state, approved.by_oneself) == ("approved", True)


async def test_the_register_is_heard_and_a_withdrawal_ends_it(house: House) -> None:
    await of_a_case(house)
    await do(house, "write", **DRAFT)
    await do(house, "record-consent", **RECORD)
    await do(house, "submit")
    approved = await do(house, "approve")
    published = PublicationPublished(number=NUMBER, shown=approved.approved_in)

    async with house.worker.begin() as work:
        for _ in range(2):
            await note_shown(told(published, uuid4()), work)
    shown = await publication(house)
    withdrawn = await do(house, "withdraw", reason="相手方の申出")

    assert (approved.by_oneself, shown.shown_since, shown.version) == (True, NOW, approved.version + 1)
    assert (withdrawn.state, withdrawn.is_public) == ("withdrawn", False)
    with pytest.raises(NotAllowedNow):
        await do(house, "write", **DRAFT)


async def test_a_picture_is_drawn_anew_without_what_the_camera_wrote(house: House) -> None:
    exif = Image.Exif()
    exif[0x010F] = "BAIT-camera"
    await of_a_case(house)

    with_one = await do(house, "add-picture", caption="船", content=base64.b64encode(a_picture(exif=exif.tobytes())))
    (picture_id,) = with_one.pictures
    async with house.worker.begin() as work:
        file = await work.ledger_texts.open_file(picture_id)
    without = await do(house, "remove-picture", picture=picture_id)

    assert (file.media_type, b"BAIT" in file.content) == ("image/jpeg", False)
    assert ("pictures" in with_one.awaiting, without.pictures, (await content_of(house)).captions) == (True, (), ())
    assert drawn_anew(a_picture("WEBP", size=(3000, 30))).media_type == "image/webp"


async def test_who_is_not_in_charge_neither_sees_nor_begins_a_publication(house: House) -> None:
    await of_a_case(house)

    with pytest.raises(NoSuchItem):
        await do(house, "write", TOURISM, **DRAFT)
    written = await do(house, "write", FOREST, **DRAFT)

    assert written.draft == 2


async def test_the_draft_of_an_agreement_begins_with_what_everybody_may_read_of_it(house: House) -> None:
    agreement = await concluded(house, changes={"remarks": SECRET})

    await begun(house, agreement.number)

    content = await content_of(house)
    assert (content.title, content.summary) == ("森林と観光の包括連携協定", "森林を生かした観光を進める。")
    assert (content.partners, content.form and content.form.words) == (
        ("株式会社みお", "一般社団法人森の会"),
        "包括連携協定",
    )
    assert SECRET not in content.model_dump_json()


async def test_the_page_of_a_proposal_opens_the_draft_its_proposer_is_asked_about_and_no_other(house: House) -> None:
    await of_a_case(house)
    await do(house, "write", **DRAFT)
    await do(house, "ask-consent", **ASK)
    (question,) = await house.facts(PublicationConsentAsked)
    (row,) = await house.rows("SELECT proposal_id FROM routing.desk_case")
    engine = kept_engine(ServiceSettings("intake").web_url, name="test-proposer")
    page = Transactions(engine, lambda connection: connection)

    seen = []
    for proposal_id in (row["proposal_id"], uuid4()):
        async with page.begin(DatabaseActor(kind="proposer", proposal=proposal_id)) as connection:
            documents = Documents(connection, document_tables(MetaData(schema="routing")), house.keyring)
            found = await documents.get_many([question.fact.content_id])
            seen.append([PublicContent.model_validate_json(one.content).title for one in found.values()])

    assert seen == [["森の渡し船"], []]
