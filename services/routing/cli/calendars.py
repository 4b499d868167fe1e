"""`desk calendar …`."""

from typing import Annotated

import typer

from services.routing.cli.acting import acting
from services.routing.domain.calendar import CalendarDay
from services.routing.storage.work import RoutingWork
from services.routing.web.calendar.collecting import days_of_case, days_of_person
from services.routing.web.calendar.pages import address_under
from shared.access.actor import Actor
from shared.access.calendar_addresses import (
    CalendarAddress,
    calendar_address_of,
    issue_calendar_address,
    revoke_calendar_address,
)
from shared.access.policy import Action, require
from shared.cli.output import AsJson, AsUser, say, table
from shared.settings import ServiceSettings
from shared.web.pages import utc_now

calendar_verbs = typer.Typer(
    name="calendar", help="Days for calendar programs, and the secret address of each person.", no_args_is_help=True
)


@calendar_verbs.callback()
def _calendar() -> None:
    """Days for calendar programs, and the secret address of each person."""


@calendar_verbs.command("issue", epilog="Example: desk calendar issue --as desk-sato --json")
def issue(as_user: AsUser, *, as_json: AsJson = False) -> None:
    """Issue the address of USER, which is printed once; the one before opens nothing from now on."""

    async def do(actor: Actor, work: RoutingWork) -> str:
        require(actor, Action.CALENDAR_SUBSCRIBE)
        return await issue_calendar_address(work.connection, actor, now=utc_now())

    url = address_under(ServiceSettings("routing").installation.web_url, acting(as_user, do))
    say({"user": as_user, "url": url}, as_json=as_json, text=url)


@calendar_verbs.command("revoke", epilog="Example: desk calendar revoke --as desk-sato --json")
def revoke(as_user: AsUser, *, as_json: AsJson = False) -> None:
    """Take the address of USER back at once."""

    async def do(actor: Actor, work: RoutingWork) -> bool:
        return await revoke_calendar_address(work.connection, actor)

    revoked = acting(as_user, do)
    say({"user": as_user, "revoked": revoked}, as_json=as_json, text="revoked" if revoked else "there was none")


@calendar_verbs.command("show", epilog="Example: desk calendar show R8-0001 --as desk-sato --json")
def show(
    *,
    receipt: Annotated[str | None, typer.Argument(help="receipt number; all of USER's days without it")] = None,
    as_user: AsUser,
    as_json: AsJson = False,
) -> None:
    """Show the days of USER, or of one case, and whether USER has an address."""

    async def do(actor: Actor, work: RoutingWork) -> tuple[list[CalendarDay], CalendarAddress | None]:
        at = utc_now()
        of_one = days_of_person(work, actor, at=at) if receipt is None else days_of_case(work, actor, receipt, at=at)
        return await of_one, await calendar_address_of(work.connection, actor)

    days, address = acting(as_user, do)
    answer = {
        "address": address and {"issued_at": address.issued_at, "last_used_at": address.last_used_at},
        "days": [{"day": one.day, "number": one.number, "words": one.words, "dropped": one.dropped} for one in days],
    }
    say(answer, as_json=as_json, text=table([(one.day, one.number, one.words) for one in days], ("day", "number", "")))
