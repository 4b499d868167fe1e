"""Pages whole and in part."""

import re
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from jinja2 import UndefinedError
from starlette.requests import Request
from starlette.responses import Response

from shared.web.app import create_app
from shared.web.labels import Audience, Catalogue
from shared.web.pages import Pages, pages_of, see_other

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def small(tmp_path: Path) -> FastAPI:
    (tmp_path / "word.html").write_text("{{ label('word') }} {{ value }}")
    (tmp_path / "form.html").write_text('{% extends "base.html" %}{% block title %}提案{% endblock %}')
    app = create_app(
        title="test",
        templates=[tmp_path],
        labels=Catalogue(staff={"word": "受付"}, public={"word": "受け付けました"}),
    )

    @app.get("/word/{audience}")
    async def word(
        request: Request, audience: Audience, pages: Annotated[Pages, Depends(pages_of)], value: str = ""
    ) -> Response:
        return pages.speaking_to(audience).render(request, "word.html", {"value": value})

    @app.get("/form/{status}")
    async def form(request: Request, status: int, pages: Annotated[Pages, Depends(pages_of)]) -> Response:
        return pages.render(request, "form.html", {}, status)

    @app.post("/act")
    async def act(request: Request) -> Response:
        return see_other(request, "/done")

    return app


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true", "HX-Request-Type": "full"},
        {**PART, "HX-Boosted": "true"},
        {**PART, "HX-History-Restore-Request": "true"},
    ],
)
async def test_a_page_comes_whole(visit: Any, guide: Any, headers: dict[str, str]) -> None:
    answer = await visit(guide.guide_app()).get("/cases/guide", headers=headers)

    assert answer.text.startswith("<!DOCTYPE html>")


async def test_htmx_gets_only_the_part_it_asked_for(visit: Any, guide: Any) -> None:
    answer = await visit(guide.guide_app()).get("/cases/guide", headers=PART)

    assert answer.text.strip().startswith('<div id="inbox"')
    assert answer.text.strip().endswith("</div>")
    assert answer.headers["vary"] == "HX-Request"


async def test_each_audience_reads_its_own_words_and_nothing_as_markup(visit: Any, small: FastAPI) -> None:
    client = visit(small)

    staff = await client.get("/word/staff", params={"value": "<b>"})
    public = await client.get("/word/public")

    assert staff.text == "受付 &lt;b&gt;"
    assert public.text == "受け付けました "


async def test_after_an_act_the_browser_goes_to_another_page(visit: Any, small: FastAPI) -> None:
    client = visit(small)

    plain = await client.post("/act")
    htmx = await client.post("/act", headers=PART)

    assert (plain.status_code, plain.headers["location"]) == (303, "/done")
    assert (htmx.status_code, htmx.headers["hx-redirect"]) == (200, "/done")


@pytest.mark.parametrize(("status", "title"), [(200, "提案｜公民連携デスク"), (422, "エラー：提案｜公民連携デスク")])
async def test_the_title_says_first_that_something_must_be_corrected(
    visit: Any, small: FastAPI, status: int, title: str
) -> None:
    answer = await visit(small).get(f"/form/{status}")

    assert re.findall("<title>(.*)</title>", answer.text) == [title]


def test_the_style_guide_shows_every_macro(guide: Any) -> None:
    environment = guide.guide_app().state.pages.environment
    shown = "".join(page.read_text() for page in Path(guide.__file__).parent.joinpath("guide").glob("*.html"))

    missing = [name for name in vars(environment.globals["ui"]) if f"ui.{name}(" not in shown]

    assert missing == []


def test_an_unknown_name_in_a_template_is_an_error(small: FastAPI) -> None:
    template = small.state.pages.environment.from_string("{{ nobody_gave_this }}")

    with pytest.raises(UndefinedError):
        template.render()


async def test_a_page_without_the_files_of_others_asks_for_none(visit: Any, guide: Any) -> None:
    app = guide.guide_app()
    app.state.pages.environment.globals["has_asset"] = lambda _name: False

    answer = await visit(app).get("/cases/guide")

    assert [line for line in answer.text.splitlines() if "vendor" in line] == []
