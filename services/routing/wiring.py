"""Where routing is put together: settings in, running service out."""

from functools import partial
from pathlib import Path
from typing import Final

from fastapi import APIRouter

from services.routing.consumers import readers
from services.routing.handlers.forgetting import find_forgotten
from services.routing.handlers.ledger.calls.closing import close_calls
from services.routing.handlers.ledger.watching import watch_ledger
from services.routing.handlers.publishing.asks import LARGEST_PICTURE
from services.routing.handlers.requests import forget_answers
from services.routing.handlers.suggesting import Directories
from services.routing.handlers.watching import watch_due_days
from services.routing.storage import tables
from services.routing.storage.work import work_on
from services.routing.web.access import CaseAccess
from services.routing.web.answers import answer_acts
from services.routing.web.api.commands import case_commands
from services.routing.web.api.files import case_files
from services.routing.web.api.reading import case_reading
from services.routing.web.ask_parties import ask_pages
from services.routing.web.attached import attachment_pages
from services.routing.web.calendar.pages import calendar_pages
from services.routing.web.cases import case_pages
from services.routing.web.clocks import clock_acts
from services.routing.web.conditions import condition_acts
from services.routing.web.confirming import confirmation_acts
from services.routing.web.coordination import coordination_acts
from services.routing.web.ends import end_acts
from services.routing.web.forgotten import forgotten_page
from services.routing.web.labels import LABELS
from services.routing.web.learned import lessons_page
from services.routing.web.ledger.api import ledger_api
from services.routing.web.ledger.boards.pages import board_pages
from services.routing.web.ledger.calls.pages import call_pages
from services.routing.web.ledger.contents import contents_page
from services.routing.web.ledger.faces import FACES
from services.routing.web.ledger.pages import ledger_pages
from services.routing.web.ledger.projects.lists import project_lists
from services.routing.web.link_access import LinkAccess
from services.routing.web.mail_html import mail_html_page
from services.routing.web.municipalities import municipality_acts
from services.routing.web.offer_link import offer_link
from services.routing.web.offers import offer_acts
from services.routing.web.papers.pages import paper_pages
from services.routing.web.parties import party_pages
from services.routing.web.party_choice import party_choice
from services.routing.web.planning import planning_act
from services.routing.web.publishing.media import media_pages
from services.routing.web.publishing.pictures import picture_pages
from services.routing.web.publishing.press import press_pages
from services.routing.web.replies import reply_files
from services.routing.web.returns import return_pages
from services.routing.web.rounds import round_acts
from services.routing.web.talking import dialogue_acts
from shared.access.web import TEMPLATES as ACCESS_TEMPLATES
from shared.access.web import signin_router
from shared.clock import utc_now
from shared.database.transactions import Transactions
from shared.documents import Keyring
from shared.log import configure_logging
from shared.runtime.every import every
from shared.runtime.site import MEBIBYTE, Site, make_site
from shared.runtime.worker import make_worker
from shared.scheme.in_force import schemes_of
from shared.settings import ServiceSettings
from shared.web.api import document_router

# Days pass slowly; a minute is soon enough.
CLOCK_SECONDS: Final = 60.0
FORGOTTEN_SECONDS: Final = 600.0
ANSWERS_SECONDS: Final = 3600.0
TEMPLATES = Path(__file__).parent / "web" / "templates"


def build_site() -> Site:
    """Build the pages of routing, and the sign-in page, which lives where rights are owned."""
    settings = ServiceSettings("routing")
    schemes = schemes_of(settings.installation)
    keyring = Keyring(settings.installation.master_key)
    site = make_site(
        settings,
        schemes,
        templates=[TEMPLATES, ACCESS_TEMPLATES],
        messaging=tables.messaging,
        labels=LABELS,
        # A picture travels as base64 through the API, which makes it a third larger.
        max_body_bytes=LARGEST_PICTURE * 7 // 5 + MEBIBYTE,
    )
    transactions = Transactions(
        site.engine, lambda connection: work_on(connection, keyring, schemes), after_commit=site.wake
    )
    access = CaseAccess(transactions=transactions, directories=Directories(schemes))
    holders = LinkAccess(
        transactions=transactions,
        link_secret=settings.installation.link_secret,
        cookie_secure=settings.installation.cookie_secure,
    )
    installation = settings.installation
    calendar = calendar_pages(access, installation.web_url, cookie_secure=installation.cookie_secure)
    for router in (signin_router(), document_router(), *_staff_pages(access), calendar, offer_link(holders)):
        site.app.include_router(router)
    return site


def _staff_pages(access: CaseAccess) -> tuple[APIRouter, ...]:
    """Return the pages of people of the office; the first that fits a path answers."""
    return (
        case_reading(access),
        case_commands(access),
        case_files(access),
        return_pages(access),
        paper_pages(access),
        forgotten_page(access),
        case_pages(access),
        mail_html_page(access),
        attachment_pages(access),
        confirmation_acts(access),
        offer_acts(access),
        clock_acts(access),
        answer_acts(access),
        dialogue_acts(access),
        end_acts(access),
        coordination_acts(access),
        planning_act(access),
        lessons_page(access),
        municipality_acts(access),
        reply_files(access),
        party_pages(access),
        party_choice(access),
        round_acts(access),
        condition_acts(access),
        ask_pages(access),
        board_pages(access),
        call_pages(access),
        project_lists(access),
        media_pages(access),
        picture_pages(access),
        press_pages(access),
        contents_page(),
        ledger_pages(access, FACES),
        ledger_api(access, FACES),
    )


async def run_worker() -> None:
    """Run the readers of routing until cancelled."""
    settings = ServiceSettings("routing")
    configure_logging(service="routing", part="worker", level=settings.installation.log_level)
    schemes = schemes_of(settings.installation)
    keyring = Keyring(settings.installation.master_key)
    worker = make_worker(
        settings, tables.messaging, readers(), lambda connection: work_on(connection, keyring, schemes)
    )
    await schemes.catch_up(Transactions(worker.engine, lambda connection: connection))
    await worker.run(
        partial(schemes.follow, worker.engine),
        lambda: every(CLOCK_SECONDS, lambda: watch_due_days(worker.transactions, at=utc_now()), "clock"),
        lambda: every(CLOCK_SECONDS, lambda: watch_ledger(worker.transactions, at=utc_now()), "ledger"),
        lambda: every(CLOCK_SECONDS, lambda: close_calls(worker.transactions, at=utc_now()), "calls"),
        lambda: every(FORGOTTEN_SECONDS, lambda: find_forgotten(worker.transactions, at=utc_now()), "forgotten"),
        lambda: every(ANSWERS_SECONDS, lambda: forget_answers(worker.transactions, at=utc_now()), "answers"),
    )
