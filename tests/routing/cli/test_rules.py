"""Rules are run dry over real cases: what changes is told by numbers, and every look is recorded."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from services.routing.cli.cases import case_verbs
from services.routing.cli.rules import rules_verbs
from services.routing.cli.schemes import scheme_verbs
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.scheme.load import UnreadableScheme
from tests.routing.conftest import DESK, House

RULES = """
[[routing]]
words = ["渡し船"]
department = "kotsu"
priority = 80
[[routing]]
words = ["木材"]
department = "shinrin"
priority = 80
[[routing]]
words = ["宇宙"]
department = "kanko"
priority = 10
"""


async def run(*words: str, user: str = "desk") -> Result:
    """Run a verb beside the test, for it brings a loop of its own."""
    group = {"apply": scheme_verbs, "show": case_verbs}.get(words[0], rules_verbs)
    return await asyncio.to_thread(lambda: CliRunner().invoke(group, [*words, "--as", user]))


async def answer(*words: str) -> Any:
    """Return what a verb answers."""
    done = await run(*words, "--json")
    assert done.exit_code == 0, done.exception
    return orjson.loads(done.stdout)


@pytest.fixture
async def people(house: House) -> None:
    """An officer of the desk, somebody of a department and an administrator."""
    async with house.admin.begin() as connection:
        for role in (Role.DESK, Role.DEPARTMENT, Role.ADMINISTRATOR):
            new = NewAccount(
                user=role.value,
                display_name="試験",
                roles=frozenset({role}),
                desk_id=DESK,
                department="shinrin" if role is Role.DEPARTMENT else None,
            )
            await create_account(connection, new, password=None, now=datetime.now(UTC))


@pytest.fixture
async def cases(house: House, people: None) -> None:
    """One case offered to 交通政策課, one to 観光振興課, one undecided, and one whose text was destroyed."""
    await house.offered("kotsu", receipt="R8-0001")
    await house.opened(receipt="R8-0002", title="BAIT-婚活の宿")
    await house.opened(receipt="R8-0003", title="BAIT-ほか")
    await house.opened(receipt="R8-0004")
    async with house.admin.begin() as connection:
        await connection.execute(
            text(
                "DELETE FROM intake.document_key WHERE keeper_id ="
                " (SELECT proposal_id FROM routing.desk_case WHERE receipt = 'R8-0004')"
            )
        )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of three rules."""
    return Path(written(tmp_path / "rules.toml", RULES))


@pytest.fixture
def shipped(project: Path) -> str:
    """The sample desk's file."""
    return (project / "deploy" / "desks" / "miono.toml").read_text(encoding="utf-8")


def written(path: Path, content: str) -> str:
    """Write a file and return its path."""
    path.write_text(content, encoding="utf-8")
    return str(path)


async def looks(house: House) -> int:
    """Return how many looks at cases were recorded."""
    (row,) = await house.rows("SELECT count(*) AS n FROM access.content_read WHERE action = 'case_open'")
    return int(row["n"])


async def test_a_dry_run_says_what_would_change_and_how_the_desk_decided(house: House, cases: None, file: Path) -> None:
    told = await answer("try", str(file))

    totals = {key: told[key] for key in ("cases", "gone", "decided", "changed")}
    before, after = ([told[key][name] for name in ("with_hit", "agrees", "contradicts")] for key in ("before", "after"))
    assert totals == {"cases": 3, "gone": 1, "decided": 1, "changed": 3}
    assert (before, after) == ([1, 0, 0], [3, 1, 0])
    assert (told["after"]["never_hit"], told["after"]["contradicting"]) == ([3], [2])
    assert told["after"]["conflicts"] == [
        {"rules": [1, 2], "departments": ["kotsu", "shinrin"], "receipts": ["R8-0001"]}
    ]
    assert told["lines"][-1] == {
        "receipt": "R8-0001",
        "before": {"departments": [], "rules": [], "agrees": None},
        "after": {"departments": ["kotsu", "shinrin"], "rules": [1, 2], "agrees": True},
        "decided": ["kotsu"],
        "changed": True,
    }


async def test_a_dry_run_shows_no_word_of_a_case_and_records_every_look(house: House, cases: None, file: Path) -> None:
    before = await looks(house)

    as_data = await run("try", str(file), "--cases", "2", "--json")
    as_text = await run("try", str(file))

    assert await looks(house) - before == 2 + 4
    assert [word in as_data.stdout + as_text.stdout for word in ("BAIT", "R8-0003")] == [False, True]
    assert "規則の指す課が変わる案件：3件" in as_text.stdout


async def test_the_rules_in_force_are_listed_with_how_often_each_hit(house: House, cases: None) -> None:
    told = await answer("list")

    counted = [(rule["number"], rule["department"], rule["hits"]) for rule in told["rules"]]
    assert (told["version"], told["cases"], told["gone"]) == (house.scheme.version, 3, 1)
    assert counted[:2] == [(1, "shoshika", 1), (2, "seikatsu-anzen", 0)]


async def test_the_rules_are_listed_without_opening_a_case(house: House, cases: None) -> None:
    before = await looks(house)

    told = await answer("list", "--cases", "0")

    assert (told["rules"][0]["hits"], await looks(house)) == (None, before)


async def test_a_case_is_shown_with_the_rules_that_hit_it(house: House, cases: None) -> None:
    told = (await answer("show", "R8-0002"))["rules"]

    (rule,) = told["rules"]
    assert (told["version"], told["differs"]) == (house.scheme.version, True)
    assert (rule["number"], rule["department"], rule["ended"]) == (1, "shoshika", True)
    assert rule["because"] == [["提案の言葉", ["婚活"]]]


async def test_a_department_may_not_try_rules_over_the_cases_of_others(house: House, cases: None, file: Path) -> None:
    tried = await run("try", str(file), user="department")

    assert isinstance(tried.exception, NotAllowed)


async def test_rules_for_departments_that_are_not_there_are_refused_with_whom_to_write_instead(
    house: House, people: None, file: Path
) -> None:
    wrong = written(file, RULES.replace('"kotsu"', '"kotu"').replace('"kanko"', '"old"'))

    tried = await run("try", wrong)

    ended = "「木材課」（old）は令和8年3月31日に廃止されています。引継先がないため、別の課を書いてください。"
    assert isinstance(tried.exception, UnreadableScheme)
    assert [problem.sentence for problem in tried.exception.problems] == [
        "routing の1番目の規則：担当課「kotu」が組織にありません。コードを確かめてください。",
        f"routing の3番目の規則：{ended}",
    ]


async def test_a_scheme_is_applied_only_with_rules_for_departments_in_force(
    house: House, people: None, tmp_path: Path, shipped: str
) -> None:
    head, _, rest = shipped.partition("[[routing]]")
    fitting = head + RULES + rest[rest.index("[mails.acknowledgement]") :]

    refused = await run("apply", written(tmp_path / "desk.toml", shipped), user="administrator")
    applied = await run("apply", written(tmp_path / "desk.toml", fitting), "--json", user="administrator")
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.department SET valid_to = '2026-04-01' WHERE code = 'kotsu'"))
        # As a program recorded it that knew nothing of files yet.
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await connection.execute(text("UPDATE routing.scheme_version SET content = content - 'files'"))
    again = await run("apply", str(tmp_path / "desk.toml"), "--json", user="administrator")

    assert isinstance(refused.exception, UnreadableScheme)
    assert [orjson.loads(one.stdout)["change"] for one in (applied, again)] == ["first", "none"]
