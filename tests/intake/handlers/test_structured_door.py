"""Forms that come at the same time are accepted in one transaction, each as if it had come alone."""

import asyncio
from dataclasses import replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.domain.outcome import HoldReason
from services.intake.handlers.filled import Accepted, Filled, fingerprint_of
from services.intake.handlers.refusals import StillInProgress
from services.intake.handlers.structured_door import accept_all
from services.intake.storage.idempotency import RequestKey
from services.intake.storage.work import Work
from services.intake.web.doors import DOOR, accepting
from shared.database.transactions import Transactions
from shared.errors import DeskError
from shared.events import Channel
from shared.events.who import by_door
from shared.idempotency import KeyReused
from shared.scheme.form import check_form
from shared.scheme.model import DeskScheme
from tests.intake.conftest import NOW
from tests.intake.web.conftest import a_proposal, proposals
from tests.statements import noting_statements


def filled(scheme: DeskScheme, key: str, **changes: Any) -> Filled:
    values = a_proposal(**changes)
    return Filled(
        scheme=scheme,
        channel=Channel.API,
        client="api",
        key=key,
        actor=by_door("api"),
        raw=b"{}",
        raw_media_type="application/json",
        result=check_form(scheme, values),
        fingerprint=fingerprint_of(values, ()),
    )


async def accept(transactions: Transactions[Work], *items: Filled) -> list[Accepted | DeskError]:
    async with transactions.begin(DOOR) as work:
        return await accept_all(items, work, now=NOW)


async def test_numbers_are_given_in_the_order_in_which_the_forms_came(
    door_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    answers = await accept(door_transactions, *(filled(scheme, f"k-{number}") for number in range(3)))

    assert [answer.receipt for answer in answers if isinstance(answer, Accepted)] == ["R8-0001", "R8-0002", "R8-0003"]


async def test_the_same_request_twice_in_one_group_is_one_proposal_and_one_answer(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    first, again, other = await accept(
        door_transactions, filled(scheme, "k"), filled(scheme, "k"), filled(scheme, "another")
    )

    assert (again, other == first) == (first, False)
    assert [receipt for receipt, _, _ in await proposals(worker_transactions)] == ["R8-0001", "R8-0002"]


async def test_one_key_for_two_requests_in_one_group_refuses_the_second_and_costs_no_number(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    answers = await accept(
        door_transactions, filled(scheme, "k"), filled(scheme, "k", title="別の提案"), filled(scheme, "another")
    )

    assert [type(answer) for answer in answers] == [Accepted, KeyReused, Accepted]
    assert [receipt for receipt, _, _ in await proposals(worker_transactions)] == ["R8-0001", "R8-0002"]


async def test_a_key_in_use_elsewhere_refuses_only_its_own_request(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    async with worker_transactions.begin() as work:
        await work.keys.lock([RequestKey("api", "busy")])

        answers = await accept(door_transactions, filled(scheme, "busy"), filled(scheme, "free"))

    assert [type(answer) for answer in answers] == [StillInProgress, Accepted]


async def test_what_was_answered_before_is_answered_alike_among_new_ones(
    door_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    (before,) = await accept(door_transactions, filled(scheme, "k"))

    again, new = await accept(door_transactions, filled(scheme, "k"), filled(scheme, "new"))

    assert (again, isinstance(new, Accepted) and new.receipt) == (before, "R8-0002")


async def test_what_a_person_must_look_at_takes_no_number_from_its_neighbours(
    door_transactions: Transactions[Work], admin: AsyncEngine, scheme: DeskScheme
) -> None:
    held = replace(filled(scheme, "held", title="", summary=""), hold=HoldReason.GATEWAY_INCOMPLETE)

    answers = await accept(door_transactions, filled(scheme, "one"), held, filled(scheme, "two"))

    assert [answer.receipt for answer in answers if isinstance(answer, Accepted)] == ["R8-0001", None, "R8-0002"]
    async with admin.connect() as connection:
        told = await connection.scalars(text("SELECT type FROM intake.event_log ORDER BY seq"))
        assert sorted(told) == ["mail.held.v1", "proposal.received.v1", "proposal.received.v1"]


async def test_what_cannot_be_written_fails_alone_and_costs_no_number(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    doors = accepting(door_transactions, lambda: NOW)
    # No column can hold it: the statement of the whole group fails.
    bad = replace(filled(scheme, "bad"), raw_media_type="a\x00b")

    answers = await asyncio.gather(
        doors.do(filled(scheme, "one")), doors.do(bad), doors.do(filled(scheme, "two")), return_exceptions=True
    )

    assert isinstance(answers[1], DBAPIError)
    assert [answer.receipt for answer in answers if isinstance(answer, Accepted)] == ["R8-0001", "R8-0002"]
    assert len(await proposals(worker_transactions)) == 2


async def test_numbers_have_neither_gaps_nor_doubles_whoever_gives_them(
    door_transactions: Transactions[Work], worker_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    doors = [accepting(door_transactions, lambda: NOW) for _ in range(2)]

    answers = await asyncio.gather(
        *(doors[number % 2].do(filled(scheme, f"k-{number}")) for number in range(20)),
    )

    assert sorted(answer.receipt or "" for answer in answers) == [f"R8-{number:04}" for number in range(1, 21)]
    assert len(await proposals(worker_transactions)) == 20


async def test_three_forms_ask_the_database_no_more_than_one(
    door_transactions: Transactions[Work], scheme: DeskScheme
) -> None:
    with noting_statements(door_transactions.engine) as one:
        await accept(door_transactions, filled(scheme, "one"))

    with noting_statements(door_transactions.engine) as three:
        await accept(door_transactions, *(filled(scheme, f"k-{number}") for number in range(3)))

    assert three == one
    # Who acts, the keys' locks, what was answered before, who is paused, the numbers, and everything that is kept.
    assert len(three) == 6
