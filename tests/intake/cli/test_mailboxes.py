"""`desk mailbox`: what whoever sets an installation up types."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from services.intake.cli.mailboxes import mailbox_verbs
from shared.settings import PROJECT
from tests.certificate import HOST
from tests.dovecot import PASSWORD, Postbox, running_dovecot
from tests.intake.mails import a_mail


@pytest.fixture
def postbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clean: None) -> Iterator[Postbox]:
    """The sample desk with a mailbox on a real server."""
    desks = tmp_path / "desks"
    shutil.copytree(PROJECT / "deploy" / "desks", desks)
    with running_dovecot() as server:
        box = server.new_postbox()
        lines = f'[mailbox]\nhost = "{HOST}"\nport = {server.tls_port}\nuser = "{box.user}"\n'
        file = desks / "miono.toml"
        file.write_text(file.read_text(encoding="utf-8") + "\n" + lines, encoding="utf-8")
        (tmp_path / "secret").write_text(PASSWORD + "\n")
        monkeypatch.setenv("DESK_DESKS_FOLDER", str(desks))
        monkeypatch.setenv(
            "DESK_INTAKE_IMAP_PASSWORD_FILES", orjson.dumps({"miono": str(tmp_path / "secret")}).decode()
        )
        monkeypatch.setenv("DESK_INTAKE_IMAP_CA_FILE", str(server.certificate))
        yield box


async def said(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Return how the verb ended and what it answers."""
    result = await asyncio.to_thread(CliRunner().invoke, mailbox_verbs, [*arguments, "--json"])
    # The command line sends its log elsewhere; here it stands before the answer.
    return result.exit_code, orjson.loads(result.stdout[result.stdout.index("{\n") :])


async def test_a_look_is_taken_by_hand_and_shown_afterwards(postbox: Postbox, tmp_path: Path) -> None:
    postbox.deliver(a_mail())

    polled = await said("poll", "--once")
    (tmp_path / "secret").write_text("wrong")
    failed = await said("poll", "--once")
    _, shown = await said("status")

    assert polled == (0, {"mailboxes": [looked(taken=1, moved=1)]})
    assert failed == (1, {"mailboxes": [looked(trouble="sign_in")]})
    (standing,) = shown["mailboxes"]
    assert (standing["taken"], standing["moved"], standing["trouble"]) == (1, 1, "sign_in")
    assert standing["succeeded_at"] < standing["looked_at"]


def looked(*, taken: int = 0, moved: int = 0, trouble: str | None = None) -> dict[str, Any]:
    """Return what a look says."""
    return {
        "desk": "miono",
        "taken": taken,
        "moved": moved,
        "waiting": 0,
        "trouble": trouble,
        "elsewhere": False,
    }
