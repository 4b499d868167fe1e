"""What a version of a scheme would change is shown before it is applied, and applying it tells so."""

import asyncio
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner, Result

from services.routing.cli.schemes import NoSuchVersion, scheme_verbs
from services.routing.storage.scheme_plans import AddressTaken, VersionTaken, VersionTooOld
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Role
from shared.access.policy import NotAllowed
from shared.scheme.load import UnreadableScheme
from shared.settings import PROJECT
from tests.routing.conftest import DESK, House

SHIPPED = (PROJECT / "deploy" / "desks" / "miono.toml").read_text(encoding="utf-8")
# Without the rules, which point to departments this office does not have.
PLAIN = SHIPPED[: SHIPPED.index("[[routing]]")] + SHIPPED[SHIPPED.index("[mails.acknowledgement]") :]
WHO = "確認事項「who」（提案者と連絡先が確認できる）"
VERSION = int(tomllib.loads(SHIPPED)["version"])


async def run(*words: str, user: str = "administrator") -> Result:
    """Run a verb beside the test, for it brings a loop of its own."""
    as_user = [] if words[0] == "check" else ["--as", user]
    return await asyncio.to_thread(lambda: CliRunner().invoke(scheme_verbs, [*words, *as_user]))


async def answer(*words: str, user: str = "administrator") -> Any:
    """Return what a verb answers."""
    done = await run(*words, "--json", user=user)
    assert done.exit_code == 0, done.exception
    return orjson.loads(done.stdout)


