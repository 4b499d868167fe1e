"""Operators are told of incidents by mail: once, with what can be done, and again when they are over."""

from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from services.notify.handlers.alarming import Alarming
from shared.access.actor import Role
from tests.notify.conftest import House, Post
from tests.notify.handlers.test_gathering import person, states, text_of

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def incident(house: House, cause: str, remedy: str, *, reader: str | None = None, at: datetime = NOW) -> None:
    await house.change(
        "INSERT INTO operations.incident (incident_id, key, cause, reader, opened_at, last_seen_at, what_can_be_done)"
        " VALUES (gen_random_uuid(), gen_random_uuid()::text, :cause, :reader, :at, :at, :remedy)",
        cause=cause,
        reader=reader,
        at=at,
        remedy=remedy,
    )


async def close_all(house: House, at: datetime) -> None:
    await house.change("UPDATE operations.incident SET closed_at = :at, closed_by = 'watch'", at=at)


async def look(house: House, at: datetime) -> None:
    await Alarming(house.transactions, house.schemes, clock=lambda: at).look()


async def leave(house: House, post: Post) -> list[EmailMessage]:
    """Let what waits leave, and return all that arrived, in the order in which it was recorded."""
    await house.mailer(post.server).send_due(10)
    mails = [BytesParser(policy=policy.default).parsebytes(raw) for raw in post.mails()]
    return sorted(mails, key=lambda mail: str(mail["Message-ID"]))


async def test_an_operator_is_told_of_what_is_wrong_once_and_that_it_is_over(house: House, post: Post) -> None:
    await person(house, "unyo", Role.OPERATOR)
    await person(house, "kanri", Role.ADMINISTRATOR)
    await incident(house, "broker_away", "start_broker")
    for _ in range(3):
        await incident(house, "delivery_parked", "look_at_delivery", reader="routing.cases")

    await look(house, NOW + timedelta(seconds=30))
    passing = await leave(house, post)
    for minutes in (2, 3):
        await look(house, NOW + minutes * MINUTE)
    (mail,) = await leave(house, post)
    await close_all(house, NOW + 4 * MINUTE)
    for minutes in (5, 10, 11):
        await look(house, NOW + minutes * MINUTE)
    _, over = await leave(house, post)

    assert (passing, mail["To"]) == ([], "unyo@pref.example.jp")
    assert mail["Subject"] == "【運用】異常 2件（公民連携デスク）"
    assert (
        "■ 異常　配送の仕組み（RabbitMQ）が応答しません\n　発生　令和8年11月24日（火）10時00分\n　対応　RabbitMQを起動"
        in (text_of(mail))
    )
    assert "■ 異常　配送が留置されています（routing.cases）　3件\n" in text_of(mail)
    assert "/operations\n" in text_of(mail)
    assert over["Subject"] == "【運用】復旧 2件（公民連携デスク）"
    assert "■ 復旧　配送の仕組み（RabbitMQ）が応答しません\n　発生　" in text_of(over)


async def test_what_comes_while_the_mail_waits_joins_it_and_what_is_over_by_then_is_not_told(
    house: House, post: Post
) -> None:
    await person(house, "unyo", Role.OPERATOR)
    await incident(house, "management_away", "start_management")
    await look(house, NOW + 2 * MINUTE)
    await close_all(house, NOW + 3 * MINUTE)
    await incident(house, "outbox_old", "look_at_relay", at=NOW + 3 * MINUTE)

    await look(house, NOW + 9 * MINUTE)
    (mail,) = await leave(house, post)
    await look(house, NOW + 10 * MINUTE)

    assert mail["Subject"] == "【運用】異常 1件（公民連携デスク）"
    assert "RabbitMQの管理口" not in text_of(mail)
    assert await states(house) == ["sent"]


async def test_nobody_is_called_for_what_was_over_before_its_mail_left(house: House, post: Post) -> None:
    await person(house, "unyo", Role.OPERATOR)
    await incident(house, "broker_away", "start_broker")
    await look(house, NOW + 2 * MINUTE)
    await close_all(house, NOW + 3 * MINUTE)

    nothing = await leave(house, post)
    await incident(house, "broker_away", "start_broker", at=NOW + 4 * MINUTE)
    await look(house, NOW + 6 * MINUTE)
    mails = await leave(house, post)

    assert (nothing, len(mails)) == ([], 1)
    assert sorted(await states(house)) == ["needless", "sent"]
