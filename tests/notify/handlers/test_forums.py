"""Whoever registers for a forum, or is invited to one, gets a mail of their own, true when it leaves."""

from datetime import date
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from uuid import UUID, uuid4

from services.intake.storage.tables import documents as intake_documents
from services.routing.storage.tables import documents as routing_documents
from shared.documents import DocumentKind, Documents, KeeperKind, NewKeeper
from shared.documents.contents import ContactContent
from shared.documents.public import PublicContent
from shared.events import LedgerDueSoon, LedgerKind
from shared.events.forum import ForumInvited
from shared.events.public import ForumAnnounced, ForumWithdrawn
from shared.events.registration import (
    RegistrationAdmitted,
    RegistrationCancelled,
    RegistrationFact,
    RegistrationReceived,
    RegistrationRepeated,
    RegistrationState,
)
from shared.links import check_registration_token
from shared.settings import ServiceSettings
from tests.notify.conftest import DESK_ID, House, Post, told

NUMBER = "FR8-0001"
HELD = date(2027, 2, 3)
CONTENT = PublicContent(
    title="みなとフォーラム", held_on=HELD, begins="午後2時から", place="県庁講堂", closes_on=date(2027, 1, 29)
)


async def announced(house: House, content: PublicContent = CONTENT) -> UUID:
    """Let everybody read of a forum; return the document."""
    item_id = uuid4()
    async with house.admin.begin() as connection:
        written = Documents(connection, routing_documents, house.keyring)
        await written.create_keepers([NewKeeper(keeper_id=item_id, kind=KeeperKind.LEDGER, desk_id=DESK_ID)])
        said: dict[str, Any] = {"keeper_id": item_id, "keeper_kind": KeeperKind.LEDGER, "desk_id": DESK_ID}
        return await written.write(DocumentKind.PUBLIC, content.to_bytes(), **said)


async def known(house: House) -> UUID:
    """Let intake know the forum; return what everybody reads of it."""
    content_id = await announced(house)
    await house.change(
        "INSERT INTO intake.public_call (desk_id, number, version, opens_on, closes_on, closed, title, summary, fields,"
        " gone, held_on, content_id) VALUES ('miono', :number, 1, :held, :held, false, '', '', '[]', false, :held,"
        " :id)",
        number=NUMBER,
        held=HELD,
        id=content_id,
    )
    return content_id


async def registered(house: House, name: str, state: str = "registered") -> tuple[UUID, UUID]:
    """Let somebody register; return the registration and the contact."""
    registration_id = uuid4()
    contact = ContactContent(name=name, email=f"{name}@example.co.jp")
    async with house.admin.begin() as connection:
        written = Documents(connection, intake_documents, house.keyring)
        keeper: dict[str, Any] = {"keeper_id": registration_id, "desk_id": DESK_ID}
        await written.create_keepers([NewKeeper(kind=KeeperKind.REGISTRATION, **keeper)])
        kind = KeeperKind.REGISTRATION
        contact_id = await written.write(DocumentKind.CONTACT, contact.to_bytes(), keeper_kind=kind, **keeper)
    await house.change(
        "INSERT INTO intake.registration (registration_id, desk_id, number, state, people, contact_id, answerable,"
        " form_key, version, registered_at) VALUES (:id, 'miono', :number, :state, 2, :contact, true, :id, 1, now())",
        id=registration_id,
        number=NUMBER,
        state=state,
        contact=contact_id,
    )
    return registration_id, contact_id


def fact(
    kind: type[RegistrationFact], contact_id: UUID, state: RegistrationState = RegistrationState.REGISTERED
) -> RegistrationFact:
    return kind(number=NUMBER, state=state, people=2, contact_id=contact_id, taken=2, tally=1)


async def sent(house: House, post: Post, most: int = 9) -> list[EmailMessage]:
    """Let all mails leave, and return what arrived, by its addressee and subject."""
    await house.mailer(post.server).send_due(most)
    found = [BytesParser(EmailMessage, policy=policy.default).parsebytes(one) for one in post.mails()]
    return sorted(found, key=lambda one: (str(one["To"]), str(one["Subject"])))


