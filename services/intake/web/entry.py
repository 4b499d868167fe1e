"""Staff write down what came over the counter, by telephone, fax or post, and print the receipt for it."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.intake.domain.attending import NoSuchRegistration, Registration
from services.intake.domain.calls import PublicCall
from services.intake.domain.reception import DAY, WAYS, values_of
from services.intake.storage.queries import standing_of
from services.intake.web.asked_call import AskedCall, AskedForum, named_call
from services.intake.web.doors import Doors, DoorsDep
from services.intake.web.form_steps import Variant, check, form_page, send, today
from services.intake.web.form_view import FormView
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope
from shared.access.reads import require_read
from shared.access.rows import as_database_actor
from shared.access.web import permitted
from shared.documents import DocumentKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.errors import Missing
from shared.events.who import by_account
from shared.scheme.fields import Role
from shared.scheme.form import Value
from shared.web.csrf import CsrfProtected
from shared.web.labels import Audience
from shared.web.pages import Pages, pages_of, see_other

PagesDep = Annotated[Pages, Depends(pages_of)]
EnteringActor = Annotated[Actor, Depends(permitted(Action.PROPOSAL_ENTER))]
router = APIRouter()


class NoSuchProposal(Missing):
    """There is no such proposal, or it belongs to another desk."""


async def of_staff(
    doors: DoorsDep,
    actor: EnteringActor,
    call: AskedCall = None,
    forum: AskedForum = None,
    registration: Annotated[UUID | None, Query()] = None,
) -> Variant:
    """Return the form on which a person writes down what somebody else said, also an application or at a forum.

    What was said in the room, or came on paper, is often written down after the last day. Raise NoSuchCall, and
    NoSuchRegistration where nobody of this desk registered so for the forum.
    """
    answered = await named_call(doors, actor.desk_id, call, forum)
    known = None if registration is None else await _registration(registration, answered, doors, actor)
    return Variant(
        path="/entry",
        channel=None,
        actor=by_account(actor.account_id),
        desk_id=actor.desk_id,
        call=answered.without_questions if answered and answered.is_forum else answered,
        registration_id=None if known is None else known.registration_id,
    )


OfStaff = Annotated[Variant, Depends(of_staff)]


@router.get("/entry")
async def show(request: Request, doors: DoorsDep, pages: PagesDep, actor: EnteringActor, variant: OfStaff) -> Response:
    """Show the empty form; the day is today and the person who received it is the one signed in.

    Of somebody who registered for a forum, who it is stands in it already.
    """
    values = dict(values_of(None, today=today(doors), by=actor.display_name))
    if variant.registration_id is not None:
        values |= await _registered(variant.registration_id, doors, actor)
    return form_page(request, doors, pages, variant, FormView(key=uuid4(), values=values))


@router.post("/entry")
async def check_written(
    request: Request, doors: DoorsDep, pages: PagesDep, variant: OfStaff, _: CsrfProtected
) -> Response:
    """Show what was written down for confirmation, or the form again with what is wrong."""
    return await check(request, doors, pages, variant)


@router.post("/entry/send")
async def send_written(
    request: Request, doors: DoorsDep, pages: PagesDep, variant: OfStaff, _: CsrfProtected
) -> Response:
    """Accept it and lead to the receipt to print."""
    sent = await send(request, doors, pages, variant)
    return sent if isinstance(sent, Response) else see_other(request, f"/entry/{sent.accepted.proposal_id}/slip")


@router.get("/entry/{proposal_id}/slip")
async def print_slip(
    proposal_id: UUID, request: Request, doors: DoorsDep, pages: PagesDep, actor: EnteringActor
) -> Response:
    """Show the receipt as a sheet to print and hand over; the look at the proposal is recorded.

    Only of what staff wrote down: it bears the secret address, which whoever proposed otherwise has already.
    """
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        standing = await standing_of(work.connection, proposal_id)
    if standing is None or standing.channel not in WAYS:
        raise NoSuchProposal
    content = await _opened(proposal_id, doors, actor)
    told = {one.key: one for one in content.fields}
    values = {
        "scheme": doors.schemes[standing.desk_id],
        "standing": standing,
        "content": content,
        "received_on": told[DAY].value if DAY in told else "",
        "status_url": doors.status_url(proposal_id, standing.link_generation),
    }
    return pages.speaking_to(Audience.STAFF).render(request, "intake/slip.html", values)


async def _registration(registration_id: UUID, forum: PublicCall | None, doors: Doors, actor: Actor) -> Registration:
    """Return who registered for this forum; raise NoSuchRegistration, of other forums and desks as well."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        found = await work.registrations.find(registration_id)
    if found is None or forum is None or (found.desk_id, found.number) != (actor.desk_id, forum.number):
        raise NoSuchRegistration
    return found


async def _registered(registration_id: UUID, doors: Doors, actor: Actor) -> dict[str, Value]:
    """Return what the form knows of somebody who registered, by its fields; the look is recorded."""
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        scope, what_id = CaseScope(desk_id=actor.desk_id), str(registration_id)
        await require_read(work.connection, actor, Action.MAIL_SEE, scope, what_id=what_id, now=doors.clock())
        found = await work.registrations.find(registration_id)
        if found is None:
            raise NoSuchRegistration
        opened = await work.documents.open(found.contact_id)
    contact = ContactContent.model_validate_json(opened.content)
    form = doors.schemes.desk(actor.desk_id).form
    said = {
        Role.PROPOSER_NAME: contact.organisation or contact.name,
        Role.CONTACT_NAME: contact.name,
        Role.CONTACT_EMAIL: contact.email,
    }
    return {one.key: said[one.role] for one in form.fields if one.role in said}


async def _opened(proposal_id: UUID, doors: Doors, actor: Actor) -> ProposalContent:
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        said = await work.documents.open_all(proposal_id, DocumentKind.PROPOSAL)
        if not said:
            raise NoSuchProposal
        scope = CaseScope(desk_id=actor.desk_id)
        await require_read(work.connection, actor, Action.MAIL_SEE, scope, what_id=str(proposal_id), now=doors.clock())
    return ProposalContent.model_validate_json(said[0].content)
