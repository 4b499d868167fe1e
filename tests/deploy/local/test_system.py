"""What a machine is found to lack."""

import shutil

import pytest

from deploy.local import system

# What the tests talk to; whoever runs a desk brings their own, or none.
ONLY_FOR_TESTS = {"clamav-daemon", "dovecot-imapd"}


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_arguments, **_more: None)


def packages(*, with_browser: bool) -> set[str]:
    needs = system.missing({"DESK_DATABASE_URL": "given", "DESK_AMQP_URL": "given"}, with_browser=with_browser)
    return {package for need in needs for package in need.packages}


def test_running_a_desk_installs_neither_a_scanner_nor_a_mail_server() -> None:
    assert packages(with_browser=False) == {"npm"}


def test_testing_installs_both() -> None:
    assert packages(with_browser=True) >= ONLY_FOR_TESTS
