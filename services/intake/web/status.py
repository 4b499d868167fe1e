"""The proposer's page: a secret link, the stage in the proposer's words, what the office told, and what they sent."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.intake.domain.stages import ENDS, Stage, steps
from services.intake.handlers.page_answers import note_what_is_shown
from services.intake.storage.notes import NoteRow
from services.intake.storage.queries import Standing, standing_of
from services.intake.storage.work import Work
from services.intake.web.doors import Doors, DoorsDep
from services.intake.web.labels import CATALOGUE
from services.intake.web.status_drafts import drafts_on_page
from services.intake.web.status_todos import Unreported, todos_on_page
from services.intake.web.status_told import Unanswered, Unsent, owes_completion, told_on_page
from shared.database.transactions import DatabaseActor
from shared.documents import Document, DocumentCard, DocumentKind
from shared.documents.contents import ProposalContent, corrections_in
from shared.links import WrongLink, check_token, proposal_of
from shared.runtime.site import ask_for_desk
from shared.web.downloads import download
from shared.web.drafts import UnsaidFields
from shared.web.files import kind_of_file
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of

# In these an application waits for the result of its call.
_BEFORE_RESULTS: Final = frozenset({Stage.RECEIVED, Stage.CONFIRMING})
COOKIE: Final = "desk_status"
COOKIE_SECONDS: Final = 1800
_MAX_TOKEN: Final = 64
# What the page says once something was sent.
DONE: Final = frozenset({"reply", "conditions", "publication", "todo", "withdrawn"})
PagesDep = Annotated[Pages, Depends(pages_of)]
# What was sent from the page and could not be taken as it was.
Wrong = Unsent | Unanswered | UnsaidFields | Unreported
router = APIRouter()


@router.get("/status/files/{document_id}")
async def fetch_file(document_id: UUID, request: Request, doors: DoorsDep) -> Response:
    """Return one file the proposer sent."""
    token = request.cookies.get(COOKIE, "")
    proposal_id = proposal_of(token)
    async with doors.transactions.begin(as_proposer(proposal_id)) as work:
        await checked(doors, token, work)
        file = await work.documents.open(document_id)
    if file.kind is not DocumentKind.ATTACHMENT or file.keeper_id != proposal_id:
        raise WrongLink
    return download(file.content, name=file.name)


@router.get("/status/{token}")
async def enter(token: str, doors: DoorsDep) -> Response:
    """Check the secret and lead to the clean address; the secret stays in a cookie for half an hour."""
    if len(token) > _MAX_TOKEN:
        raise WrongLink
    async with doors.transactions.begin(as_proposer(proposal_of(token))) as work:
        await checked(doors, token, work)
    answer = RedirectResponse("/status", status_code=303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path="/status",
        secure=doors.cookie_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/status")
async def show(
    request: Request, doors: DoorsDep, pages: PagesDep, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show how far the proposal has come, what the office told, and what was sent."""
    return await status_page(request, doors, pages, done=done)


async def status_page(
    request: Request, doors: Doors, pages: Pages, *, done: str = "", wrong: Wrong | None = None
) -> Response:
    """Draw the page; after something that was not accepted with what is *wrong* (422)."""
    token = request.cookies.get(COOKIE, "")
    async with doors.transactions.begin(as_proposer(proposal_of(token))) as work:
        standing = await checked(doors, token, work)
        said = await work.documents.open_all(standing.proposal_id, DocumentKind.PROPOSAL, DocumentKind.READING)
        files = await work.documents.list(standing.proposal_id, DocumentKind.ATTACHMENT)
        told = await work.notes.of(standing.proposal_id)
        words = await work.notes.words([one for note in told for one in (note.note_id, note.conditions_id) if one])
        beside = await _beside(doors, work, standing)
        came = await work.replies.came_from_proposer(standing.proposal_id)
    scheme = doors.schemes[standing.desk_id]
    await _note_shown(doors, standing, told)
    ask_for_desk(request, standing.desk_id)
    shown = told_on_page(told, words, came, standing)
    values = {
        "scheme": scheme,
        "standing": standing,
        "steps": [(CATALOGUE.text(Audience.PROPOSER, stage), state) for stage, state in steps(standing.stage)],
        "content": _content(said),
        "files": [_file(one) for one in files],
        "told": shown,
        "owes_completion": owes_completion(shown, standing),
        "came": came,
        **beside,
        "may_answer": standing.stage not in ENDS | {Stage.COMPLETED},
        "key": uuid4(),
        "limits": scheme.form.attachments,
        "done": done if done in DONE else "",
        **_wrong(wrong),
    }
    answer = 200 if wrong is None else 422
    return pages.speaking_to(Audience.PROPOSER).render(request, "intake/status.html", values, answer)


async def _beside(doors: Doors, work: Work, standing: Standing) -> dict[str, object]:
    """Return what is asked of the proposer beside words, and what became of it: publications, a call, to-dos."""
    awaited = await work.applications.awaited(standing.proposal_id)
    return {
        "drafts": await drafts_on_page(work, standing.proposal_id),
        "published": await work.publications.shown_of(standing.proposal_id),
        "register_page": partial(doors.schemes.register_page, standing.desk_id),
        "awaited": awaited if standing.stage in _BEFORE_RESULTS else [],
        "todos": await todos_on_page(work, standing),
    }


async def _note_shown(doors: Doors, standing: Standing, told: Sequence[NoteRow]) -> None:
    """Tell what the page shows for the first time."""
    if any(one.opened_at is None for one in told):
        scheme = doors.schemes[standing.desk_id]
        async with doors.transactions.begin(as_proposer(standing.proposal_id)) as work:
            await note_what_is_shown(standing.proposal_id, scheme, work, now=doors.clock())


def _wrong(wrong: Wrong | None) -> dict[str, object]:
    """Return what is wrong under the name of what was sent."""
    return {
        "unsent": wrong if isinstance(wrong, Unsent) else None,
        "unanswered": wrong if isinstance(wrong, Unanswered) else None,
        "unsaid": wrong if isinstance(wrong, UnsaidFields) else None,
        "unreported": wrong if isinstance(wrong, Unreported) else None,
    }


def as_proposer(proposal_id: UUID) -> DatabaseActor:
    """Return the proposer of a proposal as row-level security sees them."""
    return DatabaseActor(kind="proposer", proposal=proposal_id)


async def checked(doors: Doors, token: str, work: Work) -> Standing:
    """Return the proposal whose secret this is; raise WrongLink."""
    standing = await standing_of(work.connection, proposal_of(token))
    if standing is None:
        raise WrongLink
    check_token(doors.link_secret, token, standing.link_generation)
    return standing


def _content(said: Sequence[Document]) -> ProposalContent:
    """Return what was sent, a sheet as the desk reads it by now."""
    content = next((one.content for one in said if one.kind is DocumentKind.PROPOSAL), b'{"title":""}')
    proposal = ProposalContent.model_validate_json(content)
    if not proposal.is_from_sheet:
        # A sheet that somebody sent later changes nothing here, and neither does its correction.
        return proposal
    return proposal.corrected(corrections_in(one.content for one in said if one.kind is DocumentKind.READING))


def _file(card: DocumentCard) -> dict[str, object]:
    return {
        "name": card.name or "",
        "size": card.size_bytes,
        "kind": kind_of_file(card.media_type),
        "url": f"/status/files/{card.document_id}",
        "note": "",
    }
