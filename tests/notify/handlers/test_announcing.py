"""What becomes of a case is told to its proposer, its departments and companies that were asked, while it is true."""

from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from uuid import UUID, uuid4

import pytest

from services.routing.storage.tables import documents as routing_documents
from shared.documents import DocumentKind, Documents, KeeperKind, NewKeeper
from shared.documents.contents import ContactContent
from shared.events import (
    CaseDeclined,
    CaseDueSoon,
    CaseExtended,
    CaseReopened,
    CaseWithdrawn,
    CompletionAsked,
    ConditionsAsked,
    Fact,
    OfferExpired,
    OfferMade,
    OfferRecalled,
    QuestionAnswered,
    RoundClosed,
    VerdictGiven,
)
from shared.events.case import Verdict
from shared.events.rounds import CooperationWay
from shared.japanese.era import wareki_with_weekday
from shared.links import check_offer_token
from shared.mail_addresses import AddressKind, SecretAddress, read_secret_address
from shared.settings import ServiceSettings
from tests.notify.conftest import BAIT_BODY, BAIT_TITLE, DESK_ID, House, Post, told

DUE = date(2026, 12, 11)
RECEIPT = "R8-0012"
NOTE = "収支の見込みをお知らせください。"


async def case(house: House, *, stage: str, proposing: str | None = None, receipt: str = RECEIPT) -> UUID:
    """Put a case with its proposal and its contact where it stands."""
    proposal_id, case_id = await house.proposal(receipt=receipt), uuid4()
    await house.change(
        "INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind, channel,"
        " stage, confirmed, classification, correlation_id, scheme_version, next_day, version, head_hash, proposing)"
        " VALUES (:id, 'miono', :proposal, :receipt, :direction, 'company', 'mail', :stage, true, 'limited', :id, 1,"
        " :day, 7, '', :proposing)",
        id=case_id,
        proposal=proposal_id,
        receipt=receipt,
        direction="to_parties" if proposing else "to_departments",
        stage=stage,
        day=DUE,
        proposing=proposing,
    )
    return case_id


async def stands(house: House, case_id: UUID, stage: str) -> None:
    await house.change(
        "UPDATE routing.desk_case SET stage = :stage, version = version + 1 WHERE case_id = :id",
        id=case_id,
        stage=stage,
    )


async def offer(
    house: House,
    case_id: UUID,
    *,
    department: str | None = None,
    party_id: UUID | None = None,
    lead: bool = False,
    state: str = "asked",
    contact_id: UUID | None = None,
    closing_id: UUID | None = None,
) -> UUID:
    offer_id = uuid4()
    await house.change(
        "INSERT INTO routing.offer (offer_id, case_id, department, party_id, lead, due, state, contact_id, closing_id)"
        " VALUES (:id, :case, :department, :party, :lead, :due, :state, :contact, :closing)",
        id=offer_id,
        case=case_id,
        department=department,
        party=party_id,
        lead=lead,
        due=DUE,
        state=state,
        contact=contact_id,
        closing=closing_id,
    )
    return offer_id


async def contact(house: House) -> UUID:
    """Write down whom to reach at a company."""
    umikaze = ContactContent(organisation="株式会社うみかぜ", name="浜 さくら", email="info@umikaze.example.co.jp")
    return await _kept(house, uuid4(), KeeperKind.PARTY, DocumentKind.CONTACT, umikaze)


async def note(house: House, case_id: UUID, words: str = NOTE) -> UUID:
    return await _kept(house, case_id, KeeperKind.CASE_DECIDED, DocumentKind.NOTE_TO_PROPOSER, words)


async def note_to_company(house: House, case_id: UUID, words: str) -> UUID:
    return await _kept(house, case_id, KeeperKind.CASE_DECIDED, DocumentKind.NOTE_TO_ADDRESSEE, words)


async def _kept(
    house: House, keeper_id: UUID, keeper: KeeperKind, kind: DocumentKind, content: ContactContent | str
) -> UUID:
    async with house.admin.begin() as connection:
        written = Documents(connection, routing_documents, house.keyring)
        await written.create_keepers([NewKeeper(keeper_id=keeper_id, kind=keeper, desk_id=DESK_ID)])
        said = content.encode() if isinstance(content, str) else content.to_bytes()
        return await written.write(kind, said, keeper_id=keeper_id, keeper_kind=keeper, desk_id=DESK_ID)


async def sent(house: House, post: Post) -> list[EmailMessage]:
    await house.mailer(post.server).send_due(10)
    return [BytesParser(policy=policy.default).parsebytes(raw) for raw in post.mails()]


def text_of(mail: EmailMessage) -> str:
    content: str = mail.get_content()
    return content.replace("\r\n", "\n")


