"""The ledger by the API: lists, items, and one route a verb, through the same doors as the pages."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Path
from fastapi.encoders import jsonable_encoder
from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.routing.domain.ledger.item import Item
from services.routing.handlers.acting import Step
from services.routing.handlers.ledger.door import BeginDoor, Doing, begin, perform
from services.routing.storage.ledger import NoSuchItem
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.api.commands import version_asked
from services.routing.web.api.once import Answer, SentKey, once
from services.routing.web.api.reading import ETAG, etag
from services.routing.web.api.said import Said
from services.routing.web.ledger.face import Face
from services.routing.web.ledger.looking import item_as_data, list_items, open_item, state_as_data
from services.routing.web.ledger.wanted import filter_of, wanted_by
from shared.access.actor import Actor
from shared.access.web import CurrentActor, SentOnPurpose
from shared.errors import Refused
from shared.web.api import PROBLEM_JSON, ProblemDocument, refusals
from shared.web.pages import utc_now
from shared.web.problems import of_desk_error

Number = Annotated[str, Path(title="番号", max_length=40, examples=["KR8-0001"])]
_CREATED: Final = 201


class ItemLineSaid(Said):
    """One line of a list of the ledger."""

    number: str = Field(title="番号", examples=["KR8-0001"])
    title: str = Field(title="件名")
    state: str = Field(title="状態")
    version: int = Field(title="版")
    departments: tuple[str, ...] = Field(title="担当の課")
    lead: str | None = Field(title="主担当の課")


class ItemPage(Said):
    """One page of a list of the ledger; *next* is where the next page begins."""

    items: list[ItemLineSaid] = Field(title="記録")
    next: str | None = Field(title="次のページ", description="続きを読むとき after に指定する番号です。")


class ItemConflict(ProblemDocument):
    """The item is not in the state the request was made for; it is told as it stands."""

    item: dict[str, Any] | None = Field(None, title="いまの状態", description="閲覧できなくなった記録では null です。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who asks for something that changes the ledger, and meant to."""

    actor: CurrentActor
    on_purpose: SentOnPurpose
    request: Request
    key: SentKey = None


By = Annotated[Sender, Depends()]


def ledger_api(access: CaseAccess, faces: Sequence[Face[Any]]) -> APIRouter:
    """Return the routes of every kind."""
    router = APIRouter()
    for face in faces:
        _reading(router, access, face)
        if face.volume.begins is not None:
            _beginning(router, access, face, face.volume.begins)
        for door in face.volume.doors:
            _verb(router, access, face, door.verb)
    return router


def _reading(router: APIRouter, access: CaseAccess, face: Face[Any]) -> None:
    async def listed(actor: CurrentActor, said: Annotated[Mapping[str, str], Depends(wanted_by(face))]) -> ItemPage:
        async with access.begin(actor) as work:
            lines, following = await list_items(work, actor, face, filter_of(face, said))
        return ItemPage(items=[ItemLineSaid.model_validate(line) for line in lines], next=following)

    async def one(number: Number, actor: CurrentActor, answer: Response) -> dict[str, Any]:
        async with access.begin(actor) as work:
            opened = await open_item(work, actor, face, number)
            said = await item_as_data(work, actor, face, opened)
        answer.headers["ETag"] = etag(opened.item.version)
        return said

    noun = face.path.title()
    router.add_api_route(
        f"/api/{face.path}",
        listed,
        tags=[face.list_words],
        summary=f"{face.words}の一覧",
        description="新しい順に返します。",
        operation_id=f"list{noun}",
        responses=refusals(401, 403, 422, 503),
    )
    router.add_api_route(
        f"/api/{face.path}/{{number}}",
        one,
        tags=[face.list_words],
        summary=f"一つの{face.words}",
        description="経過と、いまできる操作を含めて返します。",
        operation_id=f"show{noun}",
        responses={200: {"description": face.words, "headers": ETAG}, **refusals(401, 403, 404, 422, 503)},
    )


