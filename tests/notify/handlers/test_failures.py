"""What follows when a mail server reports that a mail of ours did not arrive."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import Fact, MailBounced, MailFailureReported, MailSent, Recorded
from tests.notify.conftest import NOW, House, told

RECEIPT = "R8-0012"
MINUTE = timedelta(minutes=1)


async def sent(house: House, state: str = "sent") -> UUID:
    """Arrange a mail that has left and return its id."""
    await house.acknowledged(receipt=RECEIPT)
    await house.change(
        "UPDATE notify.mail_send SET state = :state, attempt = 1, version = 1, sending_at = :at", state=state, at=NOW
    )
    send_id: UUID = (await house.mail())["send_id"]
    return send_id


def reported(
    send_id: UUID, *, final: bool = True, desk_id: str = "miono", received_at: datetime | None = None
) -> Recorded[Fact]:
    fact = MailFailureReported(send_id=send_id, final=final, status="5.1.1", received_at=received_at)
    return told(fact, desk_id=desk_id)


async def facts(house: House) -> list[dict[str, Any]]:
    return await house.rows("SELECT type, data, aggregate_version FROM notify.event_log ORDER BY seq")


async def tasks(house: House) -> list[dict[str, Any]]:
    return await house.rows("SELECT kind, receipt, read_at IS NULL AS open FROM notify.notification")


async def say_what_was_told(house: House, send_id: UUID) -> None:
    """Let the staff's inbox hear what notify told."""
    for fact in await facts(house):
        bounced = MailBounced.model_validate(fact["data"])
        await house.hear_many(told(bounced, about=send_id, version=fact["aggregate_version"]))


@pytest.mark.parametrize("state", ["sent", "sending", "deferred", "unknown"])
async def test_ten_reports_of_one_mail_that_came_back_are_one_task(house: House, state: str) -> None:
    send_id = await sent(house, state)

    for _ in range(2):
        await house.hear_many(*(reported(send_id) for _ in range(5)), reader=house.proposer_mail)
    await say_what_was_told(house, send_id)

    assert await facts(house) == [
        {
            "type": "mail.bounced.v1",
            "data": {"purpose": "acknowledgement", "status": "5.1.1"},
            "aggregate_version": 2,
        }
    ]
    mail = await house.mail()
    assert (mail["state"], mail["reason"], mail["report_status"]) == ("bounced", "came_back", "5.1.1")
    assert await tasks(house) == [{"kind": "mail_bounced", "receipt": RECEIPT, "open": True}]


async def test_a_delay_is_noted_and_calls_nobody(house: House) -> None:
    send_id = await sent(house)

    await house.hear_many(reported(send_id, final=False), reader=house.proposer_mail)

    mail = await house.mail()
    assert (mail["state"], mail["reason"]) == ("sent", "delay_reported")
    assert (await facts(house), await tasks(house)) == ([], [])


@pytest.mark.parametrize("state", ["created", "failed", "bounced"])
async def test_what_has_not_left_again_or_is_known_to_have_failed_is_left_as_it_is(house: House, state: str) -> None:
    send_id = await sent(house, state)

    await house.hear_many(reported(send_id), reader=house.proposer_mail)

    assert (await house.mail())["state"] == state
    assert await facts(house) == []


@pytest.mark.parametrize("state", ["sent", "sending", "deferred"])
async def test_a_report_that_came_before_the_mail_was_sent_again_says_nothing_of_it(house: House, state: str) -> None:
    send_id = await sent(house, state)
    old, new = reported(send_id, received_at=NOW - MINUTE), reported(send_id, received_at=NOW + MINUTE)

    await house.hear_many(old, reader=house.proposer_mail)
    before = (await house.mail())["state"], await facts(house)
    await house.hear_many(new, old, reader=house.proposer_mail)

    assert before == (state, [])
    assert ((await house.mail())["state"], len(await facts(house))) == ("bounced", 1)


@pytest.mark.parametrize("of", ["another desk", "nobody"])
async def test_a_report_about_no_mail_of_this_desk_changes_nothing(house: House, of: str) -> None:
    send_id = await sent(house)
    report = reported(send_id, desk_id="other") if of == "another desk" else reported(uuid4())

    await house.hear_many(report, reader=house.proposer_mail)

    assert (await house.mail())["state"] == "sent"


async def test_the_word_that_it_left_does_not_close_the_task_that_came_before_it(house: House) -> None:
    send_id = await sent(house)
    await house.hear_many(reported(send_id), reader=house.proposer_mail)
    await say_what_was_told(house, send_id)

    await house.hear_many(told(MailSent(purpose="acknowledgement"), about=send_id))

    assert [task["open"] for task in await tasks(house)] == [True]


async def test_the_task_is_closed_once_the_mail_has_left_again(house: House) -> None:
    send_id = await sent(house)
    await house.hear_many(reported(send_id), reader=house.proposer_mail)
    await say_what_was_told(house, send_id)
    await house.change("UPDATE notify.mail_send SET state = 'sent', reason = NULL")

    await house.hear_many(told(MailSent(purpose="acknowledgement"), about=send_id, version=3))

    assert [task["open"] for task in await tasks(house)] == [False]
