"""Mails that come while intake pauses."""

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.intake.handlers.holding_decisions import make_it_a_proposal
from services.intake.handlers.pausing import (
    NotPaused,
    PauseChangedMeanwhile,
    UnusablePause,
    pause_intake,
    resume_intake,
)
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.intake.conftest import NOW
from tests.intake.desk import HOUR, LATER, OFFICER, Desk
from tests.intake.mails import a_mail
from tests.waiting import until


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
    assert await desk.rows("SELECT decision, decided_by FROM intake.decision") == [("resumed", None)] * 2


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


async def test_saying_it_again_changes_the_notice_of_the_same_pause_and_keeps_what_was_said_before(desk: Desk) -> None:
    await desk.pause()
    await desk.deliver(a_mail())
    await desk.pause("2026-12-28", at=LATER)

    await desk.read(at=LATER)

    pauses = "SELECT until IS NULL, begun_at, ended_at, changed FROM intake.pause ORDER BY said_at"
    assert await desk.rows(pauses) == [(True, NOW, LATER, True), (False, NOW, None, False)]
    assert await desk.outcomes() == [("held", "paused")]
    assert [type_ for type_, _ in await desk.facts() if type_.startswith("intake.")] == ["intake.paused.v1"] * 2


async def test_a_pause_that_was_over_is_not_gone_on_with(desk: Desk) -> None:
    await desk.pause("2026-11-23")
    over = datetime.fromisoformat("2026-11-22T15:00:00+00:00")

    await desk.pause(at=over + HOUR)

    pauses = "SELECT begun_at, ended_at, ended_by FROM intake.pause ORDER BY said_at"
    assert await desk.rows(pauses) == [(NOW, over, None), (over + HOUR, None, None)]


@pytest.mark.parametrize("standing", [False, True])
async def test_of_two_officers_at_once_the_second_is_told_to_look(desk: Desk, *, standing: bool) -> None:
    if standing:
        await desk.pause()

    async with desk.transactions.begin() as work:
        await pause_intake(desk.scheme, "先", "", work, by=OFFICER, now=LATER)
        other = asyncio.create_task(desk.pause(at=LATER))
        await until(lambda: waits(work))
    with pytest.raises(PauseChangedMeanwhile):
        await other

    assert await desk.rows("SELECT notice FROM intake.pause WHERE ended_at IS NULL") == [("先",)]


async def waits(work: Work) -> bool:
    waiting = text("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
    return await work.connection.scalar(waiting) is not None


@pytest.mark.parametrize(("notice", "until"), [("あ" * 1001, ""), ("", "2026-11-22"), ("", "来月")])
async def test_a_pause_that_cannot_be_is_refused(desk: Desk, notice: str, until: str) -> None:
    async with desk.transactions.begin() as work:
        with pytest.raises(UnusablePause):
            await pause_intake(desk.scheme, notice, until, work, by=uuid4(), now=NOW)


async def test_there_is_nothing_to_resume_where_nothing_pauses(desk: Desk) -> None:
    async with desk.transactions.begin() as work:
        with pytest.raises(NotPaused):
            await resume_intake(desk.scheme, work, by=OFFICER, now=NOW)
