"""Give a mail its outcome once it has been read, or could not be."""

import hashlib
from datetime import datetime

from services.intake.domain.mail.values import ParsedMail
from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.domain.replies import answers_us, numbers_in
from services.intake.handlers.proposing import Keeper, Said, SaidFile, new_proposal_id, seal_said, write_proposal
from services.intake.handlers.recording import reader_of, recorded
from services.intake.storage.raw_messages import ClaimedRaw, Settlement
from services.intake.storage.work import Work
from shared.documents import KeeperKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import MailHeld
from shared.events.who import by_service
from shared.scheme.model import DeskScheme

NO_SUBJECT = "（件名なし）"
ACTOR = by_service("intake")


async def settle_read(
    raw: ClaimedRaw, mail: ParsedMail, scheme: DeskScheme, work: Work, *, now: datetime
) -> Outcome | None:
    """Write the outcome of a mail that was read; None when another reader was faster."""
    if await work.raw_messages.lock_pending(raw.raw_id) is None:
        return None
    identity = hashlib.sha256(mail.identity.encode()).digest() if mail.identity else None
    first = await work.raw_messages.first_of(raw.desk_id, identity) if identity else None
    if first == raw.raw_id:
        first = None
    if first is not None and not raw.forced:
        settlement = Settlement(outcome=Outcome.DUPLICATE, at=now, duplicate_of=first)
    elif mail.machine is not None and not raw.forced:
        settlement = Settlement(outcome=Outcome.MACHINE, at=now, detail=mail.machine.kind.value, identity=identity)
    elif not raw.forced and await _is_reply(mail, scheme, work):
        await seal_said(_said(raw, mail), _own_keeper(raw), work)
        await _hold(raw, HoldReason.REPLY, scheme, work, now=now, identity=identity)
        return Outcome.HELD
    else:
        proposal_id = new_proposal_id()
        # Settled before the number is taken: the counter's row is the last one locked.
        settlement = Settlement(
            outcome=Outcome.CASE, at=now, identity=None if first else identity, proposal_id=proposal_id
        )
        await work.raw_messages.settle(raw.raw_id, settlement)
        await write_proposal(_said(raw, mail), proposal_id, scheme, work, now=now)
        return Outcome.CASE
    # A person may want to see what it was; under the message's own key, so no other service comes across it.
    await seal_said(_said(raw, mail), _own_keeper(raw), work)
    await work.raw_messages.settle(raw.raw_id, settlement)
    return settlement.outcome


async def settle_unreadable(
    raw: ClaimedRaw, reason: HoldReason, content: bytes, scheme: DeskScheme, work: Work, *, now: datetime
) -> Outcome | None:
    """Put a mail that cannot be read where a person sees it; one a person vouched for becomes a proposal as it is."""
    if await work.raw_messages.lock_pending(raw.raw_id) is None:
        return None
    if raw.forced:
        proposal_id = new_proposal_id()
        await work.raw_messages.settle(
            raw.raw_id, Settlement(outcome=Outcome.CASE, at=now, detail=reason.value, proposal_id=proposal_id)
        )
        await write_proposal(_unread(raw, content), proposal_id, scheme, work, now=now)
        return Outcome.CASE
    await _hold(raw, reason, scheme, work, now=now)
    return Outcome.HELD


async def _is_reply(mail: ParsedMail, scheme: DeskScheme, work: Work) -> bool:
    our_domain = scheme.sender.address.rpartition("@")[2]
    if answers_us((mail.in_reply_to, *mail.references), our_domain):
        return True
    numbers = numbers_in(mail.subject)
    return bool(numbers) and await work.proposals.knows_any(scheme.desk_id, numbers)


def _own_keeper(raw: ClaimedRaw) -> Keeper:
    return Keeper(keeper_id=raw.raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=raw.desk_id)


async def _hold(
    raw: ClaimedRaw,
    reason: HoldReason,
    scheme: DeskScheme,
    work: Work,
    *,
    now: datetime,
    identity: bytes | None = None,
) -> None:
    """Put the mail into the holding box and tell the desk."""
    settlement = Settlement(outcome=Outcome.HELD, at=now, detail=reason.value, identity=identity)
    version = await work.raw_messages.settle(raw.raw_id, settlement)
    await work.held.add(raw.raw_id, raw.desk_id, reason, at=now)
    await work.outbox.add(
        recorded(
            MailHeld(reason=reason.value),
            scheme=scheme,
            aggregate_id=raw.raw_id,
            version=version,
            raw_id=raw.raw_id,
            actor=ACTOR,
            now=now,
        )
    )


def _said(raw: ClaimedRaw, mail: ParsedMail) -> Said:
    return Said(
        raw_id=raw.raw_id,
        channel=raw.channel,
        received_at=raw.received_at,
        actor=reader_of(raw),
        content=ProposalContent(
            title=mail.subject.strip() or NO_SUBJECT,
            proposer=mail.from_name,
            text=mail.text,
            warnings=tuple(warning.sentence for warning in mail.warnings),
        ),
        contact=ContactContent(
            name=mail.from_name,
            email=mail.from_address,
            message_id=f"<{mail.message_id}>" if mail.message_id else "",
        ),
        files=tuple(
            SaidFile(name=file.name, media_type=file.media_type, content=file.content, text=file.text)
            for file in mail.attachments
        ),
        answerable=mail.answerable and mail.machine is None and bool(mail.from_address),
    )


def _unread(raw: ClaimedRaw, content: bytes) -> Said:
    return Said(
        raw_id=raw.raw_id,
        channel=raw.channel,
        received_at=raw.received_at,
        actor=reader_of(raw),
        content=ProposalContent(
            title=NO_SUBJECT, warnings=("自動では読み取れなかったメールです。添付の原本をご確認ください。",)
        ),
        contact=ContactContent(),
        files=(SaidFile(name="original.eml", media_type="message/rfc822", content=content),),
    )
