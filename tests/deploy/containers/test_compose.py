"""docker-compose.yml runs what the code has, and hands each secret to those who need it only."""

import os
import re

import pytest

from services.intake.settings import read_intake_settings
from shared.service import services
from shared.setup.settings import read_setup_settings
from tests.conftest import MASTER_KEY
from tests.deploy.containers.compose import PROJECT, example, filled, read_compose, variables

COMPOSE = read_compose()
CONTAINERS = COMPOSE["services"]
NAMES = tuple(service.name for service in services())
SECRET = re.compile(r"PASSWORD|SECRET|MASTER_KEY")
# What a desk without a mailbox, or without webhooks, need not say.
MAILBOXES = {"DESK_INTAKE_IMAP_PASSWORDS", "DESK_INTAKE_IMAP_PASSWORD_FILES"}
OPTIONAL = MAILBOXES | {"DESK_NOTIFY_WEBHOOK_SECRETS"}
PARTS = ("WORKER", "WEB", "AMQP")


def secrets_of(container: str) -> set[str]:
    return {one.name for one in variables(CONTAINERS[container]) if SECRET.search(one.name)}


def own(service: str) -> set[str]:
    return {f"DESK_{service.upper()}_{part}_PASSWORD" for part in PARTS}


def test_each_service_has_one_container_that_runs_it() -> None:
    running = {name: one["command"] for name, one in CONTAINERS.items() if one.get("command", [""])[0] == "run"}

    assert running == {name: ["run", name] for name in NAMES}


def test_a_container_gets_its_own_secrets_and_no_others() -> None:
    all_passwords = {password for name in NAMES for password in own(name)}

    assert {name: secrets_of(name) for name in CONTAINERS} == {
        "postgres": {"DESK_POSTGRES_PASSWORD"},
        "rabbitmq": {"DESK_BROKER_PASSWORD"},
        "setup": {"DESK_POSTGRES_PASSWORD", "DESK_BROKER_PASSWORD"} | all_passwords,
        "intake": own("intake")
        | {"DESK_SESSION_SECRET", "DESK_MASTER_KEY", "DESK_LINK_SECRET"}
        | {"DESK_INTAKE_GATEWAY_SECRETS"}
        | MAILBOXES,
        "routing": own("routing") | {"DESK_SESSION_SECRET", "DESK_MASTER_KEY"},
        "notify": own("notify")
        | {"DESK_SESSION_SECRET", "DESK_MASTER_KEY", "DESK_LINK_SECRET", "DESK_NOTIFY_SMTP_PASSWORD"}
        | {"DESK_NOTIFY_WEBHOOK_SECRETS"},
        "publication": own("publication") | {"DESK_SESSION_SECRET", "DESK_MASTER_KEY"},
        "operations": own("operations") | {"DESK_SESSION_SECRET"},
        "proxy": set(),
    }


def test_who_asks_an_engine_of_the_office_and_who_knocks_there_are_told_the_same() -> None:
    told = {
        part: {name for name in NAMES if any(one.startswith(part) for one in CONTAINERS[name]["environment"])}
        for part in ("DESK_INTAKE_CLAMD", "DESK_NOTIFY_SMTP_HOST", "DESK_NOTIFY_SMTP_CA_FILE")
    }

    assert told == {
        "DESK_INTAKE_CLAMD": {"intake", "operations"},
        "DESK_NOTIFY_SMTP_HOST": {"notify", "operations"},
        "DESK_NOTIFY_SMTP_CA_FILE": {"notify", "operations"},
    }


def test_a_container_takes_nothing_but_what_is_written_down_for_it() -> None:
    assert [name for name, one in CONTAINERS.items() if "env_file" in one] == []


def test_no_secret_has_a_default() -> None:
    asked = {(one.name, one.mark) for one in variables(COMPOSE) if SECRET.search(one.name)}
    others = {"DESK_NOTIFY_SMTP_PASSWORD"} | OPTIONAL

    assert {mark for name, mark in asked if name not in others} == {":?"}
    assert {mark for name, mark in asked if name == "DESK_NOTIFY_SMTP_PASSWORD"} == {"?"}


def test_a_secret_that_nobody_needs_may_be_missing_and_is_empty_then() -> None:
    asked = [one for one in variables(COMPOSE) if one.name in OPTIONAL]

    assert {(one.mark, one.default) for one in asked} == {("-", "")}