@pytest.fixture
async def people(house: House) -> None:
    """An officer of the desk and an administrator."""
    async with house.admin.begin() as connection:
        for role in (Role.DESK, Role.ADMINISTRATOR):
            new = NewAccount(user=role.value, display_name="試験", roles=frozenset({role}), desk_id=DESK)
            await create_account(connection, new, password=None, now=datetime.now(UTC))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of the desk as it is shipped."""
    return written(tmp_path / "desk.toml", PLAIN)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def next_version(text: str = PLAIN, by: int = 1) -> str:
    return text.replace(f"version = {VERSION}\n", f"version = {VERSION + by}\n", 1)


async def test_a_dry_run_tells_what_would_change_and_for_whom_and_changes_nothing(
    house: House, people: None, file: Path
) -> None:
    await answer("apply", str(file))
    await house.opened()
    changed = next_version().replace('\n[[checklist]]\ncode = "who"\nwords = "提案者と連絡先が確認できる"', "", 1)
    changed = changed.replace('hint = "法人番号がある場合は、名称と所在地を照らし合わせてください。"\n', "", 1)
    asked = 'to_proposer = "ご提案者のお名前（団体名）と、ご担当者の連絡先をお知らせください。"\n'
    written(file, changed.replace(asked, "", 1))

    told = await answer("apply", str(file), "--dry-run")

    assert [told[key] for key in ("change", "version", "newest", "since", "applied")] == [
        "new_version",
        VERSION + 1,
        VERSION,
        VERSION,
        False,
    ]
    assert told["running"] == [{"version": VERSION, "cases": 1}]
    assert [(one["kind"], one["pointer"], one["place"]) for one in told["changes"]] == [
        ("removed", "/checklist/0", WHO)
    ]
    assert told["warnings"] == [f"{WHO}は、新しい案件では使われません。進行中の1件は、それぞれの版のまま扱います。"]
    assert [row["version"] for row in await house.rows("SELECT version FROM routing.scheme_version")] == [VERSION]


async def test_applying_tells_a_fact_of_ids_and_versions_once(house: House, people: None, file: Path) -> None:
    first = await answer("apply", str(file))
    again = await answer("apply", str(file))
    written(file, next_version())
    second = await answer("apply", str(file))

    facts = await house.rows(
        "SELECT aggregate_id, aggregate_version, data FROM routing.event_log WHERE type = 'scheme.applied.v1'"
        " ORDER BY aggregate_version"
    )
    assert [one["change"] for one in (first, again, second)] == ["first", "none", "new_version"]
    assert [(one["aggregate_version"], one["data"]) for one in facts] == [
        (1, {"version": VERSION, "before": None, "valid_from": "2026-04-01"}),
        (2, {"version": VERSION + 1, "before": VERSION, "valid_from": "2026-04-01"}),
    ]
    assert len({one["aggregate_id"] for one in facts}) == 1


async def test_a_version_that_was_applied_otherwise_is_shown_with_its_differences_and_refused(
    house: House, people: None, file: Path
) -> None:
    await answer("apply", str(file))
    written(file, PLAIN.replace("000-820-2523", "000-820-0000", 1))

    tried = await run("apply", str(file), "--dry-run", "--json")
    refused = await run("apply", str(file))

    shown = orjson.loads(tried.stdout)
    assert (shown["change"], shown["changes"][0]["place"]) == ("taken", "問い合わせ先 › 電話番号")
    assert [type(one.exception) for one in (tried, refused)] == [VersionTaken, VersionTaken]
    assert str(refused.exception) == (
        f"version：版{VERSION}は、すでに別の内容で適用されています。version を1つ上げてください。"
    )


async def test_a_version_before_the_newest_and_the_address_of_another_desk_are_refused(
    house: House, people: None, file: Path
) -> None:
    written(file, next_version(by=2))
    await answer("apply", str(file))

    older = await run("apply", str(written(file, next_version(by=1))))
    other = await run("apply", str(written(file, PLAIN.replace('"miono"', '"minato"', 1))), "--dry-run")

    assert [type(one.exception) for one in (older, other)] == [VersionTooOld, AddressTaken]
    assert str(older.exception).startswith(f"version：版{VERSION + 2}がすでに適用されています。")
    assert "「teian@renkei.miono.example.jp」は、デスク「公民連携デスク」（miono）の受付アドレスです。" in str(
        other.exception
    )


async def test_the_versions_are_listed_with_the_cases_that_run_under_them_and_shown(
    house: House, people: None, file: Path
) -> None:
    before = await answer("list", user="desk")
    await answer("apply", str(file))
    await house.opened()
    await answer("apply", str(written(file, next_version().replace("000-820-2523", "000-820-0000", 1))))

    listed = await answer("list", DESK, user="desk")
    shown = [await answer("show", *words, user="desk") for words in ((), (DESK, "--version", str(VERSION)))]
    unknown = await run("show", DESK, "--version", "99", user="desk")

    assert [(one["version"], one["applied_at"], one["in_force"]) for one in before] == [(VERSION, None, True)]
    assert [(one["version"], one["in_force"], one["running"]) for one in listed] == [
        (VERSION + 1, True, 0),
        (VERSION, False, 1),
    ]
    assert [one["contact"]["phone"] for one in shown] == ["000-820-0000", "000-820-2523"]
    assert isinstance(unknown.exception, NoSuchVersion)


async def test_an_officer_sees_the_scheme_of_the_own_desk_only_and_applies_none(
    house: House, people: None, file: Path
) -> None:
    refused = [
        await run(*words, user="desk")
        for words in (("apply", str(file)), ("show", "minato"), ("list", "--all"), ("list", "minato"))
    ]

    assert [type(one.exception) for one in refused] == [NotAllowed] * 4


async def test_a_check_names_every_mistake_by_its_place_and_needs_no_database(tmp_path: Path) -> None:
    good = written(tmp_path / "good.toml", PLAIN)
    bad = written(
        tmp_path / "bad.toml", PLAIN.replace("digits = 4", "digits = 1").replace('open = "08:30"', 'open = "8時半"', 1)
    )

    fine, wrong = await run("check", str(good), "--json"), await run("check", str(bad), "--json")
    in_words = await run("check", str(bad))

    assert (fine.exit_code, orjson.loads(fine.stdout)["valid"]) == (0, True)
    assert (wrong.exit_code, [one["key"] for one in orjson.loads(wrong.stdout)["problems"]]) == (
        1,
        ["numbering.digits", "calendar.hours.open"],
    )
    assert isinstance(in_words.exception, UnreadableScheme)
    assert f"{bad}：numbering.digits：4以上にしてください。" in str(in_words.exception)
