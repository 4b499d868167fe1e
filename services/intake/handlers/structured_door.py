"""Accept proposals that came as fields: raw content, proposal, number and fact in one transaction."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import orjson

from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.contents import contact_of, content_of, proposer_kind_of
from services.intake.handlers.proposing import (
    Keeper,
    Proposing,
    Said,
    SaidFile,
    documents_of,
    new_proposal_id,
    number_proposals,
)
from services.intake.handlers.recording import recorded
from services.intake.handlers.refusals import AlreadySent, KeyReused, StillInProgress
from services.intake.storage.door_entries import DoorEntry
from services.intake.storage.drafts import DraftFile
from services.intake.storage.holding import Held
from services.intake.storage.idempotency import Answered, RequestKey
from services.intake.storage.raw_messages import NewRaw
from services.intake.storage.work import Work
from shared.database.rows import TableRows
from shared.documents import DocumentKind, KeeperKind, NewDocument, NewKeeper
from shared.documents.contents import FilledField
from shared.errors import DeskError
from shared.events import Channel, Fact, MailHeld, ProposerKind, Recorded
from shared.failpoints import Failpoint, reached
from shared.ids import new_id
from shared.scheme.form import FormResult, Value
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it came, checked: *client* and *key* say which request this is, however often it is sent."""

    scheme: DeskScheme = field(repr=False)
    channel: Channel
    client: str
    key: str
    actor: str
    raw: bytes = field(default=b"", repr=False)
    raw_media_type: str
    result: FormResult = field(repr=False)
    files: tuple[SaidFile, ...] = field(default=(), repr=False)
    department: str | None = None
    # What the form does not ask, kept as it came.
    extra: tuple[FilledField, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()
    # What is the same when a person or a program sends the same thing again, in whatever wrapping.
    fingerprint: bytes
    hold: HoldReason | None = None
    # The form of a page: its files lie in a draft, and a second click waits for the first.
    draft_id: UUID | None = None
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)

    @property
    def request(self) -> RequestKey:
        """Return which request this is."""
        return RequestKey(self.client, self.key)

    @property
    def size_bytes(self) -> int:
        """Return how much is written at least; files in a draft are not read yet, so they count as the largest."""
        if self.draft_id is not None:
            return self.scheme.form.attachments.max_bytes_total
        return len(self.raw) + sum(len(file.content) for file in self.files)

    def with_draft(self, drafts: Mapping[UUID, Sequence[DraftFile]]) -> "Filled":
        """Return a page's form with its files, and with what is kept of both; any other as it is."""
        if self.draft_id is None:
            return self
        files = tuple(
            SaidFile(name=one.name, media_type=one.media_type, content=one.content)
            for one in drafts.get(self.draft_id, ())
        )
        return replace(self, files=files, raw=raw_of_form(self.values, files))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What the sender is told; both are None for what a person must look at first."""

    receipt: str | None
    proposal_id: UUID | None


def raw_of_form(values: Mapping[str, Value], files: Sequence[SaidFile]) -> bytes:
    """Return a form as the bytes that are kept: its values as they came, its files by name and size."""
    listed = [{"name": file.name, "type": file.media_type, "size": len(file.content)} for file in files]
    return orjson.dumps({"values": values, "files": listed}, option=orjson.OPT_INDENT_2)


def fingerprint_of(values: object, files: tuple[SaidFile, ...]) -> bytes:
    """Return the hash of what was said, whatever wrapping it came in."""
    said = [(file.name, hashlib.sha256(file.content).hexdigest()) for file in files]
    # The standard library's JSON, because a stranger's number may be larger than 64 bits.
    return hashlib.sha256(json.dumps([values, said], sort_keys=True).encode()).digest()


async def accept_all(filled: Sequence[Filled], work: Work, *, now: datetime) -> list[Accepted | DeskError]:
    """Accept each form, answer as before, or refuse: KeyReused for another request, StillInProgress, AlreadySent."""
    ours = await _lock(filled, work)
    before = await work.keys.find(ours)
    drafts = await work.drafts.contents([one.draft_id for one in filled if one.draft_id is not None])
    # Of two with the same key in one group the first is accepted, and the other answered like it.
    new: dict[RequestKey, Filled] = {}
    for one in filled:
        if one.request in ours and one.request not in before:
            new.setdefault(one.request, one.with_draft(drafts))
    answers = before | await _accept_new(list(new.values()), work, now)
    await work.drafts.drop([one.draft_id for one in new.values() if one.draft_id is not None])
    reached(Failpoint.FORM_INSERTED)
    left = drafts.keys() - {one.draft_id for one in new.values()}
    return [_answer(one, ours, answers, left) for one in filled]


async def _lock(filled: Sequence[Filled], work: Work) -> set[RequestKey]:
    """Lock the keys of these requests and return them; a program's key that is in use now is not among them."""
    waiting = {one.request for one in filled if one.draft_id is not None}
    await work.keys.lock(waiting)
    return waiting | await work.keys.try_lock({one.request for one in filled} - waiting)


