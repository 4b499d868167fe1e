"""The files of a case by the API: by the same rights, with the same questions and the same record as on the page."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from services.routing.web.access import CaseAccess
from services.routing.web.api.reading import TAG, KnownReceipt
from services.routing.web.attached import asks_first, find_file, handed_out, may_take
from shared.access.web import CurrentActor, SentOnPurpose
from shared.errors import Invalid, Refused
from shared.web.api import refusals

DocumentId = Annotated[UUID, Path(title="ファイルの番号", examples=["019a3c1e-0000-7000-8000-000000000001"])]
_FILE: Final[dict[str, Any]] = {
    "description": "ファイルの中身",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


class AsksFirst(Refused):
    """The file is handed out only to who asks for it knowingly."""

    public_message = (
        "このファイルは、無害化した写しがあるか、検査で安全を確かめられていません。写しを取り出すか、"
        "取り出してよいことを確かめたうえで、このアドレスの /take に POST してください。"
        "感染の疑いがあるときは、理由が必要です。"
    )


class TakingReasonMissing(Invalid):
    """A file a scanner warned of is taken only with a reason."""

    public_message = "感染の疑いがあるファイルを取り出す理由を入力してください。"
    errors = ({"detail": public_message, "pointer": "#/reason"},)


class Taking(BaseModel):
    """Why somebody takes a file that was not found to be safe."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str = Field(
        "",
        title="取り出す理由",
        description="感染の疑いがあるときは必須です。記録に残ります。",
        max_length=2_000,
        pattern=r"^[^\x00]*$",
        examples=["業者に調べてもらうため"],
    )


def case_files(access: CaseAccess) -> APIRouter:
    """Return the ways to the files of a case."""
    router = APIRouter(tags=[TAG])

    @router.get(
        "/api/cases/{receipt}/files/{document_id}",
        summary="ファイルを取り出す",
        description="案件を開ける利用者に、ファイルを渡します。閲覧は記録されます。安全を確かめられていないものは409です。",
        operation_id="downloadFile",
        response_class=Response,
        responses={200: _FILE, **refusals(401, 403, 404, 409, 422, 503)},
    )
    async def file_of_case(receipt: KnownReceipt, document_id: DocumentId, actor: CurrentActor) -> Response:
        async with access.begin(actor) as work:
            file = await find_file(work, actor, receipt, document_id)
            if file.attached is not None and asks_first(file.attached, work.schemes.in_force(actor.desk_id)):
                raise AsksFirst
            return handed_out(await file.open(work))

    @router.post(
        "/api/cases/{receipt}/files/{document_id}/take",
        summary="確かめたうえでファイルを取り出す",
        description=(
            "無害化した写しがあるファイルの元や、検査で安全を確かめられていないファイルを渡します。"
            "感染の疑いがあるものは、デスクだけが、理由を添えて取り出せます。"
        ),
        operation_id="takeFile",
        response_class=Response,
        responses={200: _FILE, **refusals(400, 401, 403, 404, 409, 413, 422, 503)},
    )
    async def take(
        receipt: KnownReceipt,
        document_id: DocumentId,
        actor: CurrentActor,
        _: SentOnPurpose,
        said: Annotated[Taking, Body()] = Taking(),  # noqa: B008 -- frozen
    ) -> Response:
        async with access.begin(actor) as work:
            file = await find_file(work, actor, receipt, document_id)
            if not await may_take(work, actor, file, said.reason.strip(), work.schemes.in_force(actor.desk_id)):
                raise TakingReasonMissing
            return handed_out(await file.open(work))

    return router
