"""How a sheet that came with a mail was read, as the case page shows it and lets the desk correct it."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.routing.web.access import OpenedCase
from shared.access.policy import Action
from shared.web.filters import paragraphs, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReading:
    """Which version of the reading is shown, whether this person may correct it, and the fields there are."""

    version: int
    may: bool
    asked: tuple[tuple[str, str], ...]


def reading_of(opened: OpenedCase) -> dict[str, Any]:
    """Return what the templates of the proposal need to know of the reading."""
    proposal, contact = opened.proposal, opened.contact
    fields = (*(proposal.fields if proposal else ()), *(contact.written if contact else ()))
    unread: list[tuple[Markup, Markup]] = []
    if proposal is not None:
        unread = [(visible(one.place), paragraphs(one.text)) for one in proposal.unread]
    return {
        "reading": ShownReading(
            version=sum(len(one.earlier) for one in fields),
            may=Action.READING_CORRECT in opened.may,
            asked=tuple((one.key, one.label) for one in opened.scheme.form.fields),
        ),
        "unread_cells": unread,
    }
