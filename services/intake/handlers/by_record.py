"""Tell which of what comes is a record that was received before, whichever way it came then."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from services.intake.domain.outcome import HoldReason
from services.intake.handlers.filled import Filled, content_hash
from services.intake.storage.idempotency import Answered, RequestKey
from services.intake.storage.source_records import KnownRecord, NewRecord, SourceKey
from services.intake.storage.work import Work

_KNOWN_AS: Final = "この記録は、受付番号 {receipt} として受け付けています。そのときと内容が変わっています。"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByRecord:
    """What comes: the *first* of each record, what was received *again*, and what is *like* another of this group."""

    first: tuple[Filled, ...]
    again: Mapping[RequestKey, Answered]
    like: Mapping[RequestKey, tuple[Filled, RequestKey]]

    def answers(self, to_first: Mapping[RequestKey, Answered]) -> dict[RequestKey, Answered]:
        """Return what those are told that make no proposal of their own."""
        alike = {
            request: Answered(request_sha256=one.fingerprint, response=to_first[other].response)
            for request, (one, other) in self.like.items()
        }
        return dict(self.again) | alike


async def by_record(coming: Collection[Filled], work: Work) -> ByRecord:
    """Sort what comes by its record, and lock the records until this transaction ends.

    A record that says something else than before is neither dropped nor a second proposal: a person looks at it.
    """
    named = {one.record for one in coming if one.record is not None}
    await work.sources.lock(named)
    known = await work.sources.find(named)
    first: list[Filled] = []
    again: dict[RequestKey, Answered] = {}
    like: dict[RequestKey, tuple[Filled, RequestKey]] = {}
    begun: dict[SourceKey, RequestKey] = {}
    for one in coming:
        before = None if one.record is None else known.get(one.record)
        if one.record is None or (before is None and one.record not in begun):
            first.append(one)
            if one.record is not None:
                begun[one.record] = one.request
        elif before is None:
            like[one.request] = (one, begun[one.record])
        elif one.changes_known and before.content_sha256 != content_hash(one.result):
            told = (_KNOWN_AS.format(receipt=before.receipt), *one.warnings) if before.receipt else one.warnings
            first.append(replace(one, hold=HoldReason.GATEWAY_CHANGED, record=None, warnings=told))
        else:
            again[one.request] = answered(one, before.receipt, before.proposal_id)
    return ByRecord(first=tuple(first), again=again, like=like)


def answered(one: Filled, receipt: str | None, proposal_id: UUID | None) -> Answered:
    """Return what the sender of *one* is told, now and whenever it is sent again."""
    return Answered(
        request_sha256=one.fingerprint,
        response={"receipt": receipt, "proposal_id": None if proposal_id is None else str(proposal_id)},
    )


def new_records(accepted: Iterable[tuple[Filled, UUID, Answered]]) -> Sequence[NewRecord]:
    """Return the records that are received now, with what was told about them."""
    return [
        NewRecord(
            key=one.record,
            raw_id=raw_id,
            known=KnownRecord(
                content_sha256=content_hash(one.result),
                receipt=told.response["receipt"],
                proposal_id=None if told.response["proposal_id"] is None else UUID(told.response["proposal_id"]),
            ),
        )
        for one, raw_id, told in accepted
        if one.record is not None
    ]
