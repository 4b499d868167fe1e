"""What came for a post is told to each of its people in one mail: number, kind, due day, link, and never twice."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from uuid import UUID, uuid4

from services.notify.domain.mail import Brake
from services.notify.handlers.gathering import Gathering
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.events import CaseBounced, CaseOpened, Direction, Fact, MailGaveUp, OfferMade, Recorded
from tests.notify.conftest import BAIT_TITLE, DESK_ID, House, Post, told

MONDAY = datetime(2026, 11, 23, 23, 29, tzinfo=UTC)  # 8:29 on Tuesday the 24th: Monday was a holiday
AT_HALF_PAST_EIGHT = MONDAY + timedelta(minutes=1)
NO_WAIT = timedelta()


async def person(house: House, user: str, *roles: Role, department: str | None = None, email: str = "") -> UUID:
    new = NewAccount(
        user=user,
        display_name="南 ひなた",
        roles=frozenset(roles or {Role.DESK}),
        desk_id=DESK_ID,
        department=department,
        email=email or f"{user}@pref.example.jp",
    )
    async with house.admin.begin() as connection:
        return await create_account(connection, new, password=None, now=MONDAY - timedelta(days=1))


async def wish(house: House, account_id: UUID, kind: str, mode: str) -> None:
    await house.change(
        "INSERT INTO notify.mail_wish (account_id, kind, mode) VALUES (:account, :kind, :mode)",
        account=account_id,
        kind=kind,
        mode=mode,
    )


def opened(receipt: str = "R8-0012") -> CaseOpened:
    return CaseOpened(proposal_id=uuid4(), receipt=receipt, direction=Direction.TO_DEPARTMENTS)


async def heard(house: House, *facts: Recorded[Fact]) -> None:
    """Let notices come long before any digest of these tests, whatever day it is today."""
    await house.hear(*facts)
    await came(house, MONDAY - timedelta(days=300))


async def came(house: House, at: datetime) -> None:
    """Let all notices have come at a moment."""
    await house.change("UPDATE notify.notification SET created_at = :at", at=at)


async def look(house: House, at: datetime = MONDAY, *, gathered: timedelta = NO_WAIT) -> None:
    await Gathering(house.transactions, house.schemes, clock=lambda: at, gathered=gathered).look()


async def sent(house: House, post: Post, at: datetime = MONDAY) -> list[EmailMessage]:
    await look(house, at)
    await house.mailer(post.server).send_due(10)
    # A maildir has no order: the mails of one test differ in the newest number they name.
    return sorted((BytesParser(policy=policy.default).parsebytes(raw) for raw in post.mails()), key=_newest)


def _newest(mail: EmailMessage) -> str:
    return max(re.findall(r"R8-\d+", text_of(mail)), default="")


def text_of(mail: EmailMessage) -> str:
    content: str = mail.get_content()
    return content.replace("\r\n", "\n")


async def states(house: House) -> Sequence[str]:
    return [row["state"] for row in await house.rows("SELECT state FROM notify.mail_send ORDER BY send_id")]


async def test_a_digest_leaves_once_at_its_time_with_the_newest_first_and_says_nothing_of_any_idea(
    house: House, post: Post
) -> None:
    await person(house, "minami")
    made = OfferMade(offer_id=uuid4(), receipt="R8-0009", department="sangyo", lead=True, due=date(2026, 12, 11))
    await heard(house, told(opened("R8-0012")), told(opened("R8-0013")), told(made))

    before = await sent(house, post, MONDAY)
    (mail,) = await sent(house, post, AT_HALF_PAST_EIGHT)
    again = await sent(house, post, AT_HALF_PAST_EIGHT + timedelta(hours=3))

    assert (before, len(again)) == ([], 1)
    assert mail["To"] == "minami@pref.example.jp"
    assert mail["Subject"].endswith(" のまとめ】未読のお知らせ 2件（公民連携デスク）")
    assert "■ 新しい提案　2件\n　R8-0013\n　R8-0012\n" in text_of(mail)
    assert "/inbox?show=unread" in text_of(mail)
    assert BAIT_TITLE not in text_of(mail)


async def test_what_was_missed_while_the_desk_was_down_leaves_as_one_digest_on_the_next_office_day(
    house: House, post: Post
) -> None:
    await person(house, "minami")
    await heard(house, told(opened("R8-0012")))
    sunday = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

    on_sunday = await sent(house, post, sunday)
    on_tuesday = await sent(house, post, AT_HALF_PAST_EIGHT + timedelta(hours=5))
    await heard(house, told(opened("R8-0013")))
    later_that_day = await sent(house, post, AT_HALF_PAST_EIGHT + timedelta(hours=6))
    (_, on_wednesday) = await sent(house, post, AT_HALF_PAST_EIGHT + timedelta(days=1))

    assert (len(on_sunday), len(on_tuesday), len(later_that_day)) == (0, 1, 1)
    assert "R8-0013" in text_of(on_wednesday)
    assert "R8-0012" not in text_of(on_wednesday)


async def test_what_comes_after_the_time_of_the_digest_waits_for_the_next_one(house: House, post: Post) -> None:
    await person(house, "minami")
    await house.hear(told(opened("R8-0012")))
    await came(house, AT_HALF_PAST_EIGHT + timedelta(hours=2))

    later_that_day = await sent(house, post, AT_HALF_PAST_EIGHT + timedelta(hours=3))
    (on_wednesday,) = await sent(house, post, AT_HALF_PAST_EIGHT + timedelta(days=1))

    assert later_that_day == []
    assert "R8-0012" in text_of(on_wednesday)


async def test_what_a_colleague_has_opened_is_told_no_more_and_nothing_to_say_is_no_mail(
    house: House, post: Post
) -> None:
    await person(house, "minami")
    await heard(house, told(opened()))
    await look(house, AT_HALF_PAST_EIGHT)
    await house.change("UPDATE notify.notification SET read_at = now(), read_by = 'x'")

    assert await house.mailer(post.server).send_due(10) == 1
    assert (post.mails(), await states(house)) == ([], ["needless"])

    await heard(house, told(opened("R8-0013")))
    await house.change("UPDATE notify.notification SET read_at = now(), read_by = 'x' WHERE read_at IS NULL")
    await look(house, AT_HALF_PAST_EIGHT + timedelta(days=1))
    assert await states(house) == ["needless"]


async def test_a_process_killed_over_the_digest_leaves_it_whole_for_the_next_look(house: House, post: Post) -> None:
    await person(house, "minami")
    await heard(house, told(opened()))
    broken = Gathering(house.transactions, house.schemes, clock=lambda: AT_HALF_PAST_EIGHT, gathered=NO_WAIT)
    await house.change("ALTER TABLE notify.personal_notice ADD CONSTRAINT killed CHECK (send_id IS NULL)")
    try:
        await _fails(broken)
    finally:
        await house.change("ALTER TABLE notify.personal_notice DROP CONSTRAINT killed")

    assert await states(house) == []
    assert len(await sent(house, post, AT_HALF_PAST_EIGHT)) == 1


async def _fails(gathering: Gathering) -> None:
    try:
        await gathering.look()
    except Exception as error:  # noqa: BLE001 -- whatever the database makes of it
        assert "killed" in str(error)  # noqa: PT017 -- said in the same breath
    else:
        raise AssertionError("it was not killed")


async def test_what_is_urgent_leaves_at_once_with_number_kind_and_link_alone(house: House, post: Post) -> None:
    await person(house, "minami")
    await house.hear(told(CaseBounced(receipt="R8-0012", returns=3)))

    (mail,) = await sent(house, post)

    assert mail["Subject"] == "【返送の重なり】R8-0012（公民連携デスク）"
    assert "受付番号　R8-0012" in text_of(mail)
    assert "/cases/R8-0012" in text_of(mail)


async def test_many_cases_changed_at_once_are_one_mail_and_the_brake_lets_the_next_ones_join_it(
    house: House, post: Post
) -> None:
    account_id = await person(house, "minami")
    await wish(house, account_id, "case_opened", "at_once")
    await house.hear(*(told(opened(f"R8-00{number}")) for number in range(10, 40)))
    await look(house, gathered=timedelta(minutes=1))
    assert await states(house) == []

    (first,) = await sent(house, post)
    await house.hear(told(opened("R8-0040")))
    await look(house)
    brake = Brake(per_address_and_day=10, per_hour=300, staff_per_address_and_hour=1)
    await house.mailer(post.server, brake=brake).send_due(10)
    await house.hear(told(opened("R8-0041")))
    await look(house)
    await house.change("UPDATE notify.mail_send SET next_at = now() WHERE state = 'deferred'")
    (_, second) = await sent(house, post)

    assert first["Subject"] == "【お知らせ 30件】受信箱（公民連携デスク）"
    assert second["Subject"] == "【お知らせ 2件】受信箱（公民連携デスク）"
    assert await states(house) == ["sent", "sent"]


async def test_a_person_is_told_of_their_own_post_as_they_wish_and_nobody_without_an_address(
    house: House, post: Post
) -> None:
    never = await person(house, "asahina")
    await wish(house, never, "case_opened", "never")
    await wish(house, never, "case_bounced", "never")
    section = await person(house, "isobe", Role.DEPARTMENT, department="suisan")
    await person(house, "unyo", Role.OPERATOR)
    silent = await person(house, "silent")
    await house.change("UPDATE access.account SET email = NULL WHERE id = :id", id=silent)
    made = OfferMade(offer_id=uuid4(), receipt="R8-0012", department="suisan", lead=True, due=date(2026, 12, 11))

    await house.hear(told(opened()), told(CaseBounced(receipt="R8-0012", returns=3)), told(made))

    waiting = await house.rows("SELECT account_id, at_once FROM notify.personal_notice ORDER BY at_once")
    assert waiting == [{"account_id": section, "at_once": False}, {"account_id": never, "at_once": True}]


async def test_a_mail_to_a_person_that_does_not_arrive_is_told_on_the_page_and_never_by_mail(
    house: House, post: Post
) -> None:
    await person(house, "minami")
    await house.hear(told(CaseBounced(receipt="R8-0012", returns=3)))
    await look(house)
    post.sink.recipient_answer = "550 no such person"
    await house.mailer(post.server).send_due()
    (failed,) = await house.rows("SELECT send_id FROM notify.mail_send")

    await house.hear(told(MailGaveUp(purpose="staff_notice", reply_code=550), about=failed["send_id"]))

    (task,) = await house.rows("SELECT detail FROM notify.notification WHERE kind = 'mail_gave_up'")
    assert task == {"detail": "staff"}
    assert await house.rows("SELECT 1 FROM notify.personal_notice WHERE send_id IS NULL") == []
