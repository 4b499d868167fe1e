"""Reading cases by the API: the list and one case."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from services.routing.ports import NoSuchCase
from services.routing.storage.case_filter import CaseFilter
from services.routing.web.access import CaseAccess, look_at_case
from services.routing.web.api.data import case_as_data, page_as_data
from services.routing.web.api.models import CasePage, WholeCase
from services.routing.web.cases import look_at_list
from shared.access.web import CurrentActor
from shared.web.api import refusals
from shared.web.pages import utc_now

TAG: Final = "案件"
ETAG: Final[dict[str, Any]] = {
    "ETag": {
        "description": "案件の版。操作のとき If-Match に指定します。",
        "schema": {"type": "string"},
        "example": '"5"',
    }
}
_RECEIPT: Final = re.compile(r"[A-Z]{1,2}[0-9]{1,3}-[0-9]{4,9}")


async def known_receipt(
    receipt: Annotated[str, Path(title="受付番号", description="例：R8-0012", examples=["R8-0012"])],
) -> str:
    """Return a receipt number that can be one; raise NoSuchCase."""
    if not _RECEIPT.fullmatch(receipt):
        raise NoSuchCase
    return receipt


KnownReceipt = Annotated[str, Depends(known_receipt)]


def etag(version: int) -> str:
    """Return the version of a case as a strong entity tag."""
    return f'"{version}"'


def case_reading(access: CaseAccess) -> APIRouter:
    """Return the routes that read cases."""
    router = APIRouter(tags=[TAG])

    @router.get(
        "/api/cases",
        summary="案件の一覧",
        description="見られる案件だけを、絞り込み、並べて返します。条件は案件一覧の画面と同じです。",
        operation_id="listCases",
        responses=refusals(401, 403, 422, 503),
    )
    async def cases(actor: CurrentActor, wanted: Annotated[CaseFilter, Query()]) -> CasePage:
        async with access.begin(actor) as work:
            return page_as_data(await look_at_list(work, actor, wanted), wanted)

    @router.get(
        "/api/cases/{receipt}",
        summary="一つの案件",
        description="案件を、この利用者が見られるところまで返します。閲覧は記録されます。",
        operation_id="showCase",
        responses={200: {"description": "案件", "headers": ETAG}, **refusals(401, 403, 404, 422, 503)},
    )
    async def case(receipt: KnownReceipt, actor: CurrentActor, answer: Response) -> WholeCase:
        async with access.begin(actor) as work:
            opened = await look_at_case(work, actor, receipt, access.directories, at=utc_now())
            said = await case_as_data(work, opened, actor)
        answer.headers["ETag"] = etag(opened.case.version)
        return WholeCase.model_validate(said)

    return router
