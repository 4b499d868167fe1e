"""Pages: a template and its values become an answer, whole or as the one block that htmx asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shared.clock import utc_now as utc_now  # noqa: PLC0414 - whoever draws pages takes their clock from here.
from shared.web import filters
from shared.web.assets import Assets
from shared.web.csrf import Csrf
from shared.web.frame import Frame, FrameOf, plain_frame
from shared.web.labels import Audience, Catalogue

TEMPLATES: Final = Path(__file__).parent / "templates"
_MACROS: Final = ("actions", "forms", "choices", "dates", "feedback", "data", "navigation")

Clock = Callable[[], datetime]


class Ui:
    """Every macro of the frame under one name, so that a block drawn alone finds them too."""

    def __init__(self, environment: Environment) -> None:
        """Collect the macros of all macro files; two of one name would be a bug."""
        for name in _MACROS:
            module = environment.get_template(f"macros/{name}.html").module
            for macro, call in vars(module).items():
                if not macro.startswith("_"):
                    setattr(self, macro, call)


def environment(loader: BaseLoader, *, assets: Assets, clock: Clock = utc_now) -> Environment:
    """Return the template environment: everything escaped, and an unknown name is an error."""
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env.filters |= {
        "wareki": filters.wareki,
        "jst": filters.jst,
        "machine_date": filters.machine_date,
        "visible": filters.visible,
        "paragraphs": filters.paragraphs,
        "filesize": filters.filesize,
        "pieces": filters.pieces,
        "mail_address": filters.mail_address,
        "relative_due": filters.relative_due(clock),
        "waited": filters.waited(clock),
        "due_tone": filters.due_tone(clock),
    }
    env.globals |= {"asset": assets.url, "has_asset": assets.has, "now": clock}
    env.globals["ui"] = Ui(env)
    return env


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Draws the pages of one service for one audience."""

    environment: Environment
    frame_of: FrameOf = plain_frame
    csrf: Csrf | None = None
    labels: Catalogue = field(default_factory=Catalogue)
    audience: Audience = Audience.PUBLIC

    def speaking_to(self, audience: Audience) -> "Pages":
        """Return the same pages with the words for *audience*."""
        return replace(self, audience=audience)

    def render(
        self,
        request: Request,
        template: str,
        context: Mapping[str, Any],
        status_code: int = 200,
        *,
        block: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HTMLResponse:
        """Return the page, or only its named block where htmx will put it into a page that stands."""
        wrong_input = status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        values = {**self.base_context(request), "page_has_errors": wrong_input, **context}
        text = self._text(template, values, block if wants_fragment(request) else None)
        answer = HTMLResponse(text, status_code=status_code, headers=dict(headers or {}))
        answer.headers["Vary"] = "HX-Request"
        if self.csrf is not None:
            self.csrf.keep_cookie(request, answer)
        return answer

    def base_context(self, request: Request, *, frame: Frame | None = None) -> dict[str, Any]:
        """Return the names that every template may use."""
        return {
            "request": request,
            "frame": frame or self.frame_of(request),
            "label": self.labels.label(self.audience),
            "csrf_field": self._csrf_field(request),
            "page_has_errors": False,
        }

    def _csrf_field(self, request: Request) -> Callable[[], Markup]:
        csrf = self.csrf

        def hidden_field() -> Markup:
            # A page without Csrf has no form to protect; the first form on it fails in its first test.
            if csrf is None:
                raise RuntimeError("this service was created without csrf=")
            return csrf.hidden_field(request)

        return hidden_field

    def _text(self, template: str, values: dict[str, Any], block: str | None) -> str:
        found = self.environment.get_template(template)
        if block is None:
            return found.render(values)
        return "".join(found.blocks[block](found.new_context(values)))


def wants_fragment(request: Request) -> bool:
    """Tell whether htmx asked for a part; a boosted link, a restored page or hx-select needs the whole."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Request-Type", "partial") == "partial"
        and "HX-Boosted" not in headers
        and "HX-History-Restore-Request" not in headers
    )


def see_other(request: Request, url: str) -> Response:
    """Send the browser to another page after an act (303); htmx is told to leave the page, not to fill a part."""
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=200, headers={"HX-Redirect": url})
    return RedirectResponse(url, status_code=303)


def pages_of(request: Request) -> Pages:
    """Return the pages of the running service; a dependency for routes."""
    pages: Pages = request.app.state.pages
    return pages


def loader_of(folders: Sequence[Path]) -> BaseLoader:
    """Look into the service's own folders and then into the frame's."""
    return FileSystemLoader([*folders, TEMPLATES])
