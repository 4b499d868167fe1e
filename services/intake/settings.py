"""The settings of intake's own doors."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.intake.domain.addresses import plain_address
from services.intake.domain.mail.house import SPAM_MARKS, House
from shared.settings import OptionalFile, SettingMissing


class IntakeSettings(BaseSettings):
    """What only intake knows; variables are named DESK_INTAKE_<NAME>, the mail port DESK_LMTP_PORT."""

    model_config = SettingsConfigDict(env_prefix="DESK_INTAKE_", extra="ignore", frozen=True)

    lmtp_host: str = "127.0.0.1"
    lmtp_port: int = Field(default=2424, validation_alias="DESK_LMTP_PORT")
    max_mail_bytes: int = 50_000_000
    max_recipients: int = 100
    max_json_bytes: int = 2_000_000
    readers_at_once: int = 2
    read_seconds: float = 20.0
    # The name under which our own mail server writes Authentication-Results; empty where it writes none.
    authserv_id: str = ""
    # The headers in which it calls a mail spam.
    spam_headers: Annotated[tuple[str, ...], NoDecode] = SPAM_MARKS
    # How long one file may be read.
    file_seconds: float = 25.0
    # Where clamd listens: the path of its socket, or host:port. Empty: there is none.
    clamd: str = ""
    # The passwords of the mailboxes that are polled, by desk: themselves, or the files that hold them.
    imap_passwords: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict, repr=False)
    imap_password_files: Annotated[dict[str, Path], NoDecode] = Field(default_factory=dict)
    # Authorities that vouch for the mail server, beside those the system knows.
    imap_ca_file: OptionalFile = None
    # Secrets by gateway name; a gateway without one stays shut.
    gateway_secrets: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict, repr=False)

    @field_validator("spam_headers", mode="before")
    @classmethod
    def _between_commas(cls, value: object) -> object:
        return tuple(one.strip() for one in value.split(",") if one.strip()) if isinstance(value, str) else value

    def house(self, addresses: Iterable[str]) -> House:
        """Return what tells our own mail, and our own server's marks, from those of others."""
        own = frozenset(plain_address(one) for one in addresses)
        return House(addresses=own, authserv_id=self.authserv_id.strip(), spam_marks=self.spam_headers)

    def imap_password(self, desk_id: str) -> str | None:
        """Return the password of a desk's mailbox, or None; raise SettingMissing when its file cannot be read."""
        if desk_id not in self.imap_password_files:
            return self.imap_passwords.get(desk_id) or None
        try:
            return self.imap_password_files[desk_id].read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError) as error:
            raise SettingMissing(f"DESK_INTAKE_IMAP_PASSWORD_FILES: the file of {desk_id} cannot be read") from error

    @field_validator("gateway_secrets", "imap_passwords", "imap_password_files", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        return json.loads(value or "{}") if isinstance(value, str) else value


def read_intake_settings() -> IntakeSettings:
    """Read the environment once; raise SettingMissing naming every variable that is wrong."""
    try:
        return IntakeSettings()
    except ValidationError as error:
        names = ", ".join(".".join(map(str, item["loc"])) for item in error.errors())
        raise SettingMissing(f"settings of intake wrong: {names} (variables begin with DESK_INTAKE_)") from None
