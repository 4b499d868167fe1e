"""The mailbox a desk polls where no mail server hands mail over: where it is, and which folders are ours."""

from typing import Annotated, Literal, Self

from pydantic import Field as Limit
from pydantic import model_validator

from shared.scheme.strict import Strict, Words

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Mailbox(Strict):
    """One mailbox of one desk; its password is no data of a scheme."""

    host: Words
    security: Literal["tls", "starttls", "none"] = "tls"
    port: Annotated[int, Limit(ge=1, le=65_535)] | None = None
    user: Words
    folder: Words = "INBOX"
    processed_folder: Words = "受付システムに取込済み"
    too_large_folder: Words = "大きすぎるメール"
    # In which headers the mail server says to whom it delivered, the first that is there decides.
    recipient_headers: tuple[Words, ...] = ("Delivered-To", "X-Original-To", "Envelope-To")
    # The net below IDLE, and the pace where the server knows no IDLE.
    poll_seconds: Annotated[int, Limit(ge=5, le=1_500)] = 60

    @property
    def real_port(self) -> int:
        """Return the port, which follows from the security unless it is named."""
        return self.port or (993 if self.security == "tls" else 143)

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.security == "none" and self.host not in _LOOPBACK:
            raise ValueError("mailbox.security を none にできるのは、同じサーバーの中（localhost）だけです。")
        if len({self.folder, self.processed_folder, self.too_large_folder}) < 3:  # noqa: PLR2004 - the three folders
            raise ValueError("mailbox の三つのフォルダーは、別々の名前にしてください。")
        return self