async def test_who_registers_gets_a_receipt_with_day_place_and_a_link_and_again_when_they_register_once_more(
    house: House, post: Post
) -> None:
    await known(house)
    registration_id, contact_id = await registered(house, "sato")

    for kind in (RegistrationReceived, RegistrationRepeated):
        one = told(fact(kind, contact_id), about=registration_id)
        await house.hear(one, one)
    mails = await sent(house, post)

    body = mails[0].get_content()
    token = body.partition("/attendance/")[2].split()[0]
    assert check_registration_token(ServiceSettings("notify").installation.link_secret, token, 1) == registration_id
    assert [str(one["To"]) for one in mails] == ["sato@example.co.jp"] * 2
    assert str(mails[0]["Subject"]) == "【FR8-0001】意見交換会への参加を承りました（澪野県 公民連携デスク）"
    for words in ("sato 様", "みなとフォーラム", "令和9年2月3日（水）　午後2時から", "県庁講堂", "2名"):
        assert words in body


async def test_what_is_not_true_any_more_is_not_sent(house: House, post: Post) -> None:
    await known(house)
    waiting, first = await registered(house, "suzuki", "waiting")
    gone, second = await registered(house, "tanaka", "cancelled")

    await house.hear(
        told(fact(RegistrationReceived, first), about=waiting),
        told(fact(RegistrationReceived, second, RegistrationState.WAITING), about=gone),
        told(fact(RegistrationAdmitted, second), about=gone),
        told(fact(RegistrationCancelled, second, RegistrationState.CANCELLED), about=gone),
    )
    mails = await sent(house, post)

    assert [(str(one["To"]), "取消しを承りました" in str(one["Subject"])) for one in mails] == [
        ("tanaka@example.co.jp", True)
    ]
    states = await house.rows("SELECT state FROM notify.mail_send ORDER BY state")
    assert [row["state"] for row in states] == ["needless", "needless", "needless", "sent"]


async def test_those_who_come_are_reminded_and_told_when_the_forum_is_moved_or_called_off(
    house: House, post: Post
) -> None:
    await known(house)
    await registered(house, "sato")
    await registered(house, "suzuki", "waiting")
    await registered(house, "tanaka", "cancelled")
    moved = await announced(house, CONTENT.model_copy(update={"place": "市民会館"}))
    day = LedgerDueSoon(item_id=uuid4(), number=NUMBER, kind=LedgerKind.FORUM, what="forum-eve", due=HELD)

    await house.hear(told(day), told(day.model_copy(update={"what": "forum-day"})))
    await house.hear(
        told(ForumAnnounced(number=NUMBER, content_id=moved, held_on=HELD, closes_on=HELD)),
        told(ForumAnnounced(number=NUMBER, content_id=moved, held_on=HELD, closes_on=HELD, moved=True), version=2),
        told(ForumWithdrawn(number=NUMBER)),
    )
    mails = await sent(house, post)

    purposes = await house.rows("SELECT purpose FROM notify.mail_send WHERE state = 'sent' ORDER BY purpose")
    assert [row["purpose"] for row in purposes] == [
        *(["attendee_called_off"] * 2),
        *(["attendee_moved"] * 2),
        "attendee_reminded",
    ]
    told_of = [one for one in mails if "日時・場所の変更" in str(one["Subject"])]
    assert [("市民会館" in one.get_content(), one["To"]) for one in told_of] == [
        (True, "sato@example.co.jp"),
        (True, "suzuki@example.co.jp"),
    ]
    notices = await house.rows("SELECT detail FROM notify.notification")
    assert [row["detail"] for row in notices] == ["forum_forum-day"]


