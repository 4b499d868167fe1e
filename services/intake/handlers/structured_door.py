"""Accept a proposal that came as fields: raw content, proposal, number and fact in one transaction."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.outcome import HoldReason, Outcome
from services.intake.handlers.contents import contact_of, content_of, proposer_kind_of
from services.intake.handlers.proposing import Keeper, Said, SaidFile, new_proposal_id, seal_said, write_proposal
from services.intake.handlers.recording import recorded
from services.intake.handlers.refusals import KeyReused, StillInProgress
from services.intake.storage.door_entries import DoorEntry
from services.intake.storage.idempotency import Answered
from services.intake.storage.raw_messages import NewRaw
from services.intake.storage.work import Work
from shared.documents import DocumentKind, KeeperKind
from shared.documents.contents import FilledField
from shared.events import Channel, MailHeld, ProposerKind
from shared.ids import new_id
from shared.scheme.form import FormResult
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it came, checked: *client* and *key* say which request this is, however often it is sent."""

    channel: Channel
    client: str
    key: str
    actor: str
    raw: bytes = field(repr=False)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What the sender is told; both are None for what a person must look at first."""

    receipt: str | None
    proposal_id: UUID | None


def fingerprint_of(values: object, files: tuple[SaidFile, ...]) -> bytes:
    """Return the hash of what was said, whatever wrapping it came in."""
    said = [(file.name, hashlib.sha256(file.content).hexdigest()) for file in files]
    # The standard library's JSON, because a stranger's number may be larger than 64 bits.
    return hashlib.sha256(json.dumps([values, said], sort_keys=True).encode()).digest()


async def accept_filled(
    filled: Filled, scheme: DeskScheme, work: Work, *, now: datetime, wait: bool = False
) -> Accepted:
    """Accept, or answer as before; raise KeyReused for another request, StillInProgress unless *wait* is asked."""
    if wait:
        await work.keys.lock(filled.client, filled.key)
    elif not await work.keys.try_lock(filled.client, filled.key):
        raise StillInProgress
    before = await work.keys.find(filled.client, filled.key)
    if before is not None:
        if not hmac.compare_digest(before.request_sha256, filled.fingerprint):
            raise KeyReused
        return _accepted(before)
    raw_id = await _keep_raw(filled, scheme, work)
    await work.door_entries.add(
        [DoorEntry(raw_id=raw_id, desk_id=scheme.desk_id, channel=filled.channel, accepted_at=now)]
    )
    accepted = await (_hold if filled.hold else _propose)(filled, raw_id, scheme, work, now=now)
    response = {"receipt": accepted.receipt, "proposal_id": accepted.proposal_id and str(accepted.proposal_id)}
    await work.keys.add(filled.client, filled.key, Answered(request_sha256=filled.fingerprint, response=response))
    return accepted


async def answered_before(client: str, key: str, work: Work) -> Accepted | None:
    """Return what was answered under this key, so that a page can be shown again."""
    before = await work.keys.find(client, key)
    return None if before is None else _accepted(before)


def _accepted(before: Answered) -> Accepted:
    proposal_id = before.response["proposal_id"]
    return Accepted(receipt=before.response["receipt"], proposal_id=None if proposal_id is None else UUID(proposal_id))


async def _keep_raw(filled: Filled, scheme: DeskScheme, work: Work) -> UUID:
    raw_id = new_id()
    await work.documents.create_keeper(raw_id, KeeperKind.RAW_MESSAGE, desk_id=scheme.desk_id)
    await work.documents.write(
        DocumentKind.RAW,
        filled.raw,
        keeper_id=raw_id,
        keeper_kind=KeeperKind.RAW_MESSAGE,
        desk_id=scheme.desk_id,
        media_type=filled.raw_media_type,
    )
    return raw_id


def _row(filled: Filled, raw_id: UUID, scheme: DeskScheme, now: datetime) -> NewRaw:
    return NewRaw(
        raw_id=raw_id,
        desk_id=scheme.desk_id,
        channel=filled.channel,
        received_at=now,
        size_bytes=len(filled.raw),
        sha256=hashlib.sha256(filled.raw).digest(),
    )


def _said(filled: Filled, raw_id: UUID, scheme: DeskScheme, now: datetime) -> Said:
    contact = contact_of(scheme.form, filled.result)
    return Said(
        raw_id=raw_id,
        channel=filled.channel,
        received_at=now,
        actor=filled.actor,
        content=content_of(scheme.form, filled.result, extra=filled.extra, warnings=filled.warnings),
        contact=contact,
        files=filled.files,
        proposer_kind=ProposerKind.DEPARTMENT if filled.department else proposer_kind_of(scheme.form, filled.result),
        department=filled.department,
        answerable=bool(contact.email),
    )


async def _propose(filled: Filled, raw_id: UUID, scheme: DeskScheme, work: Work, *, now: datetime) -> Accepted:
    proposal_id = new_proposal_id()
    row = replace(_row(filled, raw_id, scheme, now), outcome=Outcome.CASE, proposal_id=proposal_id)
    await work.raw_messages.add(row)
    numbered = await write_proposal(_said(filled, raw_id, scheme, now), proposal_id, scheme, work, now=now)
    return Accepted(receipt=numbered.receipt, proposal_id=proposal_id)


async def _hold(filled: Filled, raw_id: UUID, scheme: DeskScheme, work: Work, *, now: datetime) -> Accepted:
    reason = filled.hold or HoldReason.UNREADABLE
    row = _row(filled, raw_id, scheme, now)
    await work.raw_messages.add(replace(row, outcome=Outcome.HELD, outcome_detail=reason.value))
    said = _said(filled, raw_id, scheme, now)
    await work.held.add_new(raw_id, scheme.desk_id, reason, proposer_kind=said.proposer_kind, at=now)
    # What was understood, for the person who decides and for the proposal it may become.
    await seal_said(said, Keeper(keeper_id=raw_id, kind=KeeperKind.RAW_MESSAGE, desk_id=scheme.desk_id), work)
    await work.outbox.add(
        recorded(
            MailHeld(reason=reason.value),
            scheme=scheme,
            aggregate_id=raw_id,
            version=1,
            raw_id=raw_id,
            actor=filled.actor,
            now=now,
        )
    )
    return Accepted(receipt=None, proposal_id=None)
