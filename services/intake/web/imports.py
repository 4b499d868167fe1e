"""The desk's pages for lists: choose a file, say what its columns are, try it, take it in, compare with a gateway."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Form, Query
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.file_names import safe_name
from services.intake.domain.lists.lines import Glimpse
from services.intake.domain.lists.mapping import ListMapping, faults_of, guessed
from services.intake.handlers.list_plans import GATEWAY, SAVED, exporting, glimpse_apart
from services.intake.handlers.lists import TakingIn, unrecorded_warning
from services.intake.storage.import_rows import ImportRun
from services.intake.web.doors import DOOR, Doors, DoorsDep
from services.intake.web.form_steps import DRAFT_KEPT
from services.intake.web.import_steps import FileGone, finish, kept_file, try_list
from services.intake.web.import_view import (
    DELIMITER_OPTIONS,
    column_views,
    field_options,
    mapping_of,
    report_of,
    wrong_file,
)
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.access.rows import as_database_actor
from shared.access.web import permitted
from shared.events.who import by_account
from shared.scheme.fields import Form as SchemeForm
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other

NEWEST_RUNS: Final = 20
AT_ONCE_LINES: Final = 500
# A run that has no end after this has been broken off.
PATIENCE: Final = timedelta(minutes=10)
MAX_NAME: Final = 60
_MAX_DIGITS: Final = 4
MAX_FILE_BYTES: Final = 10_000_000
PagesDep = Annotated[Pages, Depends(pages_of)]
ImportingActor = Annotated[Actor, Depends(permitted(Action.PROPOSAL_IMPORT))]
Header = Annotated[int, Query(ge=0, le=100)]
Delimiter = Annotated[str, Query(max_length=1)]
router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The page of columns: of which file, what is chosen so far, and what is wrong with it."""

    draft_id: UUID
    file_name: str = field(repr=False)
    seen: Glimpse = field(repr=False)
    mapping: ListMapping
    name: str
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/import")
async def show(request: Request, doors: DoorsDep, pages: PagesDep, actor: ImportingActor) -> Response:
    """Show where a file is chosen, and what came of the last ones."""
    return await _first_page(request, doors, pages, actor)


@router.post("/import")
async def keep(request: Request, doors: DoorsDep, pages: PagesDep, actor: ImportingActor, _: CsrfProtected) -> Response:
    """Keep the file for a day, sealed, and lead to its columns or to what would become of it."""
    async with request.form() as form:
        upload, plan = form.get("file"), form.get("plan")
        if not isinstance(upload, UploadFile) or not upload.filename:
            return await _first_page(request, doors, pages, actor, error="ファイルをお選びください。")
        if (upload.size or 0) > MAX_FILE_BYTES:
            error = f"一度に取り込めるファイルは{MAX_FILE_BYTES // 1_000_000}MBまでです。分けてください。"
            return await _first_page(request, doors, pages, actor, error=error)
        content, name = await upload.read(), safe_name(upload.filename)
    draft_id = uuid4()
    async with doors.transactions.begin(DOOR) as work:
        await work.drafts.add(
            draft_id,
            name=name,
            media_type="application/octet-stream",
            content=content,
            expires_at=doors.clock() + DRAFT_KEPT,
        )
    chosen = plan if isinstance(plan, str) else ""
    return see_other(
        request, f"/import/{draft_id}/check?{urlencode({'plan': chosen})}" if chosen else f"/import/{draft_id}"
    )


