"""`desk letters` as a shell runs it."""

from uuid import uuid4

import pytest

from services.operations.domain.queues import House
from services.operations.ports import NoSuchLetter, ReasonMissing
from services.operations.storage.work import Work
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.database.transactions import Transactions
from shared.messaging.issues import Incoming
from tests.operations.cli.test_verbs import desk
from tests.operations.conftest import BAIT, Person


async def keep(by_worker: Transactions[Work], key: str) -> None:
    async with by_worker.begin() as work:
        await work.letters.settle(key, Incoming(headers={"note": BAIT}, body=BAIT.encode()))


async def test_letters_are_listed_without_content_and_closed_with_a_reason(
    by_worker: Transactions[Work], house: House, person: Person
) -> None:
    await person(Role.OPERATOR)
    await keep(by_worker, "routing.of-yesterday")
    await keep(by_worker, BAIT)

    listed = await desk("letters", "list", "--json")
    known = next(one for one in listed.json["letters"] if one["for"] == "routing.of-yesterday")
    closed = await desk("letters", "close", known["letter_id"], "--reason", "試験", "--as", "operator", "--json")
    left = await desk("letters", "list", "--json")
    everything = await desk("letters", "list", "--all", "--json")

    assert sorted(one["for"] for one in listed.json["letters"]) == ["routing.of-yesterday", "—"]
    assert BAIT not in listed.out
    assert (closed.code, closed.json["closed_reason"]) == (0, "試験")
    assert [one["for"] for one in left.json["letters"]] == ["—"]
    assert len(everything.json["letters"]) == 2
    async with by_worker.begin() as work:
        assert await work.letters.open_count() == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--reason", "試験", "--as", "administrator"), NotAllowed),
        (("--reason", " ", "--as", "operator"), ReasonMissing),
        (("--reason", "試験", "--as", "operator"), NoSuchLetter),
    ],
)
async def test_what_cannot_be_done_says_why(
    person: Person, arguments: tuple[str, ...], error: type[BaseException]
) -> None:
    await person(Role.OPERATOR)
    await person(Role.ADMINISTRATOR)

    said = await desk("letters", "close", str(uuid4()), *arguments)

    assert (said.code, type(said.failed)) == (1, error)
