"""Doing something with a case by the API: one route a verb, through the same doors as the pages."""

import re
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Header
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Asked, Doing, Door
from services.routing.handlers.verbs.registry import DOORS, perform
from services.routing.ports import NoSuchCase
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.api.data import state_as_data
from services.routing.web.api.models import CaseState, Conflict
from services.routing.web.api.once import Answer, SentKey, once
from services.routing.web.api.reading import ETAG, TAG, KnownReceipt, etag
from services.routing.web.verb_words import verb_words
from shared.access.actor import Actor
from shared.access.web import CurrentActor, SentOnPurpose
from shared.errors import Invalid, Refused
from shared.failpoints import Failpoint, reached
from shared.web.api import PROBLEM_JSON, refusals
from shared.web.pages import utc_now
from shared.web.problems import of_desk_error

_VERSION: Final = re.compile(r'"([0-9]{1,9})"')


class VersionMissing(Refused):
    """A command names the version of the case it was made for."""

    http_status = HTTPStatus.PRECONDITION_REQUIRED
    public_message = (
        'If-Match ヘッダーに、読み取ったときの版（ETag）を指定してください。例：If-Match: "7"。'
        "ほかの職員の変更を知らずに上書きしないためのものです。"
    )


class VersionUnreadable(Invalid):
    """The header If-Match holds one strong entity tag: the version in quotes."""

    public_message = 'If-Match ヘッダーは、版を引用符で囲んで一つだけ指定してください。例：If-Match: "7"'


async def version_asked(
    if_match: Annotated[
        str | None, Header(title="案件の版", description="読み取ったときの ETag。", examples=['"5"'])
    ] = None,
) -> int:
    """Return the version a command was made for; raise VersionMissing or VersionUnreadable."""
    if if_match is None:
        raise VersionMissing
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise VersionUnreadable
    return int(found[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedByProgram:
    """Who asks something of which case, in the version they have read."""

    receipt: KnownReceipt
    actor: CurrentActor
    version: Annotated[int, Depends(version_asked)]
    on_purpose: SentOnPurpose
    request: Request
    key: SentKey = None


def case_commands(access: CaseAccess) -> APIRouter:
    """Return one route a verb that has a door."""
    router = APIRouter(tags=[TAG])
    for door in DOORS.values():
        router.add_api_route(
            f"/api/cases/{{receipt}}/commands/{door.verb.value}",
            _route(access, door),
            methods=["POST"],
            summary=verb_words(door.verb),
            description=f"{verb_words(door.verb)}。いまの版を If-Match に指定し、行った後の状態を返します。",
            operation_id=f"do-{door.verb.value}",
            response_model=CaseState,
            responses={
                200: {"description": "行った後の状態", "headers": ETAG},
                **refusals(400, 401, 403, 404, 409, 413, 422, 428, 503, s409=Conflict),
            },
        )
    return router


def _route(access: CaseAccess, door: Door[Any]) -> Any:
    async def command(asked: Annotated[AskedByProgram, Depends()], said: Any) -> Response:
        return await _perform(access, door, asked, said)

    command.__annotations__["said"] = Annotated[door.asks, Body()]
    with suppress(ValidationError):
        # A verb that needs to be told nothing needs no body.
        command.__defaults__ = (door.asks.model_validate({}),)
    return command


async def _perform(access: CaseAccess, door: Door[Any], by: AskedByProgram, said: Asked) -> Response:
    try:
        async with access.begin(by.actor) as work:
            answer = await once(work, by.actor, by.request, by.key, lambda: _do(work, door, by, said))
    except Refused as error:
        problem = of_desk_error(error)
        if problem.status != HTTPStatus.CONFLICT:
            raise
        return await _conflict(access, by.actor, by.receipt, problem.as_json())
    reached(Failpoint.CASE_COMMITTED)
    return answer.response()


async def _do(work: RoutingWork, door: Door[Any], by: AskedByProgram, said: Asked) -> Answer:
    doing = await Doing.of(work, by.receipt, Step(actor=by.actor, version=by.version, at=utc_now()))
    after = await perform(doing, door.verb, said.model_dump())
    state = await state_as_data(work, after, by.actor, doing.scheme)
    return Answer(body=state.model_dump(mode="json"), headers={"ETag": etag(after.version)})


async def _conflict(access: CaseAccess, actor: Actor, receipt: str, problem: dict[str, Any]) -> Response:
    """Answer 409 with the case as it stands, for who may still see it."""
    try:
        async with access.begin(actor) as work:
            case = await work.cases.find(actor.desk_id, receipt)
            scheme = await work.schemes.of_case(actor.desk_id, receipt)
            state = await state_as_data(work, case, actor, scheme)
    except NoSuchCase:
        return JSONResponse(problem | {"case": None}, status_code=HTTPStatus.CONFLICT, media_type=PROBLEM_JSON)
    return JSONResponse(
        problem | {"case": state.model_dump(mode="json")},
        status_code=HTTPStatus.CONFLICT,
        headers={"ETag": etag(state.version)},
        media_type=PROBLEM_JSON,
    )