async def inbox(house: House) -> list[tuple[str, str, str | None]]:
    rows = await house.rows("SELECT recipient, kind, detail FROM notify.notification ORDER BY recipient, kind")
    return [(row["recipient"], row["kind"], row["detail"]) for row in rows]


async def states(house: House) -> list[str]:
    return [row["state"] for row in await house.rows("SELECT state FROM notify.mail_send ORDER BY send_id")]


async def test_a_proposer_is_asked_to_complete_in_the_words_of_the_officer_and_nothing_of_the_idea_is_quoted(
    house: House, post: Post
) -> None:
    case_id = await case(house, stage="waiting_for_proposer")
    fact = CompletionAsked(receipt=RECEIPT, note_id=await note(house, case_id), due=DUE)

    await house.hear(told(fact, about=case_id, version=8))
    (mail,) = await sent(house, post)

    row = await house.mail()
    assert mail["To"] == "tanaka@example.co.jp"
    assert mail["Subject"] == "【受付番号 R8-0012】ご提案の内容についてのお願い（澪野県 公民連携デスク）"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert NOTE in text_of(mail)
    assert "令和8年12月11日（金）までにご回答" in text_of(mail)
    assert "/status/" in text_of(mail)
    assert [bait for bait in (BAIT_TITLE, BAIT_BODY) if bait in text_of(mail)] == []
    secret = ServiceSettings("notify").installation.link_secret
    answered = SecretAddress(kind=AddressKind.REPLY, about=row["proposal_id"])
    assert read_secret_address(secret, mail["Reply-To"]) == answered
    assert (row["state"], row["text_version"], row["case_id"]) == ("sent", 0, case_id)
    assert await inbox(house) == []


@pytest.mark.parametrize(
    ("fact", "stage", "now"),
    [
        (CompletionAsked(receipt=RECEIPT, note_id=uuid4(), due=DUE), "waiting_for_proposer", "confirming"),
        (CaseDeclined(receipt=RECEIPT, ground="law", reason_id=uuid4(), note_id=uuid4()), "declined", "confirming"),
        (CaseExtended(receipt=RECEIPT, until=DUE, note_id=uuid4()), "reviewing", "withdrawn"),
        (CaseWithdrawn(receipt=RECEIPT, by_proposer=True, reason_id=uuid4()), "withdrawn", "confirming"),
        (CaseReopened(receipt=RECEIPT, reason_id=uuid4()), "confirming", "declined"),
    ],
    ids=lambda value: getattr(value, "type", value),
)
async def test_a_word_that_is_true_no_more_when_the_mail_would_leave_reaches_nobody(
    house: House, post: Post, fact: Fact, stage: str, now: str
) -> None:
    case_id = await case(house, stage=stage)
    await house.hear(told(fact, about=case_id, version=8))
    await house.change("ALTER TABLE routing.desk_case DISABLE TRIGGER USER")
    await stands(house, case_id, now)
    await house.change("ALTER TABLE routing.desk_case ENABLE TRIGGER USER")

    assert await sent(house, post) == []
    assert await states(house) == ["needless"]


async def test_of_two_extensions_only_the_newer_day_is_told_also_when_the_older_word_comes_last(
    house: House, post: Post
) -> None:
    case_id = await case(house, stage="reviewing")
    later = CaseExtended(receipt=RECEIPT, until=date(2027, 2, 1), note_id=await note(house, case_id))
    earlier = CaseExtended(receipt=RECEIPT, until=date(2027, 1, 8), note_id=await note(house, case_id))

    await house.hear(told(later, about=case_id, version=9), told(earlier, about=case_id, version=8))
    (mail,) = await sent(house, post)

    assert "令和9年2月1日（月）まで" in text_of(mail)
    assert sorted(await states(house)) == ["needless", "sent"]


async def test_a_proposal_that_goes_to_three_departments_is_one_mail_to_its_proposer(house: House, post: Post) -> None:
    case_id = await case(house, stage="offered")
    for version, department in enumerate(("sangyo", "norin", "kanko"), start=8):
        offer_id = await offer(house, case_id, department=department, lead=department == "sangyo")
        made = OfferMade(
            offer_id=offer_id, receipt=RECEIPT, department=department, lead=department == "sangyo", due=DUE
        )
        await house.hear(told(made, about=case_id, version=version))

    (mail,) = await sent(house, post)

    assert "担当する課へ検討を依頼いたしました" in text_of(mail)
    assert [recipient for recipient, _, _ in await inbox(house)] == ["kanko", "norin", "sangyo"]


