"""All pages of routing, in the order in which they are asked whether a path is theirs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fastapi import APIRouter

from services.routing.handlers.suggesting import Directories
from services.routing.storage.work import RoutingWork
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
from services.routing.web.ledger.forums.pages import forum_pages
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
from shared.database.transactions import Transactions
from shared.scheme.in_force import SchemesInForce
from shared.settings import Installation
from shared.web.api import document_router

__all__ = ["LABELS", "TEMPLATES", "pages"]
TEMPLATES: Final = (Path(__file__).parent / "templates", ACCESS_TEMPLATES)


def pages(
    transactions: Transactions[RoutingWork], schemes: SchemesInForce, installation: Installation
) -> Iterator[APIRouter]:
    """Yield the sign-in, which lives where rights are owned, and all pages of routing."""
    access = CaseAccess(transactions=transactions, directories=Directories(schemes))
    holders = LinkAccess(
        transactions=transactions,
        link_secret=installation.link_secret,
        cookie_secure=installation.cookie_secure,
    )
    yield signin_router()
    yield document_router()
    yield from _staff_pages(access)
    yield calendar_pages(access, installation.web_url, cookie_secure=installation.cookie_secure)
    yield offer_link(holders)


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
        forum_pages(access),
        project_lists(access),
        media_pages(access),
        picture_pages(access),
        press_pages(access),
        contents_page(),
        ledger_pages(access, FACES),
        ledger_api(access, FACES),
    )
