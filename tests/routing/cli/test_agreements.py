"""The register of agreements from the command line: the same doors, the same refusals."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from services.routing.cli.agreements import agreement_verbs
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from tests.routing.agreements import AN_AGREEMENT, CONCLUDED
from tests.routing.conftest import DESK, House


async def desk(*words: str) -> Any:
    """Run a verb in this process and return what it answered, or the name of its error."""
    done = await asyncio.to_thread(lambda: CliRunner().invoke(agreement_verbs, [*words, "--json"]))
    return type(done.exception).__name__ if done.exception else json.loads(done.stdout)


async def test_an_agreement_is_begun_concluded_found_idle_and_shown_without_a_browser(
    house: House, tmp_path: Path
) -> None:
    async with house.admin.begin() as connection:
        new = NewAccount(user="desk-minami", display_name="南", roles=frozenset({Role.DESK}), desk_id=DESK)
        await create_account(connection, new, password=None, now=datetime.now(UTC))
    draft = tmp_path / "draft.json"
    draft.write_text(json.dumps(AN_AGREEMENT), encoding="utf-8")
    who = ("--as", "desk-minami")
    said = [word for key, value in CONCLUDED.items() for word in ("--set", f"{key}={value}")]

    begun = await desk("begin", *who, "--input", str(draft))
    concluded = await desk("do", begun["number"], "conclude", *who, *said, "--version", "1")
    again = await desk("do", begun["number"], "conclude", *who, *said)
    lists = [await desk("list", *who, *only) for only in (("--only", "late=idle"), ("--only", "form=project"))]
    wrong = await desk("list", *who, "--only", "colour=red")
    shown = await desk("show", begun["number"], *who)

    assert (begun["state"], concluded["state"], again, wrong) == ("draft", "concluded", "NotAllowedNow", "NoSuchFilter")
    assert [[one["number"] for one in found] for found in lists] == [["KR8-0001"], []]
    assert shown["about"]["decisions"][0]["approval_number"] == CONCLUDED["approval_number"]
    assert [one["name"] for one in shown["about"]["parties"]] == list(AN_AGREEMENT["new_parties"])
    assert [due["what"] for due in shown["dues"]] == ["idle"]
    assert [line["type"] for line in shown["history"]] == ["agreement.drafted.v1", "agreement.concluded.v1"]


async def test_the_verbs_of_an_agreement_are_listed_with_what_they_ask_for() -> None:
    listed = {one["verb"]: one for one in await desk("verbs")}

    assert listed["begin"]["title"] == "協定の案を登録する"
    assert listed["renew"]["asks"]["required"] == ["body", "decided_on"]