def test_settings_made_before_there_were_mailboxes_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in CONTAINERS["intake"]["environment"].items():
        monkeypatch.setenv(variable, filled(str(value), {"DESK_INTAKE_GATEWAY_SECRETS": "{}"}))

    own = read_intake_settings()

    assert (own.imap_password("miono"), own.imap_ca_file, own.clamd, own.file_seconds) == (None, None, "", 25)


def test_the_example_names_every_variable_that_must_be_set_and_no_secret_value() -> None:
    demanded = {one.name for one in variables(COMPOSE) if one.mark.endswith("?")}
    known = {one.name for one in variables(COMPOSE)}

    assert demanded - set(example()) == set()
    assert set(example()) - known == set()
    assert {value for name, value in example().items() if SECRET.search(name)} == {"", "{}"}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_container_is_given_is_enough_to_build_its_pages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [variable for variable in os.environ if variable.startswith("DESK_")]:
        monkeypatch.delenv(variable)
    made_up = {variable: value or "made-up" for variable, value in example().items()}
    given = made_up | {"DESK_MASTER_KEY": MASTER_KEY, "DESK_FRONT_DESK": ""}
    for variable, value in CONTAINERS[name]["environment"].items():
        monkeypatch.setenv(variable, filled(str(value), given))
    monkeypatch.setenv("DESK_DESKS_FOLDER", str(PROJECT / "deploy" / "desks"))
    (service,) = [service for service in services() if service.name == name]

    site = service.web()

    assert "database" in site.checks


def test_what_the_setup_is_given_is_enough_to_set_up() -> None:
    given = {name: value or "made-up" for name, value in example().items()}
    environment = {name: filled(str(value), given) for name, value in CONTAINERS["setup"]["environment"].items()}

    settings = read_setup_settings(environment)

    assert set(settings.broker_users) == {f"desk-{name}" for name in NAMES}
    assert settings.database_url == "postgresql://postgres:made-up@postgres:5432/desk"


def test_every_container_is_shut_in() -> None:
    loose = {
        name
        for name, one in CONTAINERS.items()
        if (one.get("read_only"), one.get("cap_drop"), one.get("security_opt"), one.get("stop_grace_period"))
        != (True, ["ALL"], ["no-new-privileges:true"], "45s")
        or one.keys() & {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices"}
    }

    assert loose == set()


def test_the_images_of_others_are_plain_names_with_a_version() -> None:
    images = {one["image"] for name, one in CONTAINERS.items() if "build" not in one}

    assert [image for image in images if not re.fullmatch(r"[a-z]+:\d[\w.-]*", image)] == []


def test_only_the_proxy_and_the_mail_door_can_be_reached_from_outside() -> None:
    published = {name: one["ports"] for name, one in CONTAINERS.items() if "ports" in one}
    inside = {name for name, network in COMPOSE["networks"].items() if network.get("internal")}
    outgoing = {name for name, one in CONTAINERS.items() if set(one["networks"]) - inside}

    assert published == {
        "proxy": ["${DESK_WEB_ADDRESS:-127.0.0.1:8080}:8080"],
        "intake": ["${DESK_LMTP_ADDRESS:-127.0.0.1:2424}:2424"],
    }
    assert inside == {"engines", "pages"}
    assert outgoing == {"proxy", "intake", "notify", "operations"}
    assert {name for name, one in CONTAINERS.items() if one["networks"] == ["engines"]} == {
        "postgres",
        "rabbitmq",
        "setup",
    }


def test_nobody_starts_before_the_set_up_is_done() -> None:
    waiting = {
        name: {other: condition["condition"] for other, condition in CONTAINERS[name]["depends_on"].items()}
        for name in NAMES
    }

    assert waiting == {
        name: {
            "setup": "service_completed_successfully",
            "postgres": "service_healthy",
            "rabbitmq": "service_healthy",
        }
        for name in NAMES
    }


def test_the_files_that_are_mounted_exist() -> None:
    mounted = [
        volume.split(":")[0] for one in CONTAINERS.values() for volume in one.get("volumes", ()) if volume[0] == "."
    ]

    assert [path for path in mounted if not (PROJECT / path).exists()] == []
