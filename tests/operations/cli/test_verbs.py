"""The verbs of operations as a shell runs them."""

import asyncio
import json
import sys
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from services.operations.domain.queues import House
from services.operations.ports import NoSuchDelivery, ReasonMissing
from shared.access.accounts import NoSuchAccount
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.cli.main import command
from tests.operations.conftest import BAIT, READER, Person, Stage, until


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a verb answered."""

    code: int
    out: str
    failed: BaseException | None = None

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def desk(*arguments: str) -> Said:
    """Run a verb in a thread of its own, because it brings its own event loop."""
    runner = CliRunner()
    result = await asyncio.to_thread(runner.invoke, command(arguments[0]), list(arguments))
    return Said(code=result.exit_code, out=result.stdout, failed=result.exception)


async def test_desk_queues_shows_readers_and_outboxes(stage: Stage, house: House) -> None:
    said = await desk("queues", "--json")

    assert said.code == 0
    assert [one["reader"] for one in said.json["queues"]] == [one.reader for one in house.readers]
    assert set(said.json["queues"][0]) == {
        "reader",
        "queue",
        "purpose",
        "depth",
        "unacked",
        "consumers",
        "oldest_seconds",
        "retrying",
        "waiting",
        "parked",
        "paused",
    }
    assert [one["service"] for one in said.json["outboxes"]] == list(house.services)


async def test_desk_queues_answers_without_the_broker(clean: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_AMQP_URL", "amqp://desk@127.0.0.1:9/desk")
    monkeypatch.setenv("DESK_MANAGEMENT_URL", "http://127.0.0.1:9")

    said = await desk("queues", "--json")

    assert said.code == 0
    assert {one["depth"] for one in said.json["queues"]} == {None}


async def test_desk_parked_lists_replays_and_discards(stage: Stage, person: Person) -> None:
    await person(Role.OPERATOR)
    first, second = await stage.park("R8-0050"), await stage.park("R8-0051")
    stage.failing.clear()

    listed = await desk("parked", "list", "--json")
    replayed = await desk("parked", "replay", READER, str(first), "--as", "operator", "--json")
    discarded = await desk(
        "parked", "discard", READER, str(second), "--reason", "試験のため", "--as", "operator", "--json"
    )

    async def settled() -> bool:
        return await stage.states() == ["discarded", "resolved"]

    await until(settled)
    assert [(one["event_id"], one["receipt"]) for one in listed.json["parked"]] == [
        (str(first), "R8-0050"),
        (str(second), "R8-0051"),
    ]
    assert [(group["error_class"], group["count"]) for group in listed.json["groups"]] == [("CannotRead", 2)]
    assert (replayed.code, replayed.json["state"]) == (0, "retrying")
    assert (discarded.code, discarded.json["state"]) == (0, "discarded")
    assert stage.handled == ["R8-0050"]


async def test_what_a_message_holds_is_not_listed(stage: Stage) -> None:
    await stage.poison(BAIT.encode())

    async def parked() -> bool:
        return await stage.states() == ["parked"]

    await until(parked)
    said = await desk("parked", "list", "--json")
    assert len(said.json["parked"]) == 1
    assert BAIT not in said.out


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("replay", READER, str(uuid4()), "--as", "administrator"), NotAllowed),
        (("replay", READER, str(uuid4()), "--as", "nobody"), NoSuchAccount),
        (("replay", "no.reader", str(uuid4()), "--as", "operator"), NoSuchDelivery),
        (("discard", READER, str(uuid4()), "--reason", " ", "--as", "operator"), ReasonMissing),
    ],
)
async def test_a_verb_that_fails_says_why(
    person: Person, arguments: tuple[str, ...], error: type[BaseException]
) -> None:
    await person(Role.OPERATOR)
    await person(Role.ADMINISTRATOR)

    said = await desk("parked", *arguments)

    assert (said.code, said.out, type(said.failed)) == (1, "", error)


async def test_a_shell_gets_one_line_and_a_code(person: Person) -> None:
    await person(Role.OPERATOR)
    verb = ("parked", "discard", READER, str(uuid4()), "--reason", " ", "--as", "operator")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "shared.cli", *verb, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )

    out, err = await process.communicate()

    assert (process.returncode, out, err.decode()) == (
        1,
        b"",
        "desk: A delivery is discarded, and a reader paused, only with a reason.\n",
    )


async def test_desk_incidents_is_empty_in_a_healthy_house(clean: None) -> None:
    said = await desk("incidents", "--json")

    assert (said.code, said.json) == (0, {"incidents": []})


async def test_desk_doctor_exits_with_1_when_something_failed(clean: None) -> None:
    # No service runs here, so every queue is without a consumer.
    said = await desk("doctor", "--json")

    assert said.code == 1
    assert said.json["ok"] is False
    assert {one["result"] for one in said.json["checks"]} <= {"ok", "warn", "fail"}
    assert [one["name"] for one in said.json["checks"] if one["result"] == "fail"] == ["consumers"]


@pytest.mark.parametrize(
    "verb", [("queues",), ("incidents",), ("doctor",), ("parked", "list"), ("parked", "replay"), ("parked", "discard")]
)
async def test_every_verb_has_help_with_an_example(verb: tuple[str, ...]) -> None:
    said = await desk(*verb, "--help")

    assert said.code == 0
    assert "Example: desk" in said.out
    assert "--json" in said.out