async def test_of_a_forum_that_was_called_off_meanwhile_only_that_is_mailed(house: House, post: Post) -> None:
    content_id = await known(house)
    here, contact_id = await registered(house, "sato")
    day = LedgerDueSoon(item_id=uuid4(), number=NUMBER, kind=LedgerKind.FORUM, what="forum-eve", due=HELD)
    invited = ForumInvited(number=NUMBER, contacts=(contact_id,), content_id=content_id, invitation_id=uuid4())

    await house.hear(
        told(fact(RegistrationReceived, contact_id), about=here),
        told(fact(RegistrationAdmitted, contact_id), about=here),
        told(day),
        told(ForumAnnounced(number=NUMBER, content_id=content_id, held_on=HELD, closes_on=HELD, moved=True)),
        told(invited),
        told(ForumWithdrawn(number=NUMBER)),
    )
    await house.change("UPDATE intake.public_call SET gone = true, version = 2")
    mails = await sent(house, post)

    assert [("中止" in str(one["Subject"]), str(one["To"])) for one in mails] == [(True, "sato@example.co.jp")]
    states = await house.rows("SELECT state FROM notify.mail_send ORDER BY state")
    assert [row["state"] for row in states] == [*["needless"] * 5, "sent"]


async def test_a_mail_that_waited_speaks_of_the_newest_day_and_only_the_last_move_is_told(
    house: House, post: Post
) -> None:
    await known(house)
    here, contact_id = await registered(house, "sato")
    halls = [await announced(house, CONTENT.model_copy(update={"place": place})) for place in ("市民会館", "図書館")]
    moves = [
        told(ForumAnnounced(number=NUMBER, content_id=hall, held_on=HELD, closes_on=HELD, moved=True), version=version)
        for version, hall in enumerate(halls, start=2)
    ]

    # intake knows of the first move only, and has no content of what a forum of before was announced with.
    await house.hear(told(fact(RegistrationReceived, contact_id), about=here), *moves)
    await house.change("UPDATE notify.mail_send SET content_id = NULL WHERE purpose = 'attendee_registered'")
    await house.change("UPDATE intake.public_call SET content_id = :id, version = 2", id=halls[0])
    mails = await sent(house, post)

    said = [("変更" in str(one["Subject"]), "市民会館" in one.get_content()) for one in mails]
    assert sorted(said) == [(False, True), (True, False)]
    assert "図書館" in next(one.get_content() for one in mails if "変更" in str(one["Subject"]))


async def test_once_the_day_has_passed_nobody_is_reminded_of_it(house: House, post: Post) -> None:
    content_id = await announced(house, CONTENT.model_copy(update={"held_on": date(2020, 2, 3)}))
    await known(house)
    await registered(house, "sato")
    await house.change("UPDATE intake.public_call SET content_id = :id", id=content_id)

    await house.hear(
        told(LedgerDueSoon(item_id=uuid4(), number=NUMBER, kind=LedgerKind.FORUM, what="forum-eve", due=HELD))
    )

    assert await sent(house, post) == []


async def test_a_party_is_invited_by_a_mail_and_a_municipality_finds_it_in_its_inbox(house: House, post: Post) -> None:
    content_id, item_id = await known(house), uuid4()
    async with house.admin.begin() as connection:
        written = Documents(connection, routing_documents, house.keyring)
        await written.create_keepers([NewKeeper(keeper_id=item_id, kind=KeeperKind.LEDGER, desk_id=DESK_ID)])
        said: dict[str, Any] = {"keeper_id": item_id, "keeper_kind": KeeperKind.LEDGER, "desk_id": DESK_ID}
        contact = ContactContent(organisation="みどり商店", email="info@midori.example.co.jp")
        contact_id = await written.write(DocumentKind.CONTACT, contact.to_bytes(), **said)
        letter_id = await written.write(DocumentKind.NOTE_TO_ADDRESSEE, "ぜひお越しください。".encode(), **said)
    invited = ForumInvited(
        number=NUMBER,
        departments=("kanko",),
        municipalities=("minato",),
        parties=(uuid4(), uuid4()),
        contacts=(contact_id, None),
        invitation_id=uuid4(),
        letter_id=letter_id,
        content_id=content_id,
    )

    await house.hear(told(invited, about=item_id))
    (mail,) = await sent(house, post)

    assert str(mail["To"]) == "info@midori.example.co.jp"
    for words in ("みどり商店 御中", "ぜひお越しください。", "/register/forums/FR8-0001"):
        assert words in mail.get_content()
    notices = await house.rows("SELECT recipient FROM notify.notification ORDER BY recipient")
    assert [row["recipient"] for row in notices] == ["kanko", "minato"]
