"""The settings `make run` gives the desk: addresses, ports and secrets that are made once and kept."""

import base64
import json
import secrets
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path

from deploy.local.engines import Urls
from deploy.local.places import myself
from deploy.local.ports import Ports
from deploy.local.trouble import Trouble

SERVICES = ("intake", "routing", "notify", "publication", "operations")
PARTS = ("WORKER", "WEB", "AMQP")


def kept_secrets(local: Path) -> dict[str, str]:
    """Return the secrets of this checkout; those that do not exist yet are made and kept in a private file."""
    file = local / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    names = [f"DESK_{service.upper()}_{part}_PASSWORD" for service in SERVICES for part in PARTS]
    names += ["DESK_LINK_SECRET", "DESK_SESSION_SECRET"]
    fresh = {name: secrets.token_urlsafe(32) for name in names}
    fresh["DESK_INTAKE_GATEWAY_SECRETS"] = json.dumps(
        {
            "kintone": secrets.token_urlsafe(32),
            "movabletype": secrets.token_urlsafe(32),
            "web-form": secrets.token_urlsafe(32),
            "json": "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
        }
    )
    fresh["DESK_MASTER_KEY"] = base64.b64encode(secrets.token_bytes(32)).decode()
    if fresh.keys() - kept.keys():
        kept = {**fresh, **kept}
        myself().write(file, json.dumps(kept, indent=1) + "\n")
    return kept


def desk_environment(local: Path, urls: Urls, ports: Ports) -> dict[str, str]:
    """Return the variables of the desk and write them to the private file `desk.env`."""
    if urls.management_url is None:
        raise Trouble("DESK_AMQP_URL is set; set DESK_MANAGEMENT_URL too, the broker's users are made through it.")
    variables = {
        "DESK_DATABASE_URL": urls.database_url,
        "DESK_AMQP_URL": urls.amqp_url,
        "DESK_MANAGEMENT_URL": urls.management_url,
        "DESK_HOME": str(local),
        "DESK_WEB_URL": f"http://127.0.0.1:{ports['web'].number}",
        **{port.variable: str(port.number) for port in ports.values()},
        "DESK_NOTIFY_SMTP_HOST": "127.0.0.1",
        "DESK_NOTIFY_SMTP_PORT": str(ports["mail_sink"].number),
        "DESK_AS_USER": "kanri",
        **kept_secrets(local),
    }
    myself().write(local / "desk.env", "".join(f"{name}={shlex.quote(value)}\n" for name, value in variables.items()))
    return variables


def last_environment(local: Path) -> dict[str, str]:
    """Return the variables the desk was last started with."""
    lines = (local / "desk.env").read_text(encoding="utf-8").splitlines()
    return {name: "".join(shlex.split(value)) for name, _, value in (line.partition("=") for line in lines)}


def first_intake_address(schemes: Path) -> str:
    """Return the first address for proposals that the desk schemes name, or an empty text."""
    for file in sorted(schemes.glob("*.toml")):
        for address in tomllib.loads(file.read_text(encoding="utf-8")).get("intake_addresses", []):
            return str(address)
    return ""


def card(local: Path, environment: Mapping[str, str]) -> dict[str, object]:
    """Return what a check or a person needs to reach the desk, and write it to the private file `desk.json`."""
    accounts = local / "accounts.json"
    said = {
        "web": environment["DESK_WEB_URL"],
        "lmtp": f"127.0.0.1:{environment['DESK_LMTP_PORT']}",
        "intake_address": first_intake_address(local.parent / "deploy" / "desks"),
        "amqp": environment["DESK_AMQP_URL"],
        "database": environment["DESK_DATABASE_URL"],
        "management": environment["DESK_MANAGEMENT_URL"],
        "outgoing_mail": str(local / "outgoing-mail"),
        "accounts": json.loads(accounts.read_text(encoding="utf-8")) if accounts.exists() else [],
    }
    myself().write(local / "desk.json", json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return said
