"""Mails that come while intake pauses."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from services.intake.handlers.holding_decisions import make_it_a_proposal
from services.intake.handlers.pausing import NotPaused, UnusablePause, pause_intake, resume_intake
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.conftest import NOW
from tests.intake.desk import HOUR, LATER, OFFICER, Desk
from tests.intake.mails import a_mail


@pytest.fixture
def desk(worker_transactions: Transactions[Work], scheme: DeskScheme) -> Desk:
    return Desk(worker_transactions, scheme)


async def test_a_new_mail_waits_for_the_end_and_whoever_sent_it_may_be_told(desk: Desk) -> None:
    await desk.pause()
    await desk.deliver(a_mail())

    await desk.read()

    assert await desk.outcomes() == [("held", "paused")]
    assert (await desk.facts())[-1] == ("mail.held.v1", {"reason": "paused", "answerable": True})


async def test_copies_and_machines_are_what_they_always_are(desk: Desk) -> None:
    await desk.pause()
    await desk.deliver(a_mail())
    await desk.deliver(a_mail(), at=NOW + timedelta(seconds=1))
    await desk.deliver(
        a_mail(message_id="<2@kigyo.example.jp>", Auto_Submitted="auto-replied"), at=NOW + timedelta(seconds=2)
    )

    await desk.read()

    assert [outcome for outcome, _ in await desk.outcomes()] == ["held", "duplicate", "machine"]


async def test_what_came_before_the_pause_is_received_as_ever(desk: Desk) -> None:
    await desk.deliver(a_mail(), at=NOW - HOUR)
    await desk.pause()

    await desk.read()

    assert await desk.outcomes() == [("case", None)]


async def test_resuming_lets_in_what_waited_in_its_order(desk: Desk) -> None:
    await desk.pause()
    late = await desk.deliver(a_mail("後", message_id="<b@kigyo.example.jp>"), at=NOW + timedelta(seconds=2))
    soon = await desk.deliver(a_mail("先", message_id="<a@kigyo.example.jp>"), at=NOW + timedelta(seconds=1))
    await desk.read()
    assert await desk.let_in(at=LATER) == 0

    await desk.resume(at=LATER)
    let_in = await desk.let_in(at=LATER)
    await desk.read(at=LATER)

    numbers = await desk.rows("SELECT receipt, raw_id FROM intake.proposal ORDER BY receipt")
    assert (let_in, numbers) == (2, [("R8-0001", soon), ("R8-0002", late)])
    assert await desk.rows("SELECT DISTINCT decision, decided_by FROM intake.holding") == [("resumed", None)]


async def test_a_pause_ends_by_itself_at_its_moment_and_says_so(desk: Desk) -> None:
    await desk.pause("2026-11-23")
    await desk.deliver(a_mail())
    await desk.read()

    # Midnight in Japan is three in the afternoon of the day before in UTC.
    moment = datetime.fromisoformat("2026-11-22T15:00:00+00:00")
    assert await desk.let_in(at=moment - timedelta(seconds=1)) == 0
    assert await desk.let_in(at=moment) == 1
    await desk.read(at=moment)

    assert await desk.outcomes() == [("case", None)]
    assert [one for one in await desk.facts() if one[0].startswith("intake.")] == [
        ("intake.paused.v1", {"until": "2026-11-22T15:00:00Z"}),
        ("intake.resumed.v1", {"expired": True}),
    ]
    assert await desk.rows("SELECT ended_at, ended_by FROM intake.pause") == [(moment, None)]


async def test_what_a_person_has_decided_meanwhile_stays_decided(desk: Desk) -> None:
    await desk.pause()
    raw_id = await desk.deliver(a_mail())
    await desk.read()
    async with desk.transactions.begin() as work:
        await make_it_a_proposal(raw_id, work, by=OFFICER, now=NOW)
    await desk.read()
    await desk.resume(at=LATER)

    assert await desk.let_in(at=LATER) == 0
    assert await desk.outcomes() == [("case", None)]
    assert await desk.rows("SELECT decision, decided_by FROM intake.holding") == [("proposal", OFFICER)]


async def test_saying_it_again_changes_the_notice_and_keeps_what_was_said_before(desk: Desk) -> None:
    await desk.pause()
    await desk.pause("2026-12-28", at=LATER)

    assert await desk.rows("SELECT until IS NULL, ended_at FROM intake.pause ORDER BY begun_at") == [
        (True, LATER),
        (False, None),
    ]


@pytest.mark.parametrize(("notice", "until"), [("あ" * 1001, ""), ("", "2026-11-22"), ("", "来月")])
async def test_a_pause_that_cannot_be_is_refused(desk: Desk, notice: str, until: str) -> None:
    async with desk.transactions.begin() as work:
        with pytest.raises(UnusablePause):
            await pause_intake(desk.scheme, notice, until, work, by=uuid4(), now=NOW)


async def test_there_is_nothing_to_resume_where_nothing_pauses(desk: Desk) -> None:
    async with desk.transactions.begin() as work:
        with pytest.raises(NotPaused):
            await resume_intake(desk.scheme, work, by=OFFICER, now=NOW)
