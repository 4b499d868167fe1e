"""Doing what a page asks of a case: it was drawn from one version of it, and the answer is 303 or the page again."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.storage.work import RoutingWork
from services.routing.web.access import CaseAccess
from services.routing.web.attempt import Attempt
from services.routing.web.case_page import show_case
from shared.access.policy import NotAllowed
from shared.access.web import CurrentActor
from shared.errors import Invalid, Refused
from shared.failpoints import Failpoint, reached
from shared.scheme.model import DeskScheme
from shared.web.pages import pages_of, see_other, utc_now

_LISTS: Final = (
    "departments",
    "checked",
    "meeting-departments",
    "partners",
    "ask-completion-missing",
    "invite-municipality-municipalities",
    "change-departments-join",
    "change-departments-leave",
)
Text = Annotated[str, Form(max_length=10_000)]
Act = Callable[[RoutingWork, Step, DeskScheme], Awaitable[object]]
# The field of the page at which an error is told, or how to find it from the error; or what is told at which fields.
Place = str | Callable[[Invalid], str | tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks something of which case, in the version the page showed them."""

    request: Request
    receipt: str
    actor: CurrentActor
    version: Annotated[int, Form()]


AskedOfCase = Annotated[Asked, Depends(Asked)]


async def act(access: CaseAccess, asked: Asked, do: Act, field: Place, *, then: str | None = None) -> Response:
    """Do what was asked and go to the case, or to *then*; what is wrong is told at *field* of the page (422).

    What is not possible any more, because somebody else acted first, brings the page as it is now (409), with what
    was typed.
    """
    actor, receipt = asked.actor, asked.receipt
    try:
        async with access.begin(actor) as work:
            scheme = await work.schemes.of_case(actor.desk_id, receipt)
            await do(work, Step(actor=actor, version=asked.version, at=utc_now()), scheme)
    except Invalid as error:
        place = field if isinstance(field, str) else field(error)
        errors = ((place, error.public),) if isinstance(place, str) else place
        attempt = await _attempted(asked.request, errors=errors)
        return await show_case(access, asked.request, pages_of(asked.request), actor, receipt, attempt)
    except NotAllowed:
        raise
    except Refused as error:
        attempt = await _attempted(asked.request, refused=error.public)
        return await show_case(access, asked.request, pages_of(asked.request), actor, receipt, attempt)
    reached(Failpoint.CASE_COMMITTED)
    return see_other(asked.request, then or f"/cases/{receipt}")


async def ask(
    access: CaseAccess, asked: Asked, verb: Verb, said: Mapping[str, Any], field: Place, *, then: str | None = None
) -> Response:
    """Do what *verb* names with what was said, by the door programs go through, too; otherwise as act()."""

    async def do(work: RoutingWork, step: Step, scheme: DeskScheme) -> None:
        await perform(Doing(work=work, receipt=asked.receipt, step=step, scheme=scheme), verb, said)

    return await act(access, asked, do, field, then=then)


async def _attempted(request: Request, *, errors: tuple[tuple[str, str], ...] = (), refused: str = "") -> Attempt:
    """Return what was typed, so that it comes back with the page: nobody writes a reason twice."""
    form = await request.form()
    return Attempt(
        errors=errors,
        refused=refused,
        typed={key: str(value) for key, value in form.items()},
        lists={key: [str(value) for value in form.getlist(key)] for key in _LISTS},
    )
