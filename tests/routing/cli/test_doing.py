"""The verbs of a case from the command line: the same doors, the same refusals."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner, Result

from services.routing.cli.cases import case_verbs
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from tests.routing.conftest import ABSTRACT, DESK, House


async def desk(*words: str) -> Result:
    """Run a verb in this process."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(case_verbs, list(words)))


async def test_a_case_is_carried_from_arrival_to_a_verdict_without_a_browser(house: House, tmp_path: Path) -> None:
    await house.opened()
    async with house.admin.begin() as connection:
        for user, role, department in (("desk-minami", Role.DESK, None), ("shinrin-mori", Role.DEPARTMENT, "shinrin")):
            new = NewAccount(user=user, display_name=user, roles=frozenset({role}), desk_id=DESK, department=department)
            await create_account(connection, new, password=None, now=datetime.now(UTC))
    judging = tmp_path / "verdict.json"
    judging.write_text(json.dumps({"verdict": "viable", "reason": "地域の課題に合います。"}), encoding="utf-8")
    required = [item.code for item in house.scheme.checklist if item.required]
    checked = [word for code in required for word in ("--set", f"checked={code}")]

    async def do(verb: str, user: str, *words: str) -> str:
        done = await desk("do", "R8-0012", verb, "--as", user, *words, "--json")
        return type(done.exception).__name__ if done.exception else json.loads(done.stdout)["stage"]

    steps = [
        await do("start", "desk-minami", "--version", "1"),
        await do("confirm", "desk-minami", "--set", f"abstract={ABSTRACT}", *checked),
        await do("offer", "desk-minami", "--set", "departments=shinrin", "--set", "lead=shinrin"),
        await do("take-up", "shinrin-mori"),
        await do("give-verdict", "shinrin-mori", "--input", str(judging)),
        await do("start", "desk-minami", "--version", "1"),
        await do("dream", "desk-minami"),
        await do("recall-offer", "desk-minami", "--set", "department"),
        await do("recall-offer", "desk-minami", "--set", "department=kanko"),
    ]

    assert steps[:5] == ["confirming", "confirming", "offered", "reviewing", "reviewing"]
    assert steps[5:] == ["ChangedMeanwhile", "NoSuchVerb", "UnreadableInput", "WrongInput"]


async def test_the_verbs_are_listed_with_what_they_ask_for() -> None:
    listed = {one["verb"]: one for one in json.loads((await desk("verbs", "--json")).stdout)}

    assert listed["confirm"]["title"] == "内容を確認する"
    assert listed["confirm"]["asks"]["required"] == ["abstract"]
