import base64
import json
from pathlib import Path

import pytest

from deploy.local.engines import Urls
from deploy.local.ports import DESK_DEFAULTS, from_environment
from deploy.local.settings import card, desk_environment, kept_secrets, last_environment
from deploy.local.trouble import Trouble

URLS = Urls(database_url="postgresql://d", amqp_url="amqp://a", management_url="http://m")
PORTS = from_environment(DESK_DEFAULTS, {"DESK_WEB_PORT": "18080"})


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    first = kept_secrets(tmp_path)

    second = kept_secrets(tmp_path)

    assert second == first
    assert len(set(first.values())) == 5 * 3 + 4
    assert len(base64.b64decode(first["DESK_MASTER_KEY"])) == 32
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_secret_a_newer_version_asks_for_is_added_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"DESK_MASTER_KEY": "old"}))

    secrets = kept_secrets(tmp_path)

    assert secrets["DESK_MASTER_KEY"] == "old"
    assert len(secrets) == 19


def test_the_settings_of_the_desk_are_written_to_a_private_file(tmp_path: Path) -> None:
    variables = desk_environment(tmp_path, URLS, PORTS)

    assert last_environment(tmp_path) == variables
    assert variables["DESK_WEB_URL"] == "http://127.0.0.1:18080"
    assert variables["DESK_LMTP_PORT"] == "2424"
    assert (tmp_path / "desk.env").stat().st_mode & 0o777 == 0o600


def test_a_given_broker_without_its_management_address_is_one_clear_line(tmp_path: Path) -> None:
    urls = Urls(database_url="postgresql://d", amqp_url="amqp://a", management_url=None)

    with pytest.raises(Trouble) as caught:
        desk_environment(tmp_path, urls, PORTS)

    assert str(caught.value) == (
        "DESK_AMQP_URL is set; set DESK_MANAGEMENT_URL too, the broker's users are made through it."
    )


def test_the_card_has_every_key_that_checks_rely_on(tmp_path: Path) -> None:
    local = tmp_path / ".local"
    schemes = tmp_path / "deploy" / "desks"
    local.mkdir()
    schemes.mkdir(parents=True)
    (schemes / "miono.toml").write_text('intake_addresses = ["teian@desk.example.jp", "b@desk.example.jp"]\n')
    account = {"user": "kanri", "password": "x", "roles": ["administrator"], "department": None}
    (local / "accounts.json").write_text(json.dumps([account]))

    said = card(local, desk_environment(local, URLS, PORTS))

    assert said == {
        "web": "http://127.0.0.1:18080",
        "lmtp": "127.0.0.1:2424",
        "intake_address": "teian@desk.example.jp",
        "amqp": "amqp://a",
        "database": "postgresql://d",
        "management": "http://m",
        "outgoing_mail": str(local / "outgoing-mail"),
        "accounts": [account],
    }
    assert json.loads((local / "desk.json").read_text()) == said
    assert (local / "desk.json").stat().st_mode & 0o777 == 0o600
