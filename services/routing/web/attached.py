"""The files of a case as its page shows them, and the way to each of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.case import Case
from services.routing.handlers.acting import scope_of
from services.routing.ports import NoSuchCase
from services.routing.storage.attachments import Attached
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess, judged_scope, reads_to_judge
from shared.access.actor import Actor
from shared.access.policy import Action, can, require
from shared.access.reads import require_read
from shared.access.web import CurrentActor
from shared.documents import Document
from shared.files import (
    ACTIVE,
    FINDING_WORDS,
    OF_THE_DESK,
    REASON_WORDS,
    SAID_BY,
    STATE_WORDS,
    FileState,
    ScanReason,
    refuse_unscanned,
)
from shared.scheme.model import DeskScheme
from shared.web.csrf import CsrfProtected
from shared.web.downloads import download
from shared.web.files import kind_of_file
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
TONES: Final = {
    FileState.UNCHECKED: "neutral",
    FileState.CHECKED: "success",
    FileState.CLEANED: "success",
    FileState.UNCHECKABLE: "warning",
    FileState.SUSPECT: "danger",
}
_REASON_MISSING: Final = "感染の疑いがあるファイルを取り出す理由を入力してください。"


def shown_files(receipt: str, attachments: Iterable[Attached]) -> list[dict[str, object]]:
    """Return files of a case, its proposal's or a reply's, as the page draws them."""
    return [_shown(receipt, one) for one in attachments]


def _shown(receipt: str, one: Attached) -> dict[str, object]:
    place = f"/cases/{receipt}/attachments"
    first = one.copy or one.card
    standing = one.standing
    reason = None if standing.reason is ScanReason.CLEAN or one.copy else standing.reason
    said = SAID_BY.get(reason, frozenset()) if reason else frozenset()
    guarded = one.copy is None and standing.state is FileState.SUSPECT
    return {
        "name": one.card.name or "（名前なし）",
        "copy_name": "" if one.copy is None else one.copy.name or "（名前なし）",
        "size": first.size_bytes,
        "kind": kind_of_file(first.media_type if one.copy else standing.media_type or first.media_type),
        "url": f"{place}/{first.document_id}" + ("/original" if guarded else ""),
        "original_url": f"{place}/{one.card.document_id}/original",
        "state": STATE_WORDS[one.state],
        "tone": TONES[one.state],
        "original_state": STATE_WORDS[standing.state],
        "reason": "" if reason is None or reason in OF_THE_DESK else REASON_WORDS[reason],
        "of_the_desk": REASON_WORDS[reason] if reason in OF_THE_DESK else "",
        "signature": standing.signature or "",
        "active": bool(ACTIVE & set(standing.findings)),
        "notes": [FINDING_WORDS[finding] for finding in standing.findings if finding not in said],
        "text": one.text,
        "waiting": one.text is None and standing.media_type is None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOfCase:
    """A file somebody asks for, and the case it belongs to; *attached* is None for a clean copy."""

    document_id: UUID
    case: Case
    owners: Collection[UUID]
    attached: Attached | None

    async def open(self, work: RoutingWork) -> Document:
        """Return the file with its content; raise NoSuchCase when it belongs to another case."""
        document = await work.contents.files.opened(self.owners, self.document_id)
        if document is None:
            raise NoSuchCase
        return document


def attachment_pages(access: CaseAccess) -> APIRouter:
    """Return the ways to the files of a case."""
    router = APIRouter(include_in_schema=False)

    @router.get("/cases/{receipt}/attachments/{document_id}")
    async def attachment(request: Request, receipt: str, document_id: UUID, actor: CurrentActor) -> Response:
        """Hand out a file, the clean copy first; what needs a second thought leads to the page that asks for it."""
        async with access.begin(actor) as work:
            file = await find_file(work, actor, receipt, document_id)
            if file.attached is not None and asks_first(file.attached, work.schemes.in_force(actor.desk_id)):
                return see_other(request, f"/cases/{receipt}/attachments/{document_id}/original")
            return handed_out(await file.open(work))

    @router.get("/cases/{receipt}/attachments/{document_id}/original")
    async def original(
        request: Request, receipt: str, document_id: UUID, actor: CurrentActor, pages: PagesDep
    ) -> Response:
        async with access.begin(actor) as work:
            file = await find_file(work, actor, receipt, document_id)
        return _asking(request, pages, actor, file)

    @router.post("/cases/{receipt}/attachments/{document_id}/original")
    async def take_original(
        request: Request,
        receipt: str,
        document_id: UUID,
        actor: CurrentActor,
        pages: PagesDep,
        _: CsrfProtected,
        reason: Annotated[str, Form(max_length=2_000)] = "",
    ) -> Response:
        """Hand out the original; one that a scanner warned of only to the desk, with a reason that is kept."""
        async with access.begin(actor) as work:
            file = await find_file(work, actor, receipt, document_id)
            if not await may_take(work, actor, file, reason.strip(), work.schemes.in_force(actor.desk_id)):
                return _asking(request, pages, actor, file, error=_REASON_MISSING)
            return handed_out(await file.open(work))

    return router


async def may_take(work: RoutingWork, actor: Actor, file: FileOfCase, reason: str, scheme: DeskScheme) -> bool:
    """Keep why this person takes a file that a scanner warned of; tell whether it may be handed out now.

    Raise NotAllowed or NotScannedYet.
    """
    if file.attached is None:
        return True
    state = file.attached.standing.state
    refuse_unscanned(state, before_scan=scheme.files.before_scan)
    if state is not FileState.SUSPECT:
        return True
    require(actor, Action.FILE_TAKE_SUSPECT, scope_of(file.case))
    if reason:
        await _note_taking(work, actor, file, reason)
    return bool(reason)


def handed_out(document: Document) -> Response:
    """Return a file as what is saved, never run."""
    return download(document.content, name=document.name or "attachment")


def asks_first(found: Attached, scheme: DeskScheme) -> bool:
    """Tell whether this file is handed out only after one more question; raise NotScannedYet."""
    refuse_unscanned(found.standing.state, before_scan=scheme.files.before_scan)
    unchecked = found.standing.state is not FileState.CHECKED and not scheme.files.before_scan
    return found.copy is not None or found.standing.state is FileState.SUSPECT or unchecked


async def _note_taking(work: RoutingWork, actor: Actor, file: FileOfCase, reason: str) -> None:
    """Keep why somebody takes a file that a scanner warned of, beside the record of who does."""
    kept = await work.contents.write_reason(file.case.case_id, file.case.desk_id, reason)
    action, what_id = Action.FILE_TAKE_SUSPECT, f"{file.document_id} {kept}"
    await require_read(work.connection, actor, action, scope_of(file.case), what_id=what_id, now=utc_now())


async def find_file(work: RoutingWork, actor: Actor, receipt: str, document_id: UUID) -> FileOfCase:
    """Return a file of a case, still sealed; the look is noted."""
    case = await work.cases.find(actor.desk_id, receipt)
    scope = await judged_scope(work, actor, case)
    judging = reads_to_judge(actor, scope)
    action = Action.APPLICATION_OPEN if judging else Action.CASE_OPEN
    await require_read(work.connection, actor, action, scope, what_id=str(case.case_id), now=utc_now())
    # What came with a reply is handed out like what came with the proposal, except to who only judges that.
    replies = [] if judging else await work.replies.of(case.proposal_id)
    owners = [case.proposal_id, *(line.reply_id for line in replies)]
    attached = await work.contents.files.find(owners, document_id)
    return FileOfCase(document_id=document_id, case=case, owners=owners, attached=attached)


def _asking(request: Request, pages: Pages, actor: Actor, file: FileOfCase, *, error: str = "") -> Response:
    case, found = file.case, file.attached
    if found is None:
        raise NoSuchCase
    suspect = found.standing.state is FileState.SUSPECT
    context = {
        "case": case,
        "file": _shown(case.receipt, found),
        "suspect": suspect,
        "may_take": not suspect or can(actor, Action.FILE_TAKE_SUSPECT, scope_of(case)),
        "errors": [("reason", error)] if error else [],
        "error": error,
    }
    return pages.speaking_to(Audience.STAFF).render(
        request, "routing/original.html", context, status_code=422 if error else 200
    )
