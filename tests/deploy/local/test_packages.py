from pathlib import Path

import pytest

from deploy.local import packages

OWN = "#!/bin/sh\nexit 104\n"


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(packages, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(packages, "KEPT_POLICY", tmp_path / "policy-rc.d.kept")
    monkeypatch.setattr(packages, "NO_CLUSTER", tmp_path / "postgresql-common/createcluster.d/desk.conf")
    return tmp_path / "policy-rc.d"


def test_while_packages_are_installed_every_start_is_denied(policy: Path) -> None:
    with packages.nothing_started():
        during = policy.read_text()

    assert during.splitlines()[-1] == "exit 101"
    assert not policy.exists()


def test_a_policy_the_machine_had_is_put_back(policy: Path) -> None:
    policy.write_text(OWN)

    with packages.nothing_started():
        during = policy.read_text()

    assert during != OWN
    assert policy.read_text() == OWN


def test_a_policy_is_put_back_also_when_the_installation_fails(policy: Path) -> None:
    policy.write_text(OWN)

    with pytest.raises(KeyboardInterrupt), packages.nothing_started():
        raise KeyboardInterrupt

    assert policy.read_text() == OWN


def test_a_policy_kept_by_a_run_that_was_killed_is_put_back_by_the_next(policy: Path) -> None:
    packages.KEPT_POLICY.write_text(OWN)
    policy.write_text(packages.DENY)

    with packages.nothing_started():
        pass

    assert policy.read_text() == OWN


def test_no_cluster_is_made_and_the_setting_goes_again(policy: Path) -> None:
    with packages.no_cluster_made():
        during = packages.NO_CLUSTER.read_text()

    assert during == "create_main_cluster = false\n"
    assert list(policy.parent.iterdir()) == []


def test_what_starts_at_boot_by_either_way_is_kept_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "WANTS", tmp_path / "systemd")
    monkeypatch.setattr(packages, "RUN_LEVELS", tmp_path)
    monkeypatch.setattr("deploy.local.packages.shutil.which", lambda tool: tool if tool == "update-rc.d" else None)
    asked: list[list[str]] = []
    monkeypatch.setattr("deploy.local.packages.subprocess.run", lambda command, **_: asked.append(command))
    for link in ("systemd/sockets.target.wants/clamav-daemon.socket", "rc2.d/S01dovecot", "rc2.d/K01rabbitmq-server"):
        (tmp_path / link).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / link).touch()

    found = packages.enabled_units()
    packages.disable(found)

    assert found == {"clamav-daemon.socket", "dovecot.service"}
    assert asked == [
        ["deb-systemd-helper", "disable", "clamav-daemon.socket"],
        ["deb-systemd-helper", "disable", "dovecot.service"],
        ["update-rc.d", "dovecot", "disable"],
    ]
