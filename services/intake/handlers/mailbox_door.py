"""Keep mails of a mailbox: in one transaction with the memory that they are kept, so that none is kept twice."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.intake.domain.addresses import plain_address
from services.intake.domain.mailbox import Fetched, delivered_to
from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.mail_door import MailAtTheDoor, accept_mails
from services.intake.handlers.recording import recorded
from services.intake.storage.holding import Held
from services.intake.storage.mailboxes import KeptMail, Numbering
from services.intake.storage.raw_messages import Settlement
from services.intake.storage.work import Work
from shared.events import MailHeld
from shared.events.who import by_door
from shared.scheme.model import DeskScheme


async def keep_fetched(
    fetched: Sequence[Fetched], numbering: Numbering, scheme: DeskScheme, work: Work, *, now: datetime
) -> int:
    """Keep what is not kept yet, hold what is too large, and return how many mails are new.

    What a restored mailbox shows under new numbers, and was kept before it could be moved, is known by its content.
    """
    await work.mailboxes.lock(numbering.mailbox)
    kept = await work.mailboxes.kept(numbering, [one.uid for one in fetched])
    coming = [(one, hashlib.sha256(one.content).digest()) for one in fetched if one.uid not in kept]
    before = await work.mailboxes.left_under_other_numbers(numbering, [hash_ for _, hash_ in coming])
    new = [(one, hash_) for one, hash_ in coming if hash_ not in before]
    raw_ids = await accept_mails([(_at_the_door(one, scheme), scheme) for one, _ in new], work, now=now) if new else []
    again = [KeptMail(uid=one.uid, sha256=hash_, raw_id=before[hash_]) for one, hash_ in coming if hash_ in before]
    known = [
        KeptMail(uid=one.uid, sha256=hash_, raw_id=raw_id) for (one, hash_), raw_id in zip(new, raw_ids, strict=True)
    ]
    if known or again:
        await work.insert(work.mailboxes.rows(numbering, [*known, *again], at=now))
    too_large = [raw_id for (one, _), raw_id in zip(new, raw_ids, strict=True) if one.too_large]
    await _hold(too_large, scheme, work, now=now)
    return len(new)


def _at_the_door(one: Fetched, scheme: DeskScheme) -> MailAtTheDoor:
    own = {plain_address(address) for address in scheme.intake_addresses}
    headers = () if scheme.mailbox is None else scheme.mailbox.recipient_headers
    # A header anybody may write names only which of this desk's addresses was meant, never another desk.
    said = tuple(address for address in delivered_to(one.content, headers) if plain_address(address) in own)
    recipients = said or (scheme.intake_addresses[0],)
    return MailAtTheDoor(
        recipient=plain_address(recipients[0]), mail_from=None, rcpt_to=recipients, content=one.content
    )


async def _hold(raw_ids: Sequence[UUID], scheme: DeskScheme, work: Work, *, now: datetime) -> None:
    if not raw_ids:
        return
    reason = HoldReason.TOO_LARGE
    versions = await work.raw_messages.settle_all(
        {raw_id: Settlement(outcome=Outcome.HELD, at=now, detail=reason.value) for raw_id in raw_ids}
    )
    await work.held.add_all([Held(raw_id=raw_id, desk_id=scheme.desk_id, reason=reason) for raw_id in raw_ids], at=now)
    await work.outbox.add_all(
        [
            recorded(
                MailHeld(reason=reason.value),
                scheme=scheme,
                aggregate_id=raw_id,
                version=versions[raw_id],
                raw_id=raw_id,
                actor=by_door("mailbox"),
                now=now,
            )
            for raw_id in raw_ids
        ]
    )
