"""Settings: read once at the start of a process, typed, without a default for any secret."""

from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url

from shared.database.engine import async_url
from shared.database.roles import web, worker
from shared.errors import Invalid

# A variable that is set and empty, as containers pass on what nobody has set, names no file.
OptionalFile = Annotated[Path | None, BeforeValidator(lambda value: value or None)]
PROJECT = Path(__file__).resolve().parents[1]


class SettingMissing(Invalid):
    """A setting is missing or cannot be read."""


class Installation(BaseSettings):
    """What every process of one installation knows; variables are named DESK_<NAME>.

    The user and password inside `database_url` and `amqp_url` are ignored: each service brings its own.
    """

    model_config = SettingsConfigDict(env_prefix="DESK_", extra="ignore", frozen=True)

    database_url: str
    amqp_url: str
    master_key: str
    link_secret: str
    session_secret: str
    web_url: str = "http://127.0.0.1:8080"
    desks_folder: Path = PROJECT / "deploy" / "desks"
    # Whose pages stand at `/` where there are several desks; without it, that of the first file.
    front_desk: str = ""
    cookie_secure: bool = False
    log_level: str = "INFO"
    health_port: int = 0
    listen_host: str = "127.0.0.1"
    prefetch: int = Field(default=100, description="messages in flight per reader")


class Credentials(BaseSettings):
    """The passwords of one service; variables are named DESK_<SERVICE>_<NAME>."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    worker_password: str
    web_password: str
    amqp_password: str


class ServiceSettings:
    """The settings of one service, with the addresses its processes use."""

    def __init__(self, service: str) -> None:
        """Read the environment once; raise SettingMissing naming every variable that is missing."""
        self.service = service
        try:
            self.installation = Installation()
            self._credentials = Credentials(_env_prefix=f"DESK_{service.upper()}_")
        except ValidationError as error:
            names = ", ".join(".".join(map(str, item["loc"])) for item in error.errors())
            raise SettingMissing(
                f"settings of {service} missing or wrong: {names} (variables begin with DESK_)"
            ) from None

    @cached_property
    def worker_url(self) -> URL:
        """Return the database address of the worker role."""
        url = self.installation.database_url
        return async_url(url, user=worker(self.service), password=self._credentials.worker_password)

    @cached_property
    def web_url(self) -> URL:
        """Return the database address of the web role."""
        return async_url(
            self.installation.database_url, user=web(self.service), password=self._credentials.web_password
        )

    @cached_property
    def amqp_url(self) -> str:
        """Return the broker's address with this service's own user."""
        url = make_url(self.installation.amqp_url)
        return url.set(username=f"desk-{self.service}", password=self._credentials.amqp_password).render_as_string(
            hide_password=False
        )