@router.get("/import/runs/{run_id}")
async def show_run(run_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: ImportingActor) -> Response:
    """Show what came of one taking-in."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        run = await work.imports.run(run_id)
    if run is None:
        raise FileGone(public="この取込みの記録は見つかりませんでした。")
    values = {
        "run": run,
        "goes_on": run.ended_at is None and doors.clock() - run.started_at < PATIENCE,
        "report": report_of(run.lines),
        "plan": _words_of(run.plan, doors),
        "errors_url": f"/import/{run.draft_id}/errors?{urlencode({'plan': run.plan})}",
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/import_run.html", values)


@router.get("/import/{draft_id}")
async def ask_columns(
    draft_id: UUID,
    request: Request,
    doors: DoorsDep,
    pages: PagesDep,
    actor: ImportingActor,
    header_row: Header = 1,
    delimiter: Delimiter = "",
    name: str = "",
) -> Response:
    """Ask which column fills which field, beginning with what the headings say or with a mapping of the desk."""
    file = await kept_file(doors, draft_id)
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        saved = await work.imports.mapping(actor.desk_id, name) if name else None
    if saved is not None and "header_row" not in request.query_params:
        header_row, delimiter = saved.header_row, saved.delimiter
    seen = await glimpse_apart(file.content, header_row, delimiter)
    form = doors.schemes[actor.desk_id].form
    columns = saved.columns if saved else guessed(seen.headings, form)
    key = saved.key_column if saved else ""
    mapping = ListMapping.model_validate(
        {"header_row": header_row, "delimiter": delimiter, "columns": columns, "key_column": key}
    )
    return _columns_page(
        request, pages, Asked(draft_id=draft_id, file_name=file.name, seen=seen, mapping=mapping, name=name), form
    )


@router.post("/import/{draft_id}")
async def save_columns(
    draft_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: ImportingActor, _: CsrfProtected
) -> Response:
    """Save under a name which column fills which field, and lead to what would become of the list."""
    file = await kept_file(doors, draft_id)
    form = doors.schemes[actor.desk_id].form
    async with request.form() as sent:
        header_row, delimiter, name = (str(sent.get(one) or "") for one in ("header_row", "delimiter", "name"))
        header = int(header_row) if header_row.isdecimal() and len(header_row) < _MAX_DIGITS else 1
        seen = await glimpse_apart(file.content, header, delimiter)
        mapping = mapping_of(sent, seen, header, delimiter)
    errors = faults_of(mapping, seen.headings, form)
    name = " ".join(name.split())
    if not 0 < len(name) <= MAX_NAME:
        errors["name"] = f"この対応の名前を、{MAX_NAME}文字以内でご入力ください。"
    if errors:
        asked = Asked(draft_id=draft_id, file_name=file.name, seen=seen, mapping=mapping, name=name, errors=errors)
        return _columns_page(request, pages, asked, form)
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        await work.imports.save_mapping(actor.desk_id, name, mapping, by=actor.account_id, at=doors.clock())
    return see_other(request, f"/import/{draft_id}/check?{urlencode({'plan': f'{SAVED}:{name}'})}")


@router.get("/import/{draft_id}/check")
async def try_out(
    draft_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: ImportingActor, plan: str = ""
) -> Response:
    """Show of every line what would become of it; nothing is changed."""
    tried = await try_list(doors, actor, draft_id, plan)
    values = {
        "report": report_of(tried.judged, tried.read, with_names=tried.plan.gateway is not None),
        "read": tried.read,
        "plan": plan,
        "by": tried.plan,
        "warning": unrecorded_warning(tried.unrecorded),
        "file_name": tried.file.name,
        "draft_id": draft_id,
        "columns_url": f"/import/{draft_id}?{urlencode({'name': tried.plan.name})}",
        "errors_url": f"/import/{draft_id}/errors?{urlencode({'plan': plan})}",
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/import_check.html", values)


@router.get("/import/{draft_id}/errors")
async def fetch_errors(draft_id: UUID, doors: DoorsDep, actor: ImportingActor, plan: str = "") -> Response:
    """Return the lines that cannot be taken in as a file to mend."""
    tried = await try_list(doors, actor, draft_id, plan)
    return wrong_file(tried.read, tried.judged)


@router.post("/import/{draft_id}/run")
async def run(
    draft_id: UUID,
    request: Request,
    doors: DoorsDep,
    actor: ImportingActor,
    _: CsrfProtected,
    plan: Annotated[str, Form()] = "",
    acknowledge: Annotated[str, Form()] = "",
) -> Response:
    """Take the list in and lead to what came of it; the same file again doubles nothing."""
    tried = await try_list(doors, actor, draft_id, plan)
    begun = ImportRun.begun(draft_id=draft_id, plan=plan, acknowledge=bool(acknowledge), at=doors.clock())
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        digest = hashlib.sha256(tried.file.content).digest()
        await work.imports.begin_run(begun, desk_id=actor.desk_id, file_sha256=digest, by=actor.account_id)
    taking = TakingIn(
        run_id=begun.run_id,
        plan=tried.plan,
        scheme=doors.schemes[actor.desk_id],
        actor=by_account(actor.account_id),
        acknowledge=begun.acknowledge,
    )
    answer = see_other(request, f"/import/runs/{begun.run_id}")
    if len(tried.judged) > AT_ONCE_LINES:
        # Longer than a browser or a proxy waits: the page of the run tells when it has ended.
        answer.background = BackgroundTask(finish, tried, taking, doors, actor)
    else:
        await finish(tried, taking, doors, actor)
    return answer


async def _first_page(request: Request, doors: Doors, pages: Pages, actor: Actor, *, error: str = "") -> Response:
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        names = await work.imports.mapping_names(actor.desk_id)
        runs = await work.imports.newest_runs(actor.desk_id, NEWEST_RUNS)
    plans = [(f"{SAVED}:{name}", f"保存した対応で読む：{name}") for name in names]
    plans += [(f"{GATEWAY}:{one.name}", f"照合する：{one.label}") for one in exporting(doors.gateways, actor.desk_id)]
    values = {"plans": plans, "runs": [(one, _words_of(one.plan, doors)) for one in runs], "error": error}
    status = 422 if error else 200
    return pages.speaking_to(Audience.STAFF).render(request, "intake/imports.html", values, status)


def _columns_page(request: Request, pages: Pages, asked: Asked, form: SchemeForm) -> Response:
    values = {
        "asked": asked,
        "columns": column_views(asked.seen, asked.mapping, asked.errors),
        "fields": field_options(form),
        "headings": [(one, one) for one in asked.seen.headings],
        "delimiters": DELIMITER_OPTIONS,
        "errors": list(asked.errors.items()),
    }
    status = 422 if asked.errors else 200
    return pages.speaking_to(Audience.STAFF).render(request, "intake/import_columns.html", values, status)


def _words_of(plan: str, doors: Doors) -> str:
    kind, _, name = plan.partition(":")
    gateway = doors.gateways.get(name) if kind == GATEWAY else None
    return f"照合：{gateway.label}" if gateway else name
