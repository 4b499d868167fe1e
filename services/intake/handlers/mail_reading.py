"""Give mails their outcome once they have been read, or could not be."""

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.deciding import KnownMail, decide
from services.intake.domain.failure_reports import failure_told_by
from services.intake.domain.mail.values import ParsedMail
from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.domain.pausing import IntakePause
from services.intake.domain.replies import answers_us, numbers_in
from services.intake.handlers.mail_make_up import make_up
from services.intake.handlers.pausing import waits_for_end
from services.intake.handlers.proposing import (
    Keeper,
    Proposing,
    Said,
    SaidFile,
    documents_of,
    new_proposal_id,
    number_proposals,
)
from services.intake.handlers.recording import reader_of, recorded
from services.intake.handlers.sheet_contents import with_sheets
from services.intake.storage.holding import Held
from services.intake.storage.proposals import Given
from services.intake.storage.raw_messages import ClaimedRaw, Marked, Settlement
from services.intake.storage.work import Work
from shared.documents import KeeperKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import MailHeld
from shared.events.who import by_service
from shared.mail_addresses import AddressKind, SecretAddress
from shared.scheme.model import DeskScheme

NO_SUBJECT = "（件名なし）"
ACTOR = by_service("intake")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """A mail of a desk with what was read of it, or the reason why a person must look at it.

    `written_to` are the secret addresses of ours that its envelope names.
    """

    raw: ClaimedRaw
    scheme: DeskScheme
    content: bytes = field(repr=False)
    read: ParsedMail | HoldReason = field(repr=False)
    written_to: tuple[SecretAddress, ...] = ()

    @property
    def marked(self) -> Marked | None:
        """Return what makes another mail the same as this one."""
        if isinstance(self.read, HoldReason) or not self.read.identity:
            return None
        return Marked(desk_id=self.raw.desk_id, identity=hashlib.sha256(self.read.identity.encode()).digest())

    @property
    def said(self) -> Said:
        """Return what a proposal made of it would say."""
        if isinstance(self.read, HoldReason):
            return _unread(self.raw, self.content)
        said = with_sheets(_said(self.raw, self.read), self.read.sheets, self.scheme)
        # Whoever writes to where only mail servers report is never answered, whatever a person makes of it.
        return replace(said, answerable=False) if self.to_return_address else said

    @property
    def to_return_address(self) -> bool:
        """Tell whether it was sent to an address under which only mail servers report."""
        return any(one.kind is AddressKind.RETURN for one in self.written_to)


async def settle_mails(mails: Sequence[ReadMail], work: Work, *, now: datetime) -> dict[UUID, Outcome]:
    """Write the outcome of each mail, in their order; one that another reader has settled is left out."""
    waiting = await work.raw_messages.lock_pending([mail.raw.raw_id for mail in mails])
    ours = [mail for mail in mails if mail.raw.raw_id in waiting]
    settled = await _decide(ours, work, now=now)
    # Settled before any number is taken: the counter's row is the last one locked.
    versions = await work.raw_messages.settle_all({mail.raw.raw_id: one for mail, one in settled})
    await _hold([(mail, one) for mail, one in settled if one.outcome is Outcome.HELD], versions, work, now=now)
    await _report_failures(settled, versions, work, now=now)
    # A person may want to see what it was; under the message's own key, so no other service comes across it.
    kept = [mail for mail, one in settled if one.proposal_id is None and not isinstance(mail.read, HoldReason)]
    if kept:
        await work.documents.write_all(
            [document for mail in kept for document in documents_of(mail.said, _own_keeper(mail.raw))]
        )
    proposing = [
        Proposing(said=mail.said, proposal_id=one.proposal_id, scheme=mail.scheme)
        for mail, one in settled
        if one.proposal_id is not None
    ]
    numbered = await number_proposals(proposing, work, now=now)
    await work.insert(*numbered.rows)
    return {mail.raw.raw_id: one.outcome for mail, one in settled}


async def _decide(mails: Sequence[ReadMail], work: Work, *, now: datetime) -> list[tuple[ReadMail, Settlement]]:
    firsts = await work.raw_messages.firsts_of([marked for mail in mails if (marked := mail.marked) is not None])
    receipts = await work.proposals.known([one for mail in mails for one in _numbers_of(mail)])
    pauses = await work.pauses.standing({mail.raw.desk_id for mail in mails}, at=now)
    decided = []
    for mail in mails:
        settlement = _outcome_of(mail, firsts, receipts, pauses.get(mail.raw.desk_id), now)
        decided.append((mail, settlement))
        if mail.marked is not None and settlement.identity is not None:
            # The next one of this batch may be its copy.
            firsts.setdefault(mail.marked, mail.raw.raw_id)
    return decided