def _beginning(router: APIRouter, access: CaseAccess, face: Face[Any], door: BeginDoor[Any]) -> None:
    async def start(by: By, said: Any) -> Response:
        async def do() -> Answer:
            item = await begin(face.volume, _doing(work, by.actor, None), said.model_dump())
            state = await _state(work, face, item, by.actor)
            headers = {"ETag": etag(item.version), "Location": state["links"]["self"]["href"]}
            return Answer(body=state, headers=headers, status=_CREATED)

        async with access.begin(by.actor) as work:
            answer = await once(work, by.actor, by.request, by.key, do)
        return answer.response()

    start.__annotations__["said"] = Annotated[door.asks, Body()]
    router.add_api_route(
        f"/api/{face.path}",
        start,
        methods=["POST"],
        status_code=_CREATED,
        tags=[face.list_words],
        summary=face.verbs["begin"],
        description=f"{face.verbs['begin']}。番号を付けて、始めた後の状態を返します。",
        operation_id=f"begin-{face.path}",
        responses={
            _CREATED: {"description": "始めた後の状態", "headers": ETAG},
            **refusals(400, 401, 403, 404, 409, 413, 422, 503),
        },
    )


def _verb(router: APIRouter, access: CaseAccess, face: Face[Any], verb: str) -> None:
    asks = face.volume.door(verb).asks

    async def command(number: Number, by: By, version: Annotated[int, Depends(version_asked)], said: Any) -> Response:
        async def do() -> Answer:
            item = await perform(face.volume, _doing(work, by.actor, version), number, verb, said.model_dump())
            return Answer(body=await _state(work, face, item, by.actor), headers={"ETag": etag(item.version)})

        try:
            async with access.begin(by.actor) as work:
                answer = await once(work, by.actor, by.request, by.key, do)
        except Refused as error:
            problem = of_desk_error(error)
            if problem.status != HTTPStatus.CONFLICT:
                raise
            return await _conflict(access, face, number, by.actor, problem.as_json())
        return answer.response()

    command.__annotations__["said"] = Annotated[asks, Body()]
    with suppress(ValidationError):
        # A verb that needs to be told nothing needs no body.
        command.__defaults__ = (asks.model_validate({}),)
    router.add_api_route(
        f"/api/{face.path}/{{number}}/commands/{verb}",
        command,
        methods=["POST"],
        tags=[face.list_words],
        summary=face.verbs[verb],
        description=f"{face.verbs[verb]}。いまの版を If-Match に指定し、行った後の状態を返します。",
        operation_id=f"{face.path}-{verb}",
        responses={
            200: {"description": "行った後の状態", "headers": ETAG},
            **refusals(400, 401, 403, 404, 409, 413, 422, 428, 503, s409=ItemConflict),
        },
    )


async def _conflict(
    access: CaseAccess, face: Face[Any], number: str, actor: Actor, problem: dict[str, Any]
) -> Response:
    """Answer 409 with the item as it stands, for who may still see it."""
    state, headers = None, {}
    with suppress(NoSuchItem):
        async with access.begin(actor) as work:
            item: Item = await work.ledger.find(face.volume.book, actor.desk_id, number)
            state, headers = await _state(work, face, item, actor), {"ETag": etag(item.version)}
    content = problem | {"item": state}
    return JSONResponse(content, status_code=HTTPStatus.CONFLICT, headers=headers, media_type=PROBLEM_JSON)


def _doing(work: RoutingWork, actor: Actor, version: int | None) -> Doing:
    step = Step(actor=actor, version=version, at=utc_now())
    return Doing(work=work, step=step, scheme=work.schemes.current[actor.desk_id])


async def _state(work: RoutingWork, face: Face[Any], item: Item, actor: Actor) -> dict[str, Any]:
    line = (await work.ledger_queries.by_number(item.desk_id, frozenset({item.number}))).get(item.number)
    said = state_as_data(face, item, "" if line is None else line.title, face.volume.verbs_now(actor, item))
    return dict(jsonable_encoder(said))
