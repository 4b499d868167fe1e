"""Accept proposals that came as fields: raw content, proposal, number and fact in one transaction."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.attending_with_ideas import register_with_ideas
from services.intake.handlers.by_record import ByRecord, answered, by_record, new_records
from services.intake.handlers.contents import contact_of, content_of, proposer_kind_of
from services.intake.handlers.filled import Accepted, Filled
from services.intake.handlers.paused_door import admit
from services.intake.handlers.proposing import (
    Keeper,
    Proposing,
    Said,
    documents_of,
    new_proposal_id,
    number_proposals,
)
from services.intake.handlers.recording import recorded
from services.intake.handlers.refusals import AlreadySent, StillInProgress
from services.intake.storage.door_entries import DoorEntry
from services.intake.storage.holding import Held
from services.intake.storage.idempotency import Answered, RequestKey
from services.intake.storage.raw_messages import NewRaw
from services.intake.storage.work import Work
from shared.database.rows import TableRows
from shared.documents import DocumentKind, KeeperKind, NewDocument, NewKeeper
from shared.errors import DeskError
from shared.events import Fact, MailHeld, ProposerKind, Recorded
from shared.failpoints import Failpoint, reached
from shared.idempotency import KeyReused
from shared.ids import new_id

# Why something was put on record only.
IGNORED: Final = "ignored_event"


async def accept_all(filled: Sequence[Filled], work: Work, *, now: datetime) -> list[Accepted | DeskError]:
    """Accept each form, answer as before, or refuse: KeyReused for another request, StillInProgress, AlreadySent."""
    ours = await _lock(filled, work)
    before = await work.keys.find(ours)
    drafts = await work.drafts.contents([one.draft_id for one in filled if one.draft_id is not None])
    coming = [one for one in filled if one.request in ours and one.request not in before]
    admitted = await admit(coming, work, now=now)
    # Of two with the same key in one group the first is accepted, and the other answered like it.
    new: dict[RequestKey, Filled] = {}
    for one in admitted.forms:
        new.setdefault(one.request, one.with_draft(drafts))
    new, without_place = await register_with_ideas(new, work, now=now)
    came = await by_record(new.values(), work)
    answers = before | await _accept_new(came, work, now)
    await work.drafts.drop([one.draft_id for one in new.values() if one.draft_id is not None])
    reached(Failpoint.FORM_INSERTED)
    left = drafts.keys() - {one.draft_id for one in new.values()}
    known = before.keys() | came.again.keys() | came.like.keys()
    refused = {**admitted.refused, **without_place}
    return [refused.get(one.request) or _answer(one, ours, answers, left, known) for one in filled]


async def _lock(filled: Sequence[Filled], work: Work) -> set[RequestKey]:
    """Lock the keys of these requests and return them; a program's key that is in use now is not among them."""
    waiting = {one.request for one in filled if one.draft_id is not None}
    await work.keys.lock(waiting)
    return waiting | await work.keys.try_lock({one.request for one in filled} - waiting)


def _answer(
    one: Filled,
    ours: AbstractSet[RequestKey],
    answers: Mapping[RequestKey, Answered],
    left: AbstractSet[UUID],
    known: AbstractSet[RequestKey],
) -> Accepted | DeskError:
    if one.request not in ours:
        return StillInProgress()
    if one.draft_id is not None and one.draft_id in left:
        # Files were chosen after this form had been sent.
        return AlreadySent()
    answered = answers[one.request]
    if not hmac.compare_digest(answered.request_sha256, one.fingerprint):
        return KeyReused() if one.draft_id is None else AlreadySent()
    return _accepted(answered, again=one.request in known)


async def _accept_new(came: ByRecord, work: Work, now: datetime) -> dict[RequestKey, Answered]:
    coming = [
        _Coming(filled=one, raw_id=new_id(), proposal_id=None if one.hold or one.ignored else new_proposal_id())
        for one in came.first
    ]
    kept = _kept(coming, work, now)
    proposing = [
        (one, Proposing(said=one.said(now), proposal_id=one.proposal_id, scheme=one.filled.scheme))
        for one in coming
        if one.proposal_id is not None
    ]
    numbered = await number_proposals([one for _, one in proposing], work, now=now)
    numbers = {one.raw_id: receipt for (one, _), receipt in zip(proposing, numbered.receipts, strict=True)}
    answers = {one.filled.request: answered(one.filled, numbers.get(one.raw_id), one.proposal_id) for one in coming}
    records = new_records([(one.filled, one.raw_id, answers[one.filled.request]) for one in coming])
    answers |= came.answers(answers)
    await work.insert(*kept, *numbered.rows, work.keys.rows(answers), work.sources.rows(records))
    return answers


