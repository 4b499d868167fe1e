"""Facts of notify: whom the desk told, and whether it arrived."""

from typing import ClassVar

from shared.events.base import Code, Fact


class MailSent(Fact):
    """The mail server took a mail over (answered 250)."""

    type: ClassVar[str] = "mail.sent.v1"
    owner: ClassVar[str] = "notify"
    aggregate: ClassVar[str] = "mail_send"

    purpose: Code


class MailGaveUp(Fact):
    """A mail could not be delivered; a person must tell the recipient another way."""

    type: ClassVar[str] = "mail.gave_up.v1"
    owner: ClassVar[str] = "notify"
    aggregate: ClassVar[str] = "mail_send"

    purpose: Code
    reply_code: int | None = None


class MailBounced(Fact):
    """A mail that had left came back: it reached nobody, and a person must tell the recipient another way."""

    type: ClassVar[str] = "mail.bounced.v1"
    owner: ClassVar[str] = "notify"
    aggregate: ClassVar[str] = "mail_send"

    purpose: Code
    status: Code | None = None
