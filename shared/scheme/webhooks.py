"""Where a desk tells other systems what happened: an address, the facts, and the inner networks it may lead to."""

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import Field as Limit
from pydantic import StringConstraints, model_validator

from shared.events.catalogue import FACTS
from shared.scheme.strict import Code, Strict, repeated

# What the machinery tells itself of single mails and files is nobody else's business.
_INSIDE = frozenset({"raw_message", "attachment", "mail_send"})
OUTSIDE = tuple(fact for fact in FACTS if fact.aggregate not in _INSIDE)
_TYPES = frozenset(fact.type for fact in OUTSIDE)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Webhook(Strict):
    """One receiver; its secret is a setting of the installation and never stands in a file."""

    name: Code
    url: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    # Types of facts as docs/events.md names them, or all of them.
    events: Annotated[tuple[str, ...], Limit(min_length=1)] | Literal["all"]
    # Networks inside the office the address may lead to; without one, only what everybody on the internet reaches.
    allow: tuple[IPv4Network | IPv6Network, ...] = ()

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        parts = self._parts()
        if parts is None or parts.username or parts.password or not parts.hostname:
            raise ValueError("url は、https:// から始まる、利用者名を含まないアドレスにしてください。")
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("url は、https:// から始めてください（http:// は同じサーバーの中だけです）。")
        if self.events != "all":
            if unknown := [event for event in self.events if event not in _TYPES]:
                raise ValueError(
                    f"events の「{unknown[0]}」は、外部へ知らせる出来事ではありません（一覧は docs/events.md）。"
                )
            if again := repeated(list(self.events)):
                raise ValueError(f"events の「{again[0]}」が重複しています。")
        return self

    def _parts(self) -> SplitResult | None:
        try:
            parts = urlsplit(self.url)
            parts.port  # noqa: B018 - reading it is what checks it
        except ValueError:
            return None
        return parts if parts.scheme in {"http", "https"} else None

    def wants(self, event: str) -> bool:
        """Say whether facts of this type are told to this receiver."""
        return event in _TYPES if self.events == "all" else event in self.events