async def answered_before(client: str, key: str, work: Work) -> Accepted | None:
    """Return what was answered under this key, so that a page can be shown again."""
    request = RequestKey(client, key)
    before = await work.keys.find([request])
    return _accepted(before[request]) if request in before else None


def _accepted(before: Answered, *, again: bool = True) -> Accepted:
    proposal_id = before.response["proposal_id"]
    return Accepted(
        receipt=before.response["receipt"],
        proposal_id=None if proposal_id is None else UUID(proposal_id),
        again=again,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coming:
    """A form that is accepted now; without a proposal it waits for a person."""

    filled: Filled
    raw_id: UUID
    proposal_id: UUID | None

    @property
    def desk_id(self) -> str:
        return self.filled.scheme.desk_id

    @property
    def reason(self) -> HoldReason:
        return self.filled.hold or HoldReason.UNREADABLE

    @property
    def outcome(self) -> tuple[Outcome, str | None]:
        """Return the one outcome of what came, with its detail."""
        if self.filled.ignored:
            return Outcome.NOT_FOR_US, IGNORED
        return (Outcome.CASE, None) if self.filled.hold is None else (Outcome.HELD, self.filled.hold.value)

    @property
    def own_keeper(self) -> Keeper:
        return Keeper(keeper_id=self.raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=self.desk_id)

    @property
    def raw_document(self) -> NewDocument:
        return NewDocument(
            kind=DocumentKind.RAW,
            content=self.filled.raw,
            keeper_id=self.raw_id,
            keeper_kind=KeeperKind.RAW_MESSAGE,
            desk_id=self.desk_id,
            media_type=self.filled.raw_media_type,
        )

    def said(self, now: datetime) -> Said:
        filled, form = self.filled, self.filled.scheme.form
        contact = contact_of(form, filled.result)
        return Said(
            raw_id=self.raw_id,
            channel=filled.channel,
            received_at=now,
            actor=filled.actor,
            content=content_of(form, filled.result, extra=filled.extra, warnings=filled.warnings),
            contact=contact,
            files=filled.files,
            proposer_kind=ProposerKind.DEPARTMENT if filled.department else proposer_kind_of(form, filled.result),
            department=filled.department,
            answerable=bool(contact.email),
            acknowledge=filled.acknowledge,
            received_on=filled.received_on,
            call=filled.call,
            registration_id=filled.registration_id,
        )


def _kept(coming: Sequence[_Coming], work: Work, now: datetime) -> list[TableRows]:
    """Return what is kept of everything that comes, with what a person must look at first in the holding box."""
    held = [(one, one.said(now)) for one in coming if one.filled.hold is not None]
    sealed = work.documents.seal_anew(
        (NewKeeper(keeper_id=one.raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=one.desk_id) for one in coming),
        [
            *(one.raw_document for one in coming),
            # What was understood, for the person who decides and for the proposal it may become.
            *(document for one, said in held for document in documents_of(said, one.own_keeper)),
        ],
    )
    entries = [
        DoorEntry(raw_id=one.raw_id, desk_id=one.desk_id, channel=one.filled.channel, accepted_at=now) for one in coming
    ]
    box = [
        Held(raw_id=one.raw_id, desk_id=one.desk_id, reason=one.reason, proposer_kind=said.proposer_kind)
        for one, said in held
    ]
    return [
        sealed.rows,
        work.raw_messages.rows([_row(one, now) for one in coming]),
        work.door_entries.rows(entries),
        work.held.rows(box, at=now),
        work.outbox.rows([_held(one, now) for one, _ in held]),
    ]


def _row(one: _Coming, now: datetime) -> NewRaw:
    outcome, detail = one.outcome
    return NewRaw(
        raw_id=one.raw_id,
        desk_id=one.desk_id,
        channel=one.filled.channel,
        received_at=now,
        size_bytes=len(one.filled.raw),
        sha256=hashlib.sha256(one.filled.raw).digest(),
        outcome=outcome,
        outcome_detail=detail,
        proposal_id=one.proposal_id,
    )


def _held(one: _Coming, now: datetime) -> Recorded[Fact]:
    return recorded(
        MailHeld(
            reason=one.reason.value,
            answerable=one.reason is HoldReason.PAUSED and one.said(now).answerable,
        ),
        scheme=one.filled.scheme,
        aggregate_id=one.raw_id,
        version=1,
        raw_id=one.raw_id,
        actor=one.filled.actor,
        now=now,
    )
