"""What the installation says of itself, by which strangers' mail is told from its own."""

from dataclasses import dataclass, field
from typing import Final

# What the usual filters of a receiving server write: SpamAssassin, amavis, rspamd.
SPAM_MARKS: Final = ("x-spam-flag", "x-spam-status", "x-spam")


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Our own addresses, and what our own mail server writes into a mail before it hands it over.

    `authserv_id` is the name under which it says what it found out about the sender; empty when it says nothing.
    """

    addresses: frozenset[str] = field(default=frozenset(), repr=False)
    authserv_id: str = ""
    spam_marks: tuple[str, ...] = SPAM_MARKS

    @property
    def domains(self) -> frozenset[str]:
        """Return the domains of our addresses; our Message-IDs bear them."""
        return frozenset(address.rpartition("@")[2] for address in self.addresses)


NOWHERE: Final = House()
