"""Give mails their outcome once they have been read, or could not be."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.deciding import KnownMail, decide
from services.intake.domain.failure_reports import failure_told_by
from services.intake.domain.mail.values import ParsedMail
from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.domain.pausing import IntakePause
from services.intake.handlers.mail_said import said_in, said_of_unread
from services.intake.handlers.pausing import waits_for_end
from services.intake.handlers.proposing import (
    Keeper,
    Proposing,
    Said,
    documents_of,
    new_proposal_id,
    number_proposals,
)
from services.intake.handlers.recording import recorded
from services.intake.handlers.replying import (
    HeldMail,
    Named,
    Replying,
    attach_replies,
    mails_of_ours_in,
    named_in,
    suggest_cases,
)
from services.intake.handlers.sheet_contents import with_sheets
from services.intake.storage.holding import Held
from services.intake.storage.raw_messages import ClaimedRaw, Marked, Settlement
from services.intake.storage.replies import Answered
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind
from shared.events import MailFailureReported, MailHeld
from shared.events.who import by_service
from shared.mail_addresses import AddressKind, SecretAddress
from shared.scheme.model import DeskScheme

ACTOR = by_service("intake")
# Whose content stands with the proposal.
_ELSEWHERE = (Outcome.CASE, Outcome.REPLY)
# What a reading makes; the next reading of the same mail makes it anew.
_READ = (
    DocumentKind.PROPOSAL,
    DocumentKind.CONTACT,
    DocumentKind.ATTACHMENT,
    DocumentKind.EXTRACTED_TEXT,
    DocumentKind.READABLE_HTML,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMail:
    """A mail of a desk with what was read of it, or the reason why a person must look at it.

    `written_to` are the secret addresses of ours that its envelope, To or Cc names.
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
    def reply_addresses(self) -> tuple[SecretAddress, ...]:
        """Return the reply addresses it was sent to, in the order it names them."""
        return tuple(one for one in self.written_to if one.kind in {AddressKind.REPLY, AddressKind.OFFER})

    @property
    def said(self) -> Said:
        """Return what a proposal made of it would say."""
        if isinstance(self.read, HoldReason):
            return said_of_unread(self.raw, self.content)
        said = with_sheets(said_in(self.raw, self.read), self.read.sheets, self.scheme)
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
    await _keep([mail for mail, one in settled if one.outcome not in _ELSEWHERE], ours, work)
    replies = await attach_replies(
        [
            Replying(
                said=mail.said,
                scheme=mail.scheme,
                proposal_id=one.reply_to,
                offer_id=one.answered_offer,
                decided_by=mail.raw.decided_by,
            )
            for mail, one in settled
            if one.reply_to is not None
        ],
        work,
        now=now,
    )
    proposing = [
        Proposing(said=mail.said, proposal_id=one.proposal_id, scheme=mail.scheme)
        for mail, one in settled
        if one.proposal_id is not None
    ]
    numbered = await number_proposals(proposing, work, now=now)
    await work.insert(*replies, *numbered.rows)
    return {mail.raw.raw_id: one.outcome for mail, one in settled}


async def _keep(mails: Sequence[ReadMail], settled: Sequence[ReadMail], work: Work) -> None:
    """Keep what a person may want to see, under the message's own key, so that no other service comes across it."""
    again = [mail.raw.raw_id for mail in settled if mail.raw.decision is not None]
    if again:
        await work.documents.discard(again, *_READ)
    documents = [
        document
        for mail in mails
        if not isinstance(mail.read, HoldReason)
        for document in documents_of(mail.said, _own_keeper(mail.raw))
    ]
    if documents:
        await work.documents.write_all(documents)


async def _decide(mails: Sequence[ReadMail], work: Work, *, now: datetime) -> list[tuple[ReadMail, Settlement]]:
    firsts = await work.raw_messages.firsts_of([marked for mail in mails if (marked := mail.marked) is not None])
    read = [(mail.read, mail.scheme) for mail in mails if not isinstance(mail.read, HoldReason)]
    pauses = await work.pauses.standing({mail.raw.desk_id for mail in mails}, at=now)
    named = await named_in(read, work)
    answered = await _answered(mails, work)
    decided, held = [], []
    for mail in mails:
        found = (answered.get(one.about) for one in mail.reply_addresses)
        replies_to = next((one for one in found if one is not None and one.desk_id == mail.scheme.desk_id), None)
        settlement = _outcome_of(mail, firsts, named, replies_to, pauses.get(mail.raw.desk_id), now)
        decided.append((mail, settlement))
        if mail.marked is not None and settlement.identity is not None:
            # The next one of this batch may be its copy.
            firsts.setdefault(mail.marked, mail.raw.raw_id)
        if settlement.outcome is Outcome.HELD and not isinstance(mail.read, HoldReason):
            about = None if replies_to is None else replies_to.proposal_id
            held.append(HeldMail(raw_id=mail.raw.raw_id, read=mail.read, scheme=mail.scheme, replies_to=about))
    await suggest_cases(held, named, work)
    return decided


async def _answered(mails: Sequence[ReadMail], work: Work) -> dict[UUID, Answered]:
    """Return what the secret addresses of these mails were made for: proposals, and offers to companies."""
    named: dict[AddressKind, set[UUID]] = {AddressKind.REPLY: set(), AddressKind.OFFER: set()}
    for mail in mails:
        for one in mail.reply_addresses:
            named[one.kind].add(one.about)
    proposals = await work.replies.answered(named[AddressKind.REPLY])
    return proposals | await work.replies.answered_offers(named[AddressKind.OFFER])


def _outcome_of(
    mail: ReadMail,
    firsts: Mapping[Marked, UUID],
    named: Named,
    replies_to: Answered | None,
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
            answers_us=_answers_us(mail, named),
            replies_to=None if replies_to is None else replies_to.proposal_id,
            attach_to=mail.raw.attach_to,
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
        reply_to=decided.reply_to,
        answered_offer=None if replies_to is None or mail.raw.attach_to is not None else replies_to.offer_id,
    )


def _answers_us(mail: ReadMail, named: Named) -> bool:
    if isinstance(mail.read, HoldReason):
        return False
    return bool(mails_of_ours_in(mail.read, mail.scheme) or named.hints(mail.read, mail.scheme))


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
    told = await work.held.told_before([box.raw_id for box in held]) if held else {}
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
            if told.get(box.raw_id) is not box.reason
        ]
    )


async def _report_failures(
    settled: Sequence[tuple[ReadMail, Settlement]], versions: Mapping[UUID, int], work: Work, *, now: datetime
) -> None:
    """Tell which mails of ours did not arrive; a report that speaks of none of ours is only listed.

    One that was only read again has been told of: what was sent once more since then is no matter of it.
    """
    again = [mail.raw.raw_id for mail, _ in settled if mail.raw.decision is not None]
    told_before = await work.raw_messages.told(MailFailureReported, again) if again else frozenset()
    told = []
    for mail, one in settled:
        if one.outcome is not Outcome.MACHINE or isinstance(mail.read, HoldReason):
            continue
        domain = mail.scheme.sender.address.rpartition("@")[2]
        fact = failure_told_by(mail.read, mail.written_to, {domain}, received_at=mail.raw.received_at)
        if fact is not None and mail.raw.raw_id not in told_before:
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
