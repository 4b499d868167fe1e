"""Read what our own mail server thinks of a mail."""

from collections.abc import Callable

from services.intake.domain.mail.entity import Entity
from services.intake.domain.mail.house import House

_YES = ("yes", "true", "spam")


def spam_mark(entity: Entity, house: House, read: Callable[[str], str]) -> str:
    """Return the name of the header that calls the mail spam, or ""; whoever forges one only harms himself."""
    for name in house.spam_marks:
        if any(read(value).strip().lower().startswith(_YES) for value in entity.all(name.lower())):
            return name.lower()
    return ""
