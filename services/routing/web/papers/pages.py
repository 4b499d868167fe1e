"""Papers on pages: the list of a fiscal year, each for print, and the same as files."""

import asyncio
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.paper import Pairs, Paper, cell_words
from services.routing.web.access import CaseAccess
from services.routing.web.papers.making import FILES, PAPERS, NoSuchPaper, paper_of_case, paper_of_year
from shared.access.policy import Action, require
from shared.access.web import CurrentActor
from shared.japanese.era import day_in_japan, fiscal_name, fiscal_year
from shared.web.downloads import download
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, utc_now

PagesDep = Annotated[Pages, Depends(pages_of)]
# How far back the list offers years.
_YEARS: Final = 10
_FIRST, _LAST = 1990, 2100
Year = Annotated[int | None, Query(ge=_FIRST, le=_LAST)]
As = Annotated[str, Query(alias="as", max_length=10)]


def paper_pages(access: CaseAccess) -> APIRouter:
    """Return the pages of papers; nothing is kept of them, each is made anew."""
    router = APIRouter(include_in_schema=False)

    @router.get("/papers")
    async def papers(request: Request, actor: CurrentActor, pages: PagesDep, year: Year = None) -> Response:
        require(actor, Action.PAPER_MAKE)
        present = fiscal_year(day_in_japan(utc_now()))
        values = {
            "year": year or present,
            "years": [(one, fiscal_name(one)) for one in range(present, present - _YEARS, -1)],
            "papers": [(name, one.words) for name, one in PAPERS.items()],
        }
        return pages.speaking_to(Audience.STAFF).render(request, "routing/papers.html", values)

    @router.get("/papers/{name}")
    async def of_year(
        request: Request, name: str, actor: CurrentActor, pages: PagesDep, year: Year = None, kind: As = ""
    ) -> Response:
        async with access.begin(actor) as work:
            chosen = year or fiscal_year(day_in_japan(utc_now()))
            paper = await paper_of_year(work, actor, name, chosen)
        return await _answer(request, pages, paper, kind, f"/papers/{name}?year={chosen}&as=")

    @router.get("/cases/{receipt}/explanation")
    async def of_case(request: Request, receipt: str, actor: CurrentActor, pages: PagesDep, kind: As = "") -> Response:
        async with access.begin(actor) as work:
            paper = await paper_of_case(work, actor, receipt, access.directories)
        return await _answer(request, pages, paper, kind, f"/cases/{receipt}/explanation?as=")

    return router


async def _answer(request: Request, pages: Pages, paper: Paper, kind: str, files: str) -> Response:
    if kind:
        if kind not in FILES:
            raise NoSuchPaper
        # Some hundred rows take their time; the loop answers others meanwhile.
        return download(await asyncio.to_thread(FILES[kind], paper), name=f"{paper.name}.{kind}")
    values = {"paper": paper, "files": files, "words": cell_words, "is_pairs": lambda block: isinstance(block, Pairs)}
    return pages.speaking_to(Audience.STAFF).render(request, "routing/paper.html", values, HTTPStatus.OK)
