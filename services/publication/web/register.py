"""The public register: lists, entries, feeds and numbers."""

from fastapi import APIRouter

from services.publication.web.counts import count_routes
from services.publication.web.desk import Register
from services.publication.web.entries import entry_pages
from services.publication.web.feeds import feed_routes
from services.publication.web.lists import list_pages


def register_pages(register: Register) -> APIRouter:
    """Return the register; the fixed addresses come before the one that is any number."""
    router = APIRouter()
    for part in (count_routes, feed_routes, list_pages, entry_pages):
        router.include_router(part(register))
    return router
