"""Who brings an idea to a forum and comes there too: registered in the transaction that takes the proposal."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from services.intake.domain.attending import ForumFull, people_in
from services.intake.domain.calls import NoSuchForum
from services.intake.handlers.attending import Coming, register
from services.intake.handlers.contents import contact_of
from services.intake.handlers.filled import Filled
from services.intake.storage.idempotency import RequestKey
from services.intake.storage.work import Work
from shared.errors import DeskError
from shared.events.ledger import LedgerKind
from shared.ledger_numbers import kind_in
from shared.public_words import FORUM_PEOPLE

_TOO_FULL: Final = "アイデアだけをお寄せいただくときは、前の画面で人数を「参加しない」にしてお送りください。"


async def register_with_ideas(
    coming: Mapping[RequestKey, Filled], work: Work, *, now: datetime
) -> tuple[dict[RequestKey, Filled], dict[RequestKey, DeskError]]:
    """Return the forms with their registrations, and those that are refused because nobody can come any more."""
    taken: dict[RequestKey, Filled] = dict(coming)
    refused: dict[RequestKey, DeskError] = {}
    # In one order, so that two transactions cannot wait for each other's forums.
    for request, one in sorted(coming.items(), key=lambda item: (item[1].scheme.desk_id, item[1].call or "", item[0])):
        people = _people(one)
        if people is None:
            continue
        try:
            came_of_it = await register(_coming(one, people), work, now=now)
        except NoSuchForum:
            continue
        if isinstance(came_of_it, ForumFull):
            refused[request] = ForumFull(public=came_of_it.public + _TOO_FULL)
            del taken[request]
        else:
            taken[request] = replace(one, registration_id=came_of_it.registration_id)
    return taken, refused


def _people(one: Filled) -> int | None:
    """Return how many people come with an idea; None where nobody does, or somebody registered before."""
    of_forum = one.call is not None and kind_in(one.call) is LedgerKind.FORUM
    if not of_forum or one.registration_id is not None or one.hold is not None:
        return None
    return people_in(str(one.result.values.get(FORUM_PEOPLE, "")))


def _coming(one: Filled, people: int) -> Coming:
    return Coming(
        scheme=one.scheme,
        number=one.call or "",
        form_key=uuid5(NAMESPACE_URL, f"{one.client} {one.key}"),
        people=people,
        contact=contact_of(one.scheme.form, one.result),
    )
