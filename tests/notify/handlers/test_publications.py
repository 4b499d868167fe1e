"""Who agreed to a publication is told what becomes of it, outside by mail and inside in the inbox."""

from uuid import uuid4

from shared.events import (
    PublicationConsentAsked,
    PublicationHeld,
    PublicationReleaseAsked,
    PublicationShown,
    PublicationWithdrawn,
)
from tests.notify.conftest import NOW, House, Post, told
from tests.notify.handlers.test_announcing import (
    DUE,
    RECEIPT,
    case,
    contact,
    inbox,
    note_to_company,
    offer,
    sent,
    text_of,
)

NUMBER = "PR8-0001"


async def test_a_chosen_company_is_asked_by_its_link_and_the_department_hears_of_its_own_question_alone(
    house: House, post: Post
) -> None:
    case_id = await case(house, stage="coordinating", proposing="suisan")
    offer_id = await offer(house, case_id, party_id=uuid4(), contact_id=await contact(house), state="judged")
    asked = PublicationConsentAsked(
        number=NUMBER,
        case_id=case_id,
        receipt=RECEIPT,
        draft=1,
        content_id=uuid4(),
        fields=("title",),
        note_id=await note_to_company(house, case_id, "お名前を含む案です。"),
        due=DUE,
        offer_id=offer_id,
    )

    await house.hear(told(asked, about=uuid4(), version=2))
    (mail,) = await sent(house, post)

    assert (mail["To"], await inbox(house)) == ("info@umikaze.example.co.jp", [])
    assert ["お名前を含む案です。" in text_of(mail), "/offers/" in text_of(mail)] == [True, True]


async def test_what_became_public_and_what_was_taken_back_is_told_to_each_who_agreed_and_a_correction_to_nobody(
    house: House, post: Post
) -> None:
    wish = await case(house, stage="coordinating", proposing="suisan")
    chosen = await offer(house, wish, party_id=uuid4(), contact_id=await contact(house), state="judged")
    await house.change("UPDATE routing.offer SET chosen = true WHERE offer_id = :id", id=chosen)
    await offer(house, wish, party_id=uuid4(), state="judged")
    proposal = await case(house, stage="coordinating", receipt="R8-0013")
    of_both = {"number": NUMBER, "cases": (wish, proposal), "receipts": (RECEIPT, "R8-0013")}
    shown = PublicationShown(shown=4, since=NOW, **of_both)
    publication = uuid4()

    await house.hear(
        told(shown, about=publication, version=5),
        told(shown.model_copy(update={"shown": 8, "again": True}), about=publication, version=9),
        told(PublicationWithdrawn(was_shown=True, **of_both), about=publication, version=10),
    )
    mails = await sent(house, post)

    subjects = sorted((mail["To"], mail["Subject"].partition("（")[0]) for mail in mails)
    assert subjects == [
        ("info@umikaze.example.co.jp", "【R8-0012】公表を取り下げました"),
        ("info@umikaze.example.co.jp", "【R8-0012】取組を公表いたしました"),
        ("tanaka@example.co.jp", "【受付番号 R8-0013】公表を取り下げました"),
        ("tanaka@example.co.jp", "【受付番号 R8-0013】取組を公表いたしました"),
    ]
    assert await inbox(house) == [("suisan", "publication_shown", None), ("suisan", "publication_withdrawn", None)]


async def test_the_desk_hears_of_what_it_has_to_decide(house: House) -> None:
    held = PublicationHeld(number=NUMBER, fields=("summary",), held_on=DUE)
    moment = PublicationReleaseAsked(number=NUMBER, officer=uuid4(), reason_id=uuid4())

    await house.hear(told(held), told(moment))

    assert await inbox(house) == [("desk", "publication_held", None), ("desk", "publication_release", None)]
