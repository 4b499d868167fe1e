"""`desk sheet`: the sheet is written, and a filled one shown as it would be read."""

from collections.abc import Mapping
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from services.intake.cli.sheets import NoSheet, NoSuchDesk, sheet
from tests.intake.domain.sheet.sheets import ANSWERS, filled_word, word_text


@pytest.fixture
def run(environment: Mapping[str, str]) -> CliRunner:
    """Run verbs in this process."""
    return CliRunner()


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
def test_the_sheet_is_written_where_it_is_asked_for(run: CliRunner, tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"sheet.{format_}"

    said = run.invoke(sheet, ["make", "--format", format_, "--output", str(path), "--json"])

    value = orjson.loads(said.stdout)
    # Which version is in force is a question of the day.
    assert (value["file"], value["format"], value["mark"].rstrip("0123456789")) == (str(path), format_, "miono/")
    assert value["bytes"] == path.stat().st_size


def test_a_filled_sheet_is_shown_as_it_would_be_read(run: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "filled.docx"
    path.write_bytes(filled_word())

    said = orjson.loads(run.invoke(sheet, ["read", str(path), "--json"]).stdout)

    assert (said["state"], said["layout"]) == ("read", "公民連携提案書")
    assert said["fields"]["title"] == ANSWERS["提案名"]
    assert (said["guessed"], said["unread"]) == ([], [])


def test_what_is_no_sheet_and_no_desk_is_said_so(run: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(word_text("拝啓"))

    assert isinstance(run.invoke(sheet, ["read", str(path)]).exception, NoSheet)
    assert isinstance(run.invoke(sheet, ["make", "--desk", "none"]).exception, NoSuchDesk)
