"""What `desk setup` alone may know: addresses that may create roles and users, and everybody's passwords."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from shared.database.roles import SERVICES, web, worker
from shared.settings import SettingMissing


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupSettings:
    """Addresses of administrators; passwords by role and by broker user."""

    database_url: str
    amqp_url: str
    management_url: str
    roles: Mapping[str, str]
    broker_users: Mapping[str, str]


def read_setup_settings(environ: Mapping[str, str] | None = None) -> SetupSettings:
    """Read the environment once; raise SettingMissing naming every variable that is missing."""
    source = os.environ if environ is None else environ
    names = {name: f"DESK_{name.upper()}" for name in ("database_url", "amqp_url", "management_url")}
    for service in SERVICES:
        for part in ("worker", "web", "amqp"):
            names[f"{service}.{part}"] = f"DESK_{service.upper()}_{part.upper()}_PASSWORD"
    missing = [variable for variable in names.values() if not source.get(variable)]
    if missing:
        raise SettingMissing(f"set these variables first: {', '.join(missing)}")
    value = {name: source[variable] for name, variable in names.items()}
    return SetupSettings(
        database_url=value["database_url"],
        amqp_url=value["amqp_url"],
        management_url=value["management_url"],
        roles={role(service): value[f"{service}.{role.__name__}"] for service in SERVICES for role in (worker, web)},
        broker_users={f"desk-{service}": value[f"{service}.amqp"] for service in SERVICES},
    )
