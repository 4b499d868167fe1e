"""All pages and doors of intake, in the order in which they are asked whether a path is theirs."""

from collections.abc import Iterator
from typing import Final

from fastapi import APIRouter

from services.intake.web import (
    api,
    attendance,
    attending,
    corrections,
    entry,
    files,
    form,
    front,
    gateway,
    holding,
    imports,
    mail_html,
    pausing,
    sheet,
    sorted_mail,
    staff,
    status,
    status_acts,
    status_publication,
    wishes,
)
from services.intake.web.labels import CATALOGUE

__all__ = ["CATALOGUE", "pages_by_prefix"]
# Where the public meets a desk: the front desk at the root, every desk under its own path.
_PUBLIC: Final = (front.public, form.public, attending.public, sheet.public, api.public)
_DESK_PATH: Final = "/desks/{desk_id}"
_PAGES: Final = (
    form,
    wishes,
    entry,
    gateway,
    imports,
    # Its fixed addresses come before the one that is any secret.
    status_acts,
    status_publication,
    status,
    attendance,
    holding,
    staff,
    corrections,
    files,
    mail_html,
    pausing,
    sorted_mail,
)


def pages_by_prefix() -> Iterator[tuple[str, APIRouter]]:
    """Yield each router with the path below which it stands."""
    for public in _PUBLIC:
        yield "", public
        yield _DESK_PATH, public
    for door in _PAGES:
        yield "", door.router
