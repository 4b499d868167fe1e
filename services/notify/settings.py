"""The settings of notify, read once at the start of a process."""

from typing import Final

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.notify.domain.mail import Brake
from services.notify.mailer.smtp import Relay
from shared.settings import SettingMissing

_PREFIX: Final = "DESK_NOTIFY_"


class NotifySettings(BaseSettings):
    """How mail leaves the house; variables are named DESK_NOTIFY_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True)

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = False
    # Below five minutes: after that a mail in state `sending` counts as left behind by a killed process.
    smtp_timeout_seconds: float = Field(default=60.0, gt=0, le=120)
    mails_at_once: int = Field(default=4, ge=1, le=32)
    acknowledgements_per_hour: int = Field(default=300, ge=1)
    acknowledgements_per_address_and_day: int = Field(default=10, ge=1)

    @property
    def relay(self) -> Relay:
        """Return where mail leaves the house."""
        return Relay(
            host=self.smtp_host,
            port=self.smtp_port,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value(),
            starttls=self.smtp_starttls,
            timeout_seconds=self.smtp_timeout_seconds,
        )

    @property
    def brake(self) -> Brake:
        """Return how many automatic answers may leave."""
        return Brake(
            per_address_and_day=self.acknowledgements_per_address_and_day, per_hour=self.acknowledgements_per_hour
        )


def read_notify_settings() -> NotifySettings:
    """Read the environment; raise SettingMissing naming every variable that is wrong."""
    try:
        return NotifySettings()
    except ValidationError as error:
        names = ", ".join(_PREFIX + ".".join(map(str, item["loc"])).upper() for item in error.errors())
        raise SettingMissing(f"settings of notify missing or wrong: {names}") from None
