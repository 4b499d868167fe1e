"""Who takes a mail at the door: the desk it is written to, in one transaction that ends before the answer.

Mails that arrive at the same time share the transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import structlog

from services.intake.domain.addresses import desks_by_address, plain_address
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.mailbox.lmtp import MailEnvelope, Reply
from services.intake.mailbox.lmtp_reply import NO_SUCH_RECIPIENT
from services.intake.ports import Clock
from services.intake.storage.work import Work
from shared.database.together import Together
from shared.database.transactions import Transactions
from shared.errors import DeskError
from shared.failpoints import Failpoint, reached
from shared.scheme.model import DeskScheme

log = structlog.get_logger()
# One message, for each desk it is written to.
_Delivery = Mapping[str, MailAtTheDoor]


class MailDoor:
    """Accepts mail for every desk; one message to several addresses of one desk is kept once."""

    def __init__(
        self,
        transactions: Transactions[Work],
        schemes: Mapping[str, DeskScheme],
        clock: Clock,
        *,
        accepted: Callable[[], None],
    ) -> None:
        """Call *accepted* after every mail that was kept."""
        self._keeping: Together[_Delivery, dict[str, UUID], Work] = Together(
            transactions, self._keep, bytes_of=_bytes_of
        )
        self._schemes = schemes
        self._clock = clock
        self._accepted = accepted

    async def knows(self, address: str) -> bool:
        """Tell whether *address*, also as `desk+detail@`, belongs to a desk."""
        return plain_address(address) in self._desks

    @property
    def _desks(self) -> Mapping[str, str]:
        # Asked anew for every mail: a version that was applied meanwhile may name other addresses.
        return desks_by_address({desk_id: scheme.intake_addresses for desk_id, scheme in self._schemes.items()})

    async def accept(self, raw: bytes, envelope: MailEnvelope) -> dict[str, Reply]:
        """Keep the mail and answer with its id; raise DatabaseAway when it is not known to be kept."""
        desks = self._desks
        wanted = {address: desks.get(plain_address(address)) for address in envelope.recipients}
        mails = {}
        for address, desk_id in wanted.items():
            if desk_id is not None and desk_id not in mails:
                mails[desk_id] = MailAtTheDoor(
                    recipient=plain_address(address),
                    mail_from=envelope.mail_from,
                    rcpt_to=tuple(other for other, desk in wanted.items() if desk == desk_id),
                    content=raw,
                )
        kept = await self._keeping.do(mails)
        reached(Failpoint.MAIL_COMMITTED)
        self._accepted()
        for raw_id in kept.values():
            log.info("mail_accepted", raw_id=str(raw_id), size_bytes=len(raw), recipients=len(wanted))
        return {
            address: NO_SUCH_RECIPIENT
            if desk_id is None
            else Reply(250, "2.0.0", f"Message accepted as {kept[desk_id]}")
            for address, desk_id in wanted.items()
        }

    async def _keep(self, deliveries: Sequence[_Delivery], work: Work) -> list[dict[str, UUID] | DeskError]:
        mails = [(mail, self._schemes[desk_id]) for delivery in deliveries for desk_id, mail in delivery.items()]
        raw_ids = iter(await accept_mails(mails, work, now=self._clock()))
        return [{desk_id: next(raw_ids) for desk_id in delivery} for delivery in deliveries]


def _bytes_of(delivery: _Delivery) -> int:
    return sum(len(mail.content) for mail in delivery.values())