async def test_the_lead_and_the_desk_hear_the_verdict_of_another_department_and_the_proposer_does_not(
    house: House, post: Post
) -> None:
    case_id = await case(house, stage="reviewing")
    await offer(house, case_id, department="sangyo", lead=True, state="taken_up")
    norin = await offer(house, case_id, department="norin", state="judged")
    fact = VerdictGiven(
        offer_id=norin,
        receipt=RECEIPT,
        department="norin",
        verdict=Verdict.CONDITIONAL,
        reason_id=uuid4(),
        conditions_id=await note(house, case_id),
    )

    await house.hear(told(fact, about=case_id, version=9))

    assert await sent(house, post) == []

    assert await inbox(house) == [
        ("desk", "verdict_given", "conditional"),
        ("sangyo", "verdict_given", "conditional"),
    ]


async def test_conditions_are_put_to_the_proposer_with_the_desks_words_the_day_and_the_page_of_the_answer(
    house: House, post: Post
) -> None:
    case_id = await case(house, stage="reviewing")
    norin = await offer(house, case_id, department="norin", lead=True, state="judged")
    fact = ConditionsAsked(
        offer_id=norin,
        receipt=RECEIPT,
        conditions_id=uuid4(),
        note_id=await note(house, case_id, "農林課から条件がありました。"),
        due=DUE,
    )

    await house.hear(told(fact, about=case_id, version=9))
    (mail,) = await sent(house, post)

    said = text_of(mail)
    assert "農林課から条件がありました。" in said
    assert f"{wareki_with_weekday(DUE)}までに、同じページの「条件への回答」からお答えください。" in said
    assert "/status/" in said[said.index("同じページの") :]


async def test_a_department_that_wishes_is_asked_about_conditions_in_its_inbox(house: House, post: Post) -> None:
    case_id = await case(house, stage="reviewing", proposing="suisan")
    offer_id = await offer(house, case_id, party_id=uuid4(), state="judged")
    fact = ConditionsAsked(offer_id=offer_id, receipt=RECEIPT, conditions_id=uuid4(), note_id=uuid4(), due=DUE)

    await house.hear(told(fact, about=case_id, version=9))

    assert (await inbox(house), await sent(house, post)) == ([("suisan", "conditions_asked", None)], [])


async def test_the_wish_of_a_department_is_answered_in_its_inbox_and_companies_are_asked_by_mail(
    house: House, post: Post
) -> None:
    case_id = await case(house, stage="offered", proposing="suisan")
    party_id = uuid4()
    offer_id = await offer(house, case_id, party_id=party_id, contact_id=await contact(house))
    made = OfferMade(
        offer_id=offer_id,
        receipt=RECEIPT,
        party_id=party_id,
        lead=False,
        due=DUE,
        note_id=await note_to_company(house, case_id, "港のにぎわいづくりについて、ご相談です。"),
    )

    await house.hear(told(made, about=case_id, version=8))
    (mail,) = await sent(house, post)

    another = made.model_copy(update={"offer_id": await offer(house, case_id, party_id=uuid4())})
    await house.hear(told(another, about=case_id, version=9))

    assert await inbox(house) == [("suisan", "passed_on", None)]
    assert mail["To"] == "info@umikaze.example.co.jp"
    answered = SecretAddress(kind=AddressKind.OFFER, about=offer_id)
    assert read_secret_address(ServiceSettings("notify").installation.link_secret, mail["Reply-To"]) == answered
    assert "株式会社うみかぜ\n浜 さくら 様" in text_of(mail)
    assert "港のにぎわいづくりについて、ご相談です。" in text_of(mail)
    token = text_of(mail).partition("/offers/")[2].partition("\n")[0]
    assert check_offer_token(ServiceSettings("notify").installation.link_secret, token) == offer_id


async def test_a_company_whose_offer_was_recalled_is_asked_no_more_and_told_so(house: House, post: Post) -> None:
    case_id = await case(house, stage="reviewing", proposing="suisan")
    party_id = uuid4()
    offer_id = await offer(house, case_id, party_id=party_id, contact_id=await contact(house), state="recalled")
    made = OfferMade(offer_id=offer_id, receipt=RECEIPT, party_id=party_id, lead=False, due=DUE)
    recalled = OfferRecalled(offer_id=offer_id, receipt=RECEIPT, party_id=party_id, reason_id=uuid4())

    await house.hear(told(made, about=case_id, version=8), told(recalled, about=case_id, version=9))
    (mail,) = await sent(house, post)

    assert "ご検討のお願いを取りやめる" in text_of(mail)
    assert sorted(await states(house)) == ["needless", "sent"]


@pytest.mark.parametrize(("state", "letters"), [("expired", ["sent"]), ("judged", ["needless"])])
async def test_a_company_is_told_that_its_day_has_passed_as_long_as_that_is_so(
    house: House, post: Post, state: str, letters: list[str]
) -> None:
    case_id = await case(house, stage="offered", proposing="suisan")
    party_id = uuid4()
    offer_id = await offer(house, case_id, party_id=party_id, contact_id=await contact(house), state=state)
    expired = OfferExpired(offer_id=offer_id, receipt=RECEIPT, party_id=party_id)

    await house.hear(told(expired, about=case_id, version=9))
    mails = await sent(house, post)

    assert await states(house) == letters
    assert ["ご回答の期日を過ぎました" in text_of(mail) for mail in mails] == [True] * letters.count("sent")