def _outcome_of(
    mail: ReadMail,
    firsts: Mapping[Marked, UUID],
    receipts: AbstractSet[Given],
    pause: IntakePause | None,
    now: datetime,
) -> Settlement:
    before = None if mail.marked is None else firsts.get(mail.marked)
    first = None if before == mail.raw.raw_id else before
    decided = decide(
        KnownMail(
            read=mail.read,
            forced=mail.raw.forced,
            first=first,
            written_to=mail.written_to,
            answers_us=_answers_us(mail, receipts),
            during_pause=waits_for_end(pause, mail.raw.channel, received_at=mail.raw.received_at),
        )
    )
    return Settlement(
        outcome=decided.outcome,
        at=now,
        detail=decided.detail,
        identity=None if mail.marked is None or first is not None else mail.marked.identity,
        duplicate_of=first if decided.outcome is Outcome.DUPLICATE else None,
        proposal_id=new_proposal_id() if decided.outcome is Outcome.CASE else None,
    )


def _answers_us(mail: ReadMail, receipts: AbstractSet[Given]) -> bool:
    if isinstance(mail.read, HoldReason):
        return False
    our_domain = mail.scheme.sender.address.rpartition("@")[2]
    if answers_us((mail.read.in_reply_to, *mail.read.references), our_domain):
        return True
    return any(number in receipts for number in _numbers_of(mail))


def _numbers_of(mail: ReadMail) -> list[Given]:
    if isinstance(mail.read, HoldReason):
        return []
    return [Given(mail.scheme.desk_id, number) for number in numbers_in(mail.read.subject)]


def _own_keeper(raw: ClaimedRaw) -> Keeper:
    return Keeper(keeper_id=raw.raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=raw.desk_id)


async def _hold(
    mails: Sequence[tuple[ReadMail, Settlement]], versions: Mapping[UUID, int], work: Work, *, now: datetime
) -> None:
    """Put the mails into the holding box and tell the desk."""
    held = [
        Held(raw_id=mail.raw.raw_id, desk_id=mail.raw.desk_id, reason=HoldReason(one.detail or ""))
        for mail, one in mails
    ]
    await work.held.add_all(held, at=now)
    await work.outbox.add_all(
        [
            recorded(
                MailHeld(
                    reason=box.reason.value,
                    answerable=box.reason is HoldReason.PAUSED and mail.said.answerable,
                ),
                scheme=mail.scheme,
                aggregate_id=mail.raw.raw_id,
                version=versions[mail.raw.raw_id],
                raw_id=mail.raw.raw_id,
                actor=ACTOR,
                now=now,
            )
            for (mail, _), box in zip(mails, held, strict=True)
        ]
    )


async def _report_failures(
    settled: Sequence[tuple[ReadMail, Settlement]], versions: Mapping[UUID, int], work: Work, *, now: datetime
) -> None:
    """Tell which mails of ours did not arrive; a report that speaks of none of ours is only listed."""
    told = []
    for mail, one in settled:
        if one.outcome is not Outcome.MACHINE or isinstance(mail.read, HoldReason):
            continue
        fact = failure_told_by(mail.read, mail.written_to, {mail.scheme.sender.address.rpartition("@")[2]})
        if fact is not None:
            raw_id = mail.raw.raw_id
            version = versions[raw_id]
            told.append(
                recorded(
                    fact,
                    scheme=mail.scheme,
                    aggregate_id=raw_id,
                    version=version,
                    raw_id=raw_id,
                    actor=ACTOR,
                    now=now,
                )
            )
    if told:
        await work.outbox.add_all(told)


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
            mail=make_up(mail),
        ),
        contact=ContactContent(
            name=mail.from_name,
            email=mail.from_address,
            message_id=f"<{mail.message_id}>" if mail.message_id else "",
            sender_check=mail.sender_check,
        ),
        files=tuple(
            SaidFile(name=file.name, media_type=file.media_type, content=file.content, text=file.text)
            for file in mail.attachments
        ),
        html=mail.make_up.html,
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
