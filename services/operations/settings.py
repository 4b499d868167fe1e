"""The settings of operations, read once at the start of a process."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

from services.operations.domain.balance import Patience
from services.operations.domain.reconciling import Pace
from shared.mail_relay import Relay
from shared.settings import OptionalFile, ServiceSettings, SettingMissing

NAME: Final = "operations"


class _Variables(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DESK_", extra="ignore", frozen=True)

    management_url: str
    # Where notify hands its mail over; the doctor greets it and sends nothing.
    notify_smtp_host: str = "127.0.0.1"
    notify_smtp_port: int = Field(default=25, gt=0, lt=65_536)
    notify_smtp_starttls: bool = False
    notify_smtp_tls: bool = False
    notify_smtp_ca_file: OptionalFile = None
    # Where operations has a machine of its own, it need not know them; then it does not try to sign in.
    notify_smtp_user: str = ""
    notify_smtp_password: SecretStr = SecretStr("")
    # Where intake's scanner listens; the doctor asks whether it is there.
    intake_clamd: str = ""
    # A fact that a reader misses this long after its queue was seen empty is sent again, at most this often.
    reconcile_after_seconds: float = Field(default=600, gt=0)
    reconcile_repeat_seconds: float = Field(default=3_600, gt=0)


class _BalanceVariables(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DESK_", extra="ignore", frozen=True)

    balance_grace_seconds: int = Field(default=60, ge=0, le=86_400)
    balance_late_seconds: int = Field(default=3_600, ge=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagementAddress:
    """Where and as whom the broker is asked; the user in DESK_MANAGEMENT_URL is ignored."""

    url: str
    user: str
    password: str
    vhost: str
    amqp_host: str
    amqp_port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsSettings:
    """What the processes of operations know."""

    service: ServiceSettings
    management: ManagementAddress
    relay: Relay
    clamd: str
    pace: Pace


def read_operations_settings() -> OperationsSettings:
    """Read the environment; raise SettingMissing naming every variable that is missing or wrong."""
    service = ServiceSettings(NAME)
    try:
        variables = _Variables()
    except ValidationError as error:
        names = ", ".join(f"DESK_{'.'.join(map(str, item['loc']))}".upper() for item in error.errors())
        raise SettingMissing(f"settings of operations missing or wrong: {names}") from None
    amqp = make_url(service.amqp_url)
    address = ManagementAddress(
        url=make_url(variables.management_url).set(username=None, password=None).render_as_string(),
        user=amqp.username or "",
        password=str(amqp.password or ""),
        vhost=amqp.database or "/",
        amqp_host=amqp.host or "127.0.0.1",
        amqp_port=amqp.port or 5672,
    )
    return OperationsSettings(
        service=service,
        management=address,
        relay=_relay(variables),
        clamd=variables.intake_clamd,
        pace=Pace(
            after=timedelta(seconds=variables.reconcile_after_seconds),
            repeat=timedelta(seconds=variables.reconcile_repeat_seconds),
        ),
    )


def _relay(variables: _Variables) -> Relay:
    signs_in = bool(variables.notify_smtp_password.get_secret_value())
    return Relay(
        host=variables.notify_smtp_host,
        port=variables.notify_smtp_port,
        user=variables.notify_smtp_user if signs_in else "",
        password=variables.notify_smtp_password.get_secret_value(),
        starttls=variables.notify_smtp_starttls,
        tls=variables.notify_smtp_tls,
        certificates=variables.notify_smtp_ca_file,
    )


def read_balance_patience() -> Patience:
    """Return how long the balance lets something be on its way (DESK_BALANCE_GRACE_SECONDS, _LATE_SECONDS)."""
    try:
        variables = _BalanceVariables()
    except ValidationError as error:
        names = ", ".join(f"DESK_{'.'.join(map(str, item['loc']))}".upper() for item in error.errors())
        raise SettingMissing(f"settings of operations missing or wrong: {names}") from None
    return Patience(
        grace=timedelta(seconds=variables.balance_grace_seconds), late=timedelta(seconds=variables.balance_late_seconds)
    )
