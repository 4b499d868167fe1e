"""What a municipality sees: the cases it was invited to, and of each its own part."""

from starlette.requests import Request
from starlette.responses import Response

from services.routing.domain.membership import ACTIVE, MemberState
from services.routing.handlers.verbs.registry import verbs_now
from services.routing.web.access import CaseAccess, look_at_case
from services.routing.web.attempt import Attempt
from services.routing.web.dialogue import notes_of
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.web.labels import Audience
from shared.web.pages import Pages, utc_now


async def show_guest_cases(access: CaseAccess, request: Request, pages: Pages, actor: Actor) -> Response:
    """Draw the cases a municipality was ever invited to, what awaits its answer first."""
    require(actor, Action.CASE_LIST)
    async with access.begin(actor) as work:
        parts = await work.municipalities.parts_of(actor.desk_id, actor.department or "")
    values = {"parts": parts, "active": ACTIVE, "invited": MemberState.INVITED}
    return pages.speaking_to(Audience.STAFF).render(request, "routing/guest_cases.html", values)


async def show_guest_case(
    access: CaseAccess, request: Request, pages: Pages, actor: Actor, receipt: str, attempt: Attempt
) -> Response:
    """Draw one case as a municipality may see it, with the acts it may do now."""
    async with access.begin(actor) as work:
        opened = await look_at_case(work, actor, receipt, access.directories, at=utc_now())
        names = await work.municipalities.names(actor.desk_id)
        departments = {one.code: one.name for one in await work.queries.departments(actor.desk_id, utc_now().date())}
        words = await work.contents.told_to({task.words_id for task in opened.case.tasks})
    (own,) = opened.members
    values = {
        "case": opened.case,
        "opened": opened,
        "own": own,
        "there": own.state in ACTIVE,
        "acts": frozenset(verb.value for verb in verbs_now(actor, opened.case)),
        "owed": [
            (task, words[task.words_id], (departments | names).get(task.department or "")) for task in opened.case.tasks
        ],
        "notes": notes_of(opened, actor, departments | names),
        "errors": attempt.errors,
        "refused": attempt.refused,
        "written": attempt.words,
        "typed": attempt.typed,
    }
    status = attempt.status if attempt.errors or attempt.refused else 200
    return pages.speaking_to(Audience.STAFF).render(request, "routing/guest_case.html", values, status_code=status)