async def test_a_company_without_a_contact_becomes_a_task_of_the_desk(house: House, post: Post) -> None:
    case_id = await case(house, stage="offered", proposing="suisan")
    party_id = uuid4()
    offer_id = await offer(house, case_id, party_id=party_id)

    await house.hear(
        told(OfferMade(offer_id=offer_id, receipt=RECEIPT, party_id=party_id, lead=False, due=DUE), about=case_id)
    )
    await sent(house, post)

    assert await states(house) == ["failed"]


async def test_when_a_round_is_closed_all_who_judged_and_the_proposer_are_told(house: House, post: Post) -> None:
    case_id = await case(house, stage="coordinating")
    lead = await offer(house, case_id, department="sangyo", lead=True, state="judged")
    await offer(house, case_id, department="norin", state="judged")
    await offer(house, case_id, department="kanko", state="returned")
    fact = RoundClosed(
        receipt=RECEIPT,
        partners=(lead,),
        way=CooperationWay.COLLABORATION,
        ground_id=uuid4(),
        note_id=await note(house, case_id, "産業政策課と進めてまいります。"),
    )

    await house.hear(told(fact, about=case_id, version=12))
    (mail,) = await sent(house, post)

    assert await inbox(house) == [("norin", "round_closed", None), ("sangyo", "round_closed", None)]
    assert "産業政策課と進めてまいります。" in text_of(mail)


async def test_an_end_and_an_expired_offer_are_told_to_those_they_concern(house: House, post: Post) -> None:
    case_id = await case(house, stage="declined")
    await offer(house, case_id, department="sangyo", lead=True, state="judged")
    norin = await offer(house, case_id, department="norin", state="expired")
    expired = OfferExpired(offer_id=norin, receipt=RECEIPT, department="norin")
    declined = CaseDeclined(receipt=RECEIPT, ground="law", reason_id=uuid4(), note_id=await note(house, case_id))

    await house.hear(told(expired, about=case_id, version=8), told(declined, about=case_id, version=9))

    assert await inbox(house) == [("norin", "offer_expired", None), ("sangyo", "case_ended", "declined")]


async def test_answers_are_told_to_every_company_of_the_round_and_in_the_end_to_each_its_own_words(
    house: House, post: Post
) -> None:
    case_id = await case(house, stage="reviewing", proposing="suisan")
    for words, state in (("貴社と進めます。", "judged"), ("またの機会に。", "judged"), ("", "returned")):
        closing_id = await note_to_company(house, case_id, words)
        await offer(
            house, case_id, party_id=uuid4(), contact_id=await contact(house), state=state, closing_id=closing_id
        )
    answered = QuestionAnswered(question_id=uuid4(), receipt=RECEIPT, words_id=uuid4(), answer_id=uuid4())
    closed = RoundClosed(receipt=RECEIPT, partners=(), way=CooperationWay.CONTRACT, ground_id=uuid4(), note_id=uuid4())

    await house.hear(told(answered, about=case_id, version=9))
    questions = await sent(house, post)
    await house.hear(told(closed, about=case_id, version=10))
    letters = [text_of(mail) for mail in await sent(house, post)]

    assert ["質問と回答を公開しました" in mail["Subject"] for mail in questions] == [True, True]
    assert [sum(words in letter for letter in letters) for words in ("貴社と進めます。", "またの機会に。")] == [1, 1]
    assert ("suisan", "round_closed", None) in await inbox(house)


async def test_a_due_day_is_called_to_mind_only_where_an_answer_is_still_owed(house: House) -> None:
    case_id = await case(house, stage="reviewing")
    owed = await offer(house, case_id, department="sangyo", lead=True, state="taken_up")
    judged = await offer(house, case_id, department="norin", state="judged")
    await house.change(
        "INSERT INTO routing.case_clock (case_id, since, extra, paused_on, resumed_on, promised, counted)"
        " VALUES (:id, :day, 0, '{}', '{}', :day, true)",
        id=case_id,
        day=DUE,
    )

    for offer_id, department in ((owed, "sangyo"), (judged, "norin"), (None, None)):
        fact = CaseDueSoon(case_id=case_id, receipt=RECEIPT, offer_id=offer_id, department=department, due=DUE, step=-3)
        await house.hear(told(fact))

    assert await inbox(house) == [("desk", "case_due_soon", None), ("sangyo", "case_due_soon", None)]
    rows = await house.rows("SELECT DISTINCT case_id, due FROM notify.notification")
    assert rows == [{"case_id": case_id, "due": DUE}]
