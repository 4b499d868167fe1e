"""Keep what was found in a file: its row, its text as a document beside it, and a fact for who waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.intake.domain.files.kinds import UNKNOWN
from services.intake.domain.files.values import FileReading
from services.intake.domain.files.verdict import Scan, judge, wait_before
from services.intake.domain.sheet.values import ReadSheet
from services.intake.handlers.proposing import PLAIN
from services.intake.handlers.recording import recorded
from services.intake.handlers.sheets_beside import sheet_of_file
from services.intake.storage.inspections import ClaimedFile, InspectionResult
from services.intake.storage.work import Work
from shared.documents import Document, DocumentKind, KeeperKind, NewDocument
from shared.events import AttachmentInspected
from shared.events.who import by_service
from shared.files import FileFinding, FileState, ScanReason
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """A file that was looked into: read, or scanned, or both; *reading* is None when only the scanner was asked.

    *sheet* is what it says as a sheet that came with a form, None for what is none.
    """

    claimed: ClaimedFile
    document: Document
    reading: FileReading | None
    scan: Scan
    signature: str | None = None
    sheet: ReadSheet | None = None


async def keep_inspection(
    one: Inspected, schemes: Mapping[str, DeskScheme], work: Work, *, now: datetime
) -> InspectionResult:
    """Write the result; after the first look also the text, and the fact that this file was read."""
    claimed, reading = one.claimed, one.reading
    findings = (claimed.found or ()) if reading is None else reading.findings
    verdict = judge(findings, one.scan)
    result = InspectionResult(
        document_id=claimed.document_id,
        state=verdict.state,
        reason=verdict.reason,
        media_type=one.document.media_type if reading is None else reading.media_type,
        findings=findings,
        signature=one.signature,
        asked=one.scan not in {Scan.WAITING, Scan.NONE},
        scanned=one.scan in {Scan.CLEAN, Scan.FOUND},
        next_at=now + _next_look(one) if verdict.again else None,
    )
    if reading is not None:
        scheme = schemes[claimed.desk_id]
        has_text = await _keep_text(one, reading, work)
        if one.sheet is not None:
            await work.documents.write_all(sheet_of_file(one.sheet, claimed, scheme, now=now))
        await _tell(claimed, scheme, work, has_text=has_text, findings=findings, now=now)
    await work.inspections.settle(result, at=now)
    return result


async def keep_unopenable(
    claimed: ClaimedFile, schemes: Mapping[str, DeskScheme], work: Work, *, now: datetime
) -> None:
    """Settle a file whose bytes and key do not fit, and say so, so that nobody waits for it any more."""
    result = InspectionResult(
        document_id=claimed.document_id,
        state=FileState.UNCHECKABLE,
        reason=ScanReason.UNOPENABLE,
        media_type=UNKNOWN,
        findings=claimed.found or (),
        signature=None,
        asked=False,
        scanned=False,
        next_at=None,
    )
    if claimed.found is None:
        has_text = await work.inspections.has_text(claimed)
        await _tell(claimed, schemes[claimed.desk_id], work, has_text=has_text, findings=(), now=now)
    await work.inspections.settle(result, at=now)


def _next_look(one: Inspected) -> timedelta:
    """Return how long the scanner is left alone: not at all before it was asked for the first time."""
    return timedelta(0) if one.scan is Scan.WAITING else wait_before(one.claimed.scan_attempt + 1)


async def _keep_text(one: Inspected, reading: FileReading, work: Work) -> bool:
    """Write the text of the file, unless the mail it came with has said it already; return whether there is one."""
    claimed = one.claimed
    if await work.inspections.has_text(claimed):
        return True
    if reading.text is None:
        return False
    text = NewDocument(
        kind=DocumentKind.EXTRACTED_TEXT,
        content=reading.text.encode("utf-8", "replace"),
        keeper_id=claimed.sealed_by,
        keeper_kind=claimed.keeper_kind,
        desk_id=claimed.desk_id,
        filed_under=claimed.keeper_id,
        media_type=PLAIN,
        name=one.document.name,
        position=claimed.position,
    )
    await work.documents.write_all([text])
    return True


async def _tell(
    claimed: ClaimedFile,
    scheme: DeskScheme,
    work: Work,
    *,
    has_text: bool,
    findings: tuple[FileFinding, ...],
    now: datetime,
) -> None:
    """Record that a proposal's file was read; what belongs to no proposal concerns nobody else."""
    if not claimed.tells or claimed.keeper_kind is not KeeperKind.PROPOSAL:
        return
    proposal = await work.inspections.proposal_of(claimed.sealed_by)
    if proposal is None:
        return
    fact = AttachmentInspected(
        proposal_id=proposal.proposal_id,
        receipt=proposal.receipt,
        has_text=has_text,
        locked=FileFinding.LOCKED in findings,
        answerable=proposal.answerable,
    )
    told = recorded(
        fact,
        scheme=scheme,
        aggregate_id=claimed.document_id,
        version=1,
        raw_id=proposal.raw_id,
        actor=by_service("intake"),
        now=now,
        classification=proposal.classification,
    )
    await work.outbox.add_all([told])
