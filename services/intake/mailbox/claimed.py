"""A message that this process may read now, and which of them are read together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.intake.domain.outcome import HoldReason
from services.intake.handlers.mail_door import envelope_in
from services.intake.ports import UnreadMail
from services.intake.storage.raw_messages import ClaimedRaw
from shared.documents import Document
from shared.events import Channel
from shared.mail_addresses import SecretAddress, read_secret_address

# A mail whose reading ended with its process again and again is not tried once more. Processes are also killed for
# reasons of their own, and several mails share one.
MAX_ATTEMPTS: Final = 5
# How many mails, of how many bytes together, are claimed and settled at once.
BATCH: Final = 32
BATCH_BYTES: Final = 8_000_000
# A larger mail is read alone, and so is one that was claimed before.
SMALL_BYTES: Final = 256_000


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed message with its sealed documents."""

    raw: ClaimedRaw
    documents: Sequence[Document]

    @property
    def content(self) -> bytes:
        """Return its bytes as they came; none when they are gone."""
        return self.documents[0].content if self.documents else b""

    @property
    def unread(self) -> UnreadMail:
        """Return what the reader is given."""
        envelope = envelope_in(self.documents)
        return UnreadMail(
            desk_id=self.raw.desk_id,
            content=self.content,
            return_path=None if envelope is None else envelope.mail_from,
        )

    def written_to(self, link_secret: str, in_headers: Iterable[str] = ()) -> tuple[SecretAddress, ...]:
        """Return the secret addresses it was sent to: by its envelope, then by what stands in its headers."""
        envelope = envelope_in(self.documents)
        addresses = (*(() if envelope is None else envelope.rcpt_to), *in_headers)
        said = (read_secret_address(link_secret, one) for one in addresses)
        return tuple(dict.fromkeys(one for one in said if one is not None))

    @property
    def refused(self) -> HoldReason | None:
        """Return why this mail is not even given to the reader, or None."""
        if not self.documents:
            return HoldReason.UNREADABLE
        return HoldReason.WORKER_GAVE_UP if self.raw.attempt > MAX_ATTEMPTS else None


def is_full(claimed: Sequence[Claimed]) -> bool:
    """Tell whether more may wait than could be claimed at once."""
    return len(claimed) == BATCH or sum(one.raw.size_bytes for one in claimed) >= BATCH_BYTES


def groups_of(claimed: Sequence[Claimed]) -> list[list[Claimed]]:
    """Return what is read together: small mails that nobody has tried before, and everything else alone."""
    together: list[Claimed] = []
    groups: list[list[Claimed]] = []
    for one in claimed:
        small = one.raw.size_bytes <= SMALL_BYTES and one.raw.attempt == 1 and one.raw.channel is Channel.MAIL
        if small and one.refused is None:
            together.append(one)
        else:
            groups.append([one])
    return [together, *groups] if together else groups
