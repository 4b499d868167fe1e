"""The verbs of operations as a shell runs them."""

import asyncio
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from services.operations.domain.queues import House
from services.operations.ports import NoSuchDelivery, NotConfirmed, ReasonMissing, SelectionTooWide
from shared.access.accounts import NoSuchAccount
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.cli.main import command
from tests.operations.conftest import BAIT, READER, Person, Stage, until
from tests.operations.rows import failed, run, whole_proposal


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
        (("replay", "--as", "operator"), SelectionTooWide),
        (("replay", READER, "--as", "operator"), SelectionTooWide),
        (("replay", READER, str(uuid4()), "--type", "case.opened.v1", "--as", "operator"), SelectionTooWide),
        (("discard", "--reader", READER, "--reason", "理由", "--as", "operator"), SelectionTooWide),
    ],
)
async def test_a_verb_that_fails_says_why(
    person: Person, arguments: tuple[str, ...], error: type[BaseException]
) -> None:
    await person(Role.OPERATOR)
    await person(Role.ADMINISTRATOR)

    said = await desk("parked", *arguments)

    assert (said.code, said.out, type(said.failed)) == (1, "", error)


async def test_a_group_is_counted_with_a_dry_run_and_replayed_only_when_confirmed(
    person: Person, admin: AsyncEngine
) -> None:
    await person(Role.OPERATOR)
    for _ in range(3):
        await failed(admin, READER)
    group = ("parked", "replay", "--reader", READER, "--cause", "NoSuchDesk", "--as", "operator")

    counted = await desk(*group, "--dry-run", "--json")
    unconfirmed = await desk(*group, "--json")
    before = await run(admin, "SELECT count(*) AS n FROM routing.delivery_issue WHERE state = 'parked'")
    done = await desk(*group, "--yes", "--json")

    assert (counted.json["dry_run"], counted.json["count"], counted.json["readers"]) == (True, 3, {READER: 3})
    assert (unconfirmed.code, type(unconfirmed.failed)) == (1, NotConfirmed)
    assert before[0].n == 3
    assert (done.code, done.json["count"], len(done.json["deliveries"][READER])) == (0, 3, 3)
    assert [(one["act"], one["count"]) for one in (await desk("acts", "--json")).json["acts"]] == [("replay", 3)]


async def test_a_kind_is_replayed_and_a_group_discarded(person: Person, admin: AsyncEngine) -> None:
    await person(Role.OPERATOR)
    await failed(admin, READER)
    await failed(admin, "notify.staff-inbox", type="case.opened.v1")

    replayed = await desk("parked", "replay", "--type", "case.opened.v1", "--as", "operator", "--yes", "--json")
    discarded = await desk(
        *("parked", "discard", "--reader", READER, "--cause", "NoSuchDesk", "--reason", "試験のため"),
        *("--as", "operator", "--yes", "--json"),
    )

    assert (replayed.json["count"], list(replayed.json["deliveries"])) == (1, ["notify.staff-inbox"])
    assert (discarded.json["count"], list(discarded.json["deliveries"])) == (1, [READER])


async def test_desk_retrying_lists_and_pulls_forward(person: Person, admin: AsyncEngine) -> None:
    await person(Role.OPERATOR)
    due = datetime.now(UTC) + timedelta(hours=6)
    event_id = await failed(admin, READER, "R8-0055", state="retrying", attempt=7, next_at=due)
    await failed(admin, "intake.progress", state="waiting", aggregate_version=6, waiting_for=5)

    listed = await desk("retrying", "list", "--json")
    tried = await desk("retrying", "now", READER, str(event_id), "--as", "operator", "--json")

    (retried,) = listed.json["retrying"]
    assert (retried["receipt"], retried["attempts"], retried["next_at"]) == ("R8-0055", 7, due.isoformat())
    assert [(one["version"], one["waiting_for"]) for one in listed.json["waiting"]] == [(6, 5)]
    assert (tried.code, tried.json["state"], tried.json["next_at"] < due.isoformat()) == (0, "retrying", True)


async def test_desk_readers_pauses_and_resumes(person: Person) -> None:
    await person(Role.OPERATOR)

    paused = await desk("readers", "pause", READER, "--reason", "組織の反映中", "--as", "operator", "--json")
    listed = await desk("readers", "list", "--json")
    queues = await desk("queues", "--json")
    resumed = await desk("readers", "resume", READER, "--as", "operator", "--json")

    standing = [(one["reader"], one["paused"]["reason"]) for one in listed.json["readers"] if one["paused"]]
    assert [paused.code, resumed.code] == [0, 0]
    assert standing == [(READER, "組織の反映中")]
    assert [one["paused"]["by_name"] for one in queues.json["queues"] if one["paused"]] == ["試験 operator"]
    assert resumed.json == {"reader": READER, "paused": None}


async def test_desk_balance_names_what_is_missing(admin: AsyncEngine, clean: None) -> None:
    ids = [await whole_proposal(admin, number) for number in (1, 2)]
    even = await desk("balance", "--json")
    await run(admin, "DELETE FROM routing.desk_case WHERE proposal_id = :id", id=ids[0]["proposal"])

    uneven = await desk("balance", "--json")
    told = await desk("balance")

    (cases,) = [line for line in uneven.json["lines"] if line["account"] == "cases"]
    assert (even.code, even.json["even"], even.json["missing"]) == (0, True, 0)
    assert (uneven.json["even"], uneven.json["missing"]) == (False, 1)
    assert (cases["left"], cases["right"], cases["missing"]) == (2, 1, 1)
    assert [(one["receipt"], one["id"]) for one in cases["lost"]] == [("R8-0001", str(ids[0]["proposal"]))]
    assert "R8-0001" in told.out


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
    "verb",
    [
        ("queues",),
        ("incidents",),
        ("doctor",),
        ("parked", "list"),
        ("parked", "replay"),
        ("parked", "discard"),
        ("acts",),
        ("balance",),
        ("retrying", "list"),
        ("retrying", "now"),
        ("readers", "list"),
        ("readers", "pause"),
        ("readers", "resume"),
    ],
)
async def test_every_verb_has_help_with_an_example(verb: tuple[str, ...]) -> None:
    said = await desk(*verb, "--help")

    assert said.code == 0
    assert "Example: desk" in said.out
    assert "--json" in said.out
