"""A form as it came through a structured door, and what its sender is told."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import orjson

from services.intake.domain.calls import PublicCall
from services.intake.domain.outcome import HoldReason
from services.intake.handlers.proposing import SaidFile
from services.intake.storage.drafts import DraftFile
from services.intake.storage.idempotency import RequestKey
from services.intake.storage.source_records import SourceKey
from shared.documents.contents import FilledField
from shared.events import Channel
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
    # Nothing that brings a proposal, such as the notice of a change of state: kept, and nobody is asked about it.
    ignored: bool = False
    # Which record of another list or system this is; the same record makes no second proposal.
    record: SourceKey | None = None
    # Whether a person must look when a known record says something else now.
    changes_known: bool = False
    # The day a person wrote down, and whether the proposer is told that this was received.
    received_on: date | None = None
    acknowledge: bool = True
    # The call it answers, by its number.
    call: str | None = None
    # Who registered for the forum it comes of.
    registration_id: UUID | None = None
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
    """What the sender is told; both are None for what a person must look at first.

    *again* says that it was received before, under the same key or as the same record.
    """

    receipt: str | None
    proposal_id: UUID | None
    again: bool = field(default=False, compare=False)


def raw_of_form(values: Mapping[str, Value], files: Sequence[SaidFile]) -> bytes:
    """Return a form as the bytes that are kept: its values as they came, its files by name and size."""
    listed = [{"name": file.name, "type": file.media_type, "size": len(file.content)} for file in files]
    return orjson.dumps({"values": values, "files": listed}, option=orjson.OPT_INDENT_2)


def fingerprint_of(values: object, files: tuple[SaidFile, ...]) -> bytes:
    """Return the hash of what was said, whatever wrapping it came in."""
    said = [(file.name, hashlib.sha256(file.content).hexdigest()) for file in files]
    # The standard library's JSON, because a stranger's number may be larger than 64 bits.
    return hashlib.sha256(json.dumps([values, said], sort_keys=True).encode()).digest()


def content_hash(result: FormResult) -> bytes:
    """Return the hash of what was answered, tidied: the same record says the same through any door."""
    return hashlib.sha256(json.dumps(result.values, sort_keys=True).encode()).digest()


def called(call: PublicCall | None) -> tuple[FilledField, ...]:
    """Return what stands on the case about the call that is answered."""
    if call is None:
        return ()
    label = "参加する意見交換会" if call.is_forum else "応募する募集"
    return (FilledField(key=call.parameter, label=label, value=f"{call.number} {call.title}"),)
