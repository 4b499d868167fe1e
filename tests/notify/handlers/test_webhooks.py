"""Other systems are told once a fact, signed, and tried again without keeping anybody else waiting."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
from standardwebhooks import Webhook as Signature

from services.notify.consumers import webhooks
from services.notify.domain.webhook import SHUT_AFTER, WAITS, Answered, Receiver, Trouble
from services.notify.handlers.webhooks import Messenger, receivers_of, try_out
from services.notify.ports import Call
from services.notify.storage.webhooks import Standing
from shared.clock import utc_now
from shared.events import CaseConfirmed, CaseOpened, Direction, Fact, MailSent, Recorded
from shared.scheme.model import DeskScheme
from shared.scheme.webhooks import Webhook
from tests.notify.conftest import DESK_ID, House, told
from tests.waiting import until, until_ended

SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
PORTAL = Webhook(name="portal", url="https://portal.example.jp/hook", events=("case.opened.v1",))
ARCHIVE = Webhook(name="archive", url="https://archive.example.jp/hook", events="all")


@dataclass
class Receivers:
    """The way out, with an answer for each address."""

    answers: dict[str, Answered] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    async def send(self, call: Call) -> Answered:
        self.calls.append(call)
        return self.answers.get(call.url, Answered(status=200))


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: utc_now() + timedelta(minutes=1))

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def hooked(house: House) -> dict[str, DeskScheme]:
    """The sample desk with two receivers."""
    return {DESK_ID: house.schemes[DESK_ID].model_copy(update={"webhooks": (PORTAL, ARCHIVE)})}


def messenger(house: House, hooked: dict[str, DeskScheme], line: Receivers, clock: Clock, **secrets: str) -> Messenger:
    return Messenger(
        transactions=house.transactions,
        line=line,
        schemes=hooked,
        secrets=secrets or {"portal": SECRET, "archive": SECRET},
        clock=clock,
        quiet_seconds=0.01,
    )


def opened() -> Recorded[Fact]:
    receipt = "R8-0012"
    return told(CaseOpened(proposal_id=told_id(), receipt=receipt, direction=Direction.TO_DEPARTMENTS))


def told_id() -> Any:
    return told(MailSent(purpose="acknowledgement")).id


async def standing(house: House) -> dict[str, Standing]:
    async with house.transactions.begin() as work:
        return {one.webhook: one for one in await work.webhooks.standings(DESK_ID, ["portal", "archive"])}


async def test_each_receiver_is_told_what_it_wants_once_and_can_check_who_said_it(
    house: House, hooked: dict[str, DeskScheme]
) -> None:
    line, first = Receivers(), opened()
    confirmed = told(CaseConfirmed(receipt="R8-0012", abstract_id=told_id()))
    await house.hear_many(first, first, confirmed, reader=webhooks(hooked))
    await house.hear_many(first, reader=webhooks(hooked))
    sending = messenger(house, hooked, line, Clock())

    sent = [await sending.send_due(receiver) for receiver in receivers_of(hooked)]
    again = [await sending.send_due(receiver) for receiver in receivers_of(hooked)]

    assert (sent, again) == ([1, 2], [0, 0])
    assert sorted(call.url for call in line.calls) == [ARCHIVE.url, ARCHIVE.url, PORTAL.url]
    at_portal = next(call for call in line.calls if call.url == PORTAL.url)
    assert at_portal.headers["webhook-id"] == str(first.id)
    assert orjson.loads(at_portal.body)["type"] == "case.opened.v1"
    sign = Signature(SECRET).sign(
        str(first.id),
        datetime.fromtimestamp(int(at_portal.headers["webhook-timestamp"])).astimezone(),
        at_portal.body.decode(),
    )
    assert sign.startswith("v1,")


async def test_what_does_not_arrive_is_tried_for_days_and_then_left_to_a_person(
    house: House, hooked: dict[str, DeskScheme]
) -> None:
    line, clock = Receivers({PORTAL.url: Answered(status=503, trouble=Trouble.REFUSED)}), Clock()
    await house.hear_many(opened(), reader=webhooks(hooked))
    sending, portal = messenger(house, hooked, line, clock), Receiver(desk_id=DESK_ID, webhook=PORTAL)

    for wait in (*WAITS, timedelta()):
        assert await sending.send_due(portal) == 1
        assert await sending.send_due(portal) == 0
        clock.at += wait

    found = (await standing(house))["portal"]
    assert (found.gave_up, found.waiting, found.trouble, found.status) == (1, 0, Trouble.REFUSED, 503)


async def test_a_receiver_silent_for_days_is_shut_until_somebody_opens_it_and_is_then_told_everything(
    house: House, hooked: dict[str, DeskScheme]
) -> None:
    line, clock = Receivers({PORTAL.url: Answered(trouble=Trouble.UNREACHABLE)}), Clock()
    sending, portal = messenger(house, hooked, line, clock), Receiver(desk_id=DESK_ID, webhook=PORTAL)
    await house.hear_many(opened(), opened(), reader=webhooks(hooked))
    one_at_a_time = [await sending.send_due(portal) for _ in range(2)]
    clock.at += SHUT_AFTER
    await sending.send_due(portal)
    shut = (await standing(house))["portal"]
    left_alone = await sending.send_due(portal)

    line.answers.clear()
    async with house.transactions.begin() as work:
        made_due = await work.webhooks.again(*portal.key, clock.at)
    told_then = await sending.send_due(portal)

    assert (one_at_a_time, shut.shut_at, left_alone) == ([2, 0], clock.at, 0)
    assert (made_due, told_then) == (2, 2)
    assert (await standing(house))["portal"].failing_since is None


async def test_without_a_secret_nothing_leaves_the_house(house: House, hooked: dict[str, DeskScheme]) -> None:
    line = Receivers()
    await house.hear_many(opened(), reader=webhooks(hooked))

    await messenger(house, hooked, line, Clock(), archive=SECRET).send_due(Receiver(desk_id=DESK_ID, webhook=PORTAL))

    assert line.calls == []
    assert (await standing(house))["portal"].trouble is Trouble.NO_SECRET


async def test_a_trial_is_signed_and_leaves_nothing_behind(house: House) -> None:
    line = Receivers()

    answer = await try_out(Receiver(desk_id=DESK_ID, webhook=PORTAL), line, {"miono.portal": SECRET}, utc_now())

    headers = dict(line.calls[0].headers)
    assert answer == Answered(status=200)
    assert Signature(SECRET).verify(line.calls[0].body, headers)["type"] == "webhook.test"
    assert (await standing(house))["portal"] == Standing(webhook="portal", waiting=0, gave_up=0)


async def test_the_loop_tells_everybody_and_follows_the_schemes(house: House, hooked: dict[str, DeskScheme]) -> None:
    line, schemes = Receivers(), dict(house.schemes)
    running = asyncio.create_task(messenger(house, schemes, line, Clock()).run())
    await house.hear_many(opened(), reader=webhooks(hooked))

    schemes.update(hooked)

    async def delivered() -> bool:
        rows = await house.rows("SELECT state FROM notify.webhook_delivery")
        return [row["state"] for row in rows] == ["delivered", "delivered"]

    await until(delivered)

    await until_ended(running)
    assert sorted(call.url for call in line.calls) == [ARCHIVE.url, PORTAL.url]


async def test_while_a_secret_is_changed_the_receiver_may_know_either_of_the_two() -> None:
    line, new = Receivers(), "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="

    await try_out(Receiver(desk_id=DESK_ID, webhook=PORTAL), line, {"portal": f"{new} {SECRET}"}, utc_now())

    (call,) = line.calls
    believed = [Signature(one).verify(call.body, dict(call.headers))["type"] for one in (new, SECRET)]
    assert believed == ["webhook.test"] * 2
