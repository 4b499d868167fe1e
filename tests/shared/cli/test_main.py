"""Whatever ends a verb is one line that says what to do."""

from pathlib import Path
from uuid import UUID

import pytest
import typer

from shared.access.policy import Action, NotAllowed
from shared.cli import main as cli
from shared.errors import Missing


def ending(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the next verb end with *error*."""

    def verb() -> None:
        raise error

    def command(_asked: str | None) -> typer.Typer:
        app = typer.Typer(pretty_exceptions_enable=False)
        app.command()(verb)
        return app

    monkeypatch.setattr(cli, "command", command)
    # It would last: later tests would write into an output that is closed by then.
    monkeypatch.setattr(cli, "log_to_standard_error", lambda: None)
    monkeypatch.setattr("sys.argv", ["desk"])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Missing("There is no such case."), "desk: There is no such case.\n"),
        (
            FileNotFoundError(2, "No such file or directory", "nowhere/x.zip"),
            "desk: cannot use the file nowhere/x.zip: No such file or directory\n",
        ),
        (
            NotAllowed(account_id=UUID(int=1), action=Action.FILE_CLEAN),
            "desk: file_clean is not allowed: name an account with the role desk by --as (or DESK_AS_USER)\n",
        ),
        (
            NotAllowed(account_id=UUID(int=1), action=Action.QUEUES_SEE),
            (
                "desk: queues_see is not allowed: name an account with the role administrator or operator"
                " by --as (or DESK_AS_USER)\n"
            ),
        ),
    ],
)
def test_a_verb_that_fails_says_it_in_one_line(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ending(monkeypatch, error)

    with pytest.raises(SystemExit) as end:
        cli.main()

    assert end.value.code == 1
    assert capsys.readouterr().err == said


def test_an_error_that_names_no_file_is_a_bug_and_keeps_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    ending(monkeypatch, OSError("unexpected"))

    with pytest.raises(OSError, match="unexpected"):
        cli.main()


def test_a_file_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "nowhere" / "x.docx"
    with pytest.raises(OSError, match="nowhere") as raised:
        path.write_bytes(b"")
    ending(monkeypatch, raised.value)

    with pytest.raises(SystemExit):
        cli.main()

    assert capsys.readouterr().err == f"desk: cannot use the file {path}: No such file or directory\n"