def _answer(
    one: Filled, ours: AbstractSet[RequestKey], answers: Mapping[RequestKey, Answered], left: AbstractSet[UUID]
) -> Accepted | DeskError:
    if one.request not in ours:
        return StillInProgress()
    if one.draft_id is not None and one.draft_id in left:
        # Files were chosen after this form had been sent.
        return AlreadySent()
    answered = answers[one.request]
    if not hmac.compare_digest(answered.request_sha256, one.fingerprint):
        return KeyReused() if one.draft_id is None else AlreadySent()
    return _accepted(answered)


async def _accept_new(new: Sequence[Filled], work: Work, now: datetime) -> dict[RequestKey, Answered]:
    coming = [_Coming(filled=one, raw_id=new_id(), proposal_id=None if one.hold else new_proposal_id()) for one in new]
    kept = _kept(coming, work, now)
    proposing = [
        (one, Proposing(said=one.said(now), proposal_id=one.proposal_id, scheme=one.filled.scheme))
        for one in coming
        if one.proposal_id is not None
    ]
    numbered = await number_proposals([one for _, one in proposing], work, now=now)
    numbers = {one.raw_id: receipt for (one, _), receipt in zip(proposing, numbered.receipts, strict=True)}
    answers = {
        one.filled.request: Answered(
            request_sha256=one.filled.fingerprint,
            response={
                "receipt": numbers.get(one.raw_id),
                "proposal_id": None if one.proposal_id is None else str(one.proposal_id),
            },
        )
        for one in coming
    }
    await work.insert(*kept, *numbered.rows, work.keys.rows(answers))
    return answers


async def answered_before(client: str, key: str, work: Work) -> Accepted | None:
    """Return what was answered under this key, so that a page can be shown again."""
    request = RequestKey(client, key)
    before = await work.keys.find([request])
    return _accepted(before[request]) if request in before else None


def _accepted(before: Answered) -> Accepted:
    proposal_id = before.response["proposal_id"]
    return Accepted(receipt=before.response["receipt"], proposal_id=None if proposal_id is None else UUID(proposal_id))


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
        )


def _kept(coming: Sequence[_Coming], work: Work, now: datetime) -> list[TableRows]:
    """Return what is kept of everything that comes, with what a person must look at first in the holding box."""
    held = [(one, one.said(now)) for one in coming if one.proposal_id is None]
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
    hold = one.filled.hold
    return NewRaw(
        raw_id=one.raw_id,
        desk_id=one.desk_id,
        channel=one.filled.channel,
        received_at=now,
        size_bytes=len(one.filled.raw),
        sha256=hashlib.sha256(one.filled.raw).digest(),
        outcome=Outcome.CASE if hold is None else Outcome.HELD,
        outcome_detail=None if hold is None else hold.value,
        proposal_id=one.proposal_id,
    )


def _held(one: _Coming, now: datetime) -> Recorded[Fact]:
    return recorded(
        MailHeld(reason=one.reason.value),
        scheme=one.filled.scheme,
        aggregate_id=one.raw_id,
        version=1,
        raw_id=one.raw_id,
        actor=one.filled.actor,
        now=now,
    )
