"""Errors become answers: a page in Japanese for people, RFC 9457 problems for machines."""

from typing import Final

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from shared.errors import DeskError
from shared.web import problems
from shared.web.correlation import reference_of
from shared.web.frame import Frame
from shared.web.pages import Pages
from shared.web.problems import Problem
from shared.web.security import secure

log = structlog.get_logger()

_MACHINE_PATHS: Final = ("/api/", "/gateway/")
_NO_BODY: Final = frozenset({204, 304})


def handle_errors(app: FastAPI, plain: Frame) -> None:
    """Install the handlers; *plain* is the frame of the page that reports a bug, when nothing can be trusted."""

    async def desk_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, DeskError)  # noqa: S101 -- Starlette hands over only the registered class
        problem = problems.of_desk_error(error)
        log.info("request_refused", error_class=type(error).__name__, status=problem.status)
        return answer(request, problem)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 -- the same
        if error.status_code in _NO_BODY:
            return Response(status_code=error.status_code, headers=error.headers)
        location = (error.headers or {}).get("Location")
        if location is not None and 300 <= error.status_code < 400:  # noqa: PLR2004 -- redirects
            return RedirectResponse(location, status_code=error.status_code)
        return answer(request, problems.of_http_exception(error))

    async def unreadable(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 -- the same
        return answer(request, problems.of_validation(error.errors()))

    async def bug(request: Request, error: Exception) -> Response:
        reference = reference_of(request)
        log.error("request_failed", error_class=type(error).__name__, correlation_id=reference)
        response = answer(request, problems.unexpected(reference), frame=plain)
        # Starlette answers a bug outside every middleware, so the headers are put on here.
        secure(response.headers, https=request.url.scheme == "https")
        return response

    app.add_exception_handler(DeskError, desk_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, unreadable)
    app.add_exception_handler(Exception, bug)


def for_machine(request: Request) -> bool:
    """Tell whether a program waits for the answer rather than a person."""
    return request.url.path.startswith(_MACHINE_PATHS)


def answer(request: Request, problem: Problem, *, frame: Frame | None = None) -> Response:
    """Return the problem as a document for machines or as a page for people."""
    if for_machine(request):
        return JSONResponse(
            problem.as_json(),
            status_code=problem.status,
            headers=dict(problem.headers),
            media_type="application/problem+json",
        )
    pages: Pages = request.app.state.pages
    values = {**pages.base_context(request, frame=frame), "problem": problem}
    text = pages.environment.get_template("error.html").render(values)
    return HTMLResponse(text, status_code=problem.status, headers=dict(problem.headers))
