"""`desk reconcile` as a shell runs it."""

from uuid import UUID

import pytest
from sqlalchemy import MetaData, text

from services.operations.ports import NoSuchReader
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.messaging.outbox import Outbox
from shared.messaging.tables import messaging_tables
from tests.operations.cli.test_verbs import desk
from tests.operations.conftest import READER, Person, Stage, proposal_received
from tests.waiting import until

NOW_HERE = ("reconcile", "--now", "--reader", READER, "--json")


async def lose(stage: Stage, receipt: str) -> UUID:
    fact = proposal_received(receipt)
    async with stage.admin.begin() as connection:
        await Outbox(connection, messaging_tables(MetaData(schema="intake"))).add(fact)
        await connection.execute(text("DELETE FROM intake.outbox"))
    return fact.id


async def rows(stage: Stage, statement: str) -> list[tuple[object, ...]]:
    async with stage.admin.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def found(stage: Stage) -> None:
    """Return once the broker's figures, which lag by seconds, let the loss be seen."""

    async def due() -> bool:
        said = await desk(*NOW_HERE, "--dry-run")
        return bool(said.json["due"] == 1)

    await until(due, seconds=30)


async def test_a_dry_run_tells_and_does_nothing_and_the_act_is_recorded(stage: Stage, person: Person) -> None:
    actor = await person(Role.OPERATOR)
    lost = await lose(stage, "R8-0001")
    await found(stage)

    dry = await desk(*NOW_HERE, "--dry-run")
    untouched = await rows(stage, "SELECT 1 FROM intake.outbox UNION ALL SELECT 1 FROM operations.missing_delivery")
    done = await desk(*NOW_HERE, "--as", "operator")
    queued = await rows(stage, "SELECT event_id, target FROM intake.outbox")
    await stage.relay()

    await until(lambda: stage.handled == ["R8-0001"])
    line = {"reader": READER, "missing": 1, "left_alone": None, "due": 1}
    assert (dry.code, dry.json) == (
        0,
        {"dry_run": True, "missing": 1, "due": 1, "resent": 0, "readers": [line]},
    )
    assert untouched == []
    assert (done.code, done.json) == (
        0,
        {"dry_run": False, "missing": 1, "due": 1, "resent": 1, "readers": [line]},
    )
    assert queued == [(lost, READER)]
    assert await rows(stage, "SELECT act, account_id, reader, count, after FROM operations.operator_act") == [
        ("reconcile", actor.account_id, READER, 1, {"resent": {READER: 1}})
    ]


async def test_without_now_nothing_is_sent_before_its_time(stage: Stage, person: Person) -> None:
    await person(Role.OPERATOR)
    await lose(stage, "R8-0001")
    await found(stage)

    said = await desk("reconcile", "--reader", READER, "--as", "operator", "--json")

    assert (said.code, said.json["missing"], said.json["resent"]) == (0, 1, 0)


async def test_a_reader_that_stands_still_is_said_to_be_left_alone(stage: Stage) -> None:
    async with stage.admin.begin() as connection:
        await connection.execute(
            text("UPDATE routing.reader SET paused_at = now(), paused_by = 'x' WHERE name = :reader"),
            {"reader": READER},
        )

    said = await desk(*NOW_HERE, "--dry-run")

    assert [(one["reader"], one["left_alone"]) for one in said.json["readers"]] == [(READER, "paused")]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--now", "--as", "administrator"), NotAllowed),
        (("--reader", "no.reader", "--dry-run"), NoSuchReader),
    ],
)
async def test_what_cannot_be_done_says_why(
    person: Person, arguments: tuple[str, ...], error: type[BaseException]
) -> None:
    await person(Role.ADMINISTRATOR)

    said = await desk("reconcile", *arguments)

    assert (said.code, type(said.failed)) == (1, error)


async def test_nobody_reconciles_without_a_name(clean: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_AS_USER", raising=False)

    assert (await desk("reconcile", "--now")).code == 2


@pytest.mark.parametrize("verb", [("reconcile",), ("letters", "list"), ("letters", "close")])
async def test_every_verb_has_help_with_an_example(verb: tuple[str, ...]) -> None:
    said = await desk(*verb, "--help")

    assert said.code == 0
    assert "Example: desk" in said.out
    assert "--json" in said.out
