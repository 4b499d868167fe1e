from pathlib import Path

import pytest

from deploy.local.python_env import fingerprint, works


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


def test_a_changed_lock_asks_for_a_new_set_up(checkout: Path) -> None:
    before = fingerprint(checkout)

    (checkout / "requirements.lock").write_text("one==2\n")

    assert fingerprint(checkout) != before


def test_an_unchanged_checkout_asks_for_nothing(checkout: Path) -> None:
    assert fingerprint(checkout) == fingerprint(checkout)


def test_a_checkout_without_venv_does_not_work_yet(checkout: Path) -> None:
    assert not works(checkout)
