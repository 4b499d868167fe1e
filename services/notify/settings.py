"""The settings of notify, read once at the start of a process."""

import json
from datetime import timedelta
from math import ceil
from typing import Annotated, Final

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from standardwebhooks import Webhook as Signature

from services.notify.domain.mail import STALE_AFTER, Brake
from services.notify.domain.pace import Pace
from shared.mail_relay import LOOPBACK, Relay
from shared.settings import OptionalFile, SettingMissing

_PREFIX: Final = "DESK_NOTIFY_"


class NotifySettings(BaseSettings):
    """How mail leaves the house; variables are named DESK_NOTIFY_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True)

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    # Required, not tried: mail does not leave before the connection is secret. Submission on port 587.
    smtp_starttls: bool = False
    # Secret from the first byte: submission on port 465.
    smtp_tls: bool = Field(default=False, validate_default=True)
    # Authorities that vouch for the mail server, beside those the system knows.
    smtp_ca_file: OptionalFile = None
    # Of connecting and of the commands before a letter; the letter itself and the answer to it have their own time.
    smtp_timeout_seconds: float = Field(default=60.0, gt=0, le=120)
    smtp_answer_timeout_seconds: float = Field(default=300.0, gt=0, le=1_200)
    # Then a mail that is still being sent counts as left behind by a killed process and is sent again.
    mail_stale_after_seconds: float = Field(default=STALE_AFTER.total_seconds(), le=3_600)
    mails_at_once: int = Field(default=4, ge=1, le=32)
    # Of each process: an office's mail server is not to be stormed. What waits meanwhile stays in the table.
    mails_per_second: float = Field(default=10.0, gt=0, le=1_000)
    acknowledgements_per_hour: int = Field(default=300, ge=1)
    acknowledgements_per_address_and_day: int = Field(default=10, ge=1)
    # Of one purpose of the letters an officer's acts bring about.
    letters_per_hour: int = Field(default=3_000, ge=1)
    letters_per_address_and_day: int = Field(default=50, ge=1)
    # How long what came for one person waits for more of it, and how many mails that makes in an hour at most.
    staff_gather_seconds: float = Field(default=60.0, ge=0, le=3_600)
    staff_mails_per_address_and_hour: int = Field(default=6, ge=1)

    # Secrets by the name of the webhook, or by desk and name ("miono.portal"); without one nothing leaves the house.
    # Two with a space between them while one is changed for the other.
    webhook_secrets: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict, repr=False)
    # Authorities that vouch for receivers of webhooks, beside those the system knows.
    webhook_ca_file: OptionalFile = None

    @field_validator("webhook_secrets", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        return json.loads(value or "{}") if isinstance(value, str) else value

    @field_validator("webhook_secrets")
    @classmethod
    def _can_sign(cls, secrets: dict[str, str]) -> dict[str, str]:
        for secret in " ".join(secrets.values()).split():
            Signature(secret)
        return secrets

    @field_validator("mail_stale_after_seconds")
    @classmethod
    def _never_while_it_may_be_on_its_way(cls, seconds: float, others: ValidationInfo) -> float:
        before, letter = (others.data.get(f"smtp_{of}timeout_seconds", 0) for of in ("", "answer_"))
        if seconds < 2 * before + letter:
            raise ValueError("less than a mail may take, and once more DESK_NOTIFY_SMTP_TIMEOUT_SECONDS")
        return seconds

    @field_validator("smtp_tls")
    @classmethod
    def _never_says_the_password_aloud(cls, tls: bool, others: ValidationInfo) -> bool:
        host, starttls = others.data.get("smtp_host", ""), others.data.get("smtp_starttls", False)
        if tls and starttls:
            raise ValueError("either DESK_NOTIFY_SMTP_STARTTLS or DESK_NOTIFY_SMTP_TLS")
        if others.data.get("smtp_user") and not (tls or starttls or host in LOOPBACK):
            raise ValueError("who signs in needs DESK_NOTIFY_SMTP_STARTTLS or DESK_NOTIFY_SMTP_TLS")
        return tls

    @property
    def stale_after(self) -> timedelta:
        """Return after which time a mail that is still being sent was left behind."""
        return timedelta(seconds=self.mail_stale_after_seconds)

    @property
    def relay(self) -> Relay:
        """Return where mail leaves the house."""
        return Relay(
            host=self.smtp_host,
            port=self.smtp_port,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value(),
            starttls=self.smtp_starttls,
            tls=self.smtp_tls,
            certificates=self.smtp_ca_file,
            timeout_seconds=self.smtp_timeout_seconds,
            answer_seconds=self.smtp_answer_timeout_seconds,
        )

    @property
    def pace(self) -> Pace:
        """Return how fast mail may leave; after a calm time two seconds' worth leaves at once."""
        return Pace(per_second=self.mails_per_second, burst=max(1, ceil(2 * self.mails_per_second)))

    @property
    def patience_seconds(self) -> float:
        """Return how long a letter may wait for a free hand: it must be over and recorded before it counts as left."""
        return (self.mail_stale_after_seconds - self.smtp_timeout_seconds - self.smtp_answer_timeout_seconds) / 2

    @property
    def brake(self) -> Brake:
        """Return how many mails may leave."""
        return Brake(
            per_address_and_day=self.acknowledgements_per_address_and_day,
            per_hour=self.acknowledgements_per_hour,
            letters_per_address_and_day=self.letters_per_address_and_day,
            letters_per_hour=self.letters_per_hour,
            staff_per_address_and_hour=self.staff_mails_per_address_and_hour,
        )

    @property
    def gathered(self) -> timedelta:
        """Return how long what came for one person waits for more of it."""
        return timedelta(seconds=self.staff_gather_seconds)


def read_notify_settings() -> NotifySettings:
    """Read the environment; raise SettingMissing naming every variable that is wrong."""
    try:
        return NotifySettings()
    except ValidationError as error:
        names = ", ".join(_PREFIX + ".".join(map(str, item["loc"])).upper() for item in error.errors())
        raise SettingMissing(f"settings of notify missing or wrong: {names}") from None
