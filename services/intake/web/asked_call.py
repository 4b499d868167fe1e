"""Which call a form answers, or which forum it registers for (`?call=`, `?forum=`); refused where it is not open."""

from typing import Annotated

from fastapi import Query

from services.intake.domain.calls import CallNotOpen, CallTakenBack, NoSuchCall, NoSuchForum, PublicCall, is_forum
from services.intake.handlers.filled import Accepted, Filled
from services.intake.handlers.structured_door import answered_before
from services.intake.web.doors import DOOR, Doors
from shared.japanese.era import day_in_japan

_LONGEST = 20
AskedCall = Annotated[
    str | None,
    Query(alias="call", title="応募する募集", description="募集の番号です。", examples=["BR8-0001"]),
]


AskedForum = Annotated[
    str | None,
    Query(alias="forum", title="参加する意見交換会", description="意見交換会の番号です。", examples=["FR8-0001"]),
]


async def asked_call(doors: Doors, desk_id: str, call: str | None, forum: str | None = None) -> PublicCall | None:
    """Return the call or forum that is answered, None where none is named; raise NoSuchCall or CallNotOpen."""
    found = await named_call(doors, desk_id, call, forum)
    if found is not None:
        found.take_on(day_in_japan(doors.clock()))
    return found


async def named_call(doors: Doors, desk_id: str, call: str | None, forum: str | None = None) -> PublicCall | None:
    """Return the call or forum that is named, open or not; raise NoSuchCall, NoSuchForum or CallTakenBack."""
    number = call if forum is None else forum
    if number is None:
        return None
    async with doors.transactions.begin(DOOR) as work:
        found = await work.calls.find(desk_id, number.strip()) if len(number) <= _LONGEST else None
        gone = await work.calls.withdrawn_on(desk_id, number.strip()) if found is None else None
        places = await work.registrations.places(desk_id, number.strip()) if found and found.is_forum else None
    if gone is not None and is_forum(number.strip()) is (forum is not None):
        raise CallTakenBack(number.strip(), "募集" if forum is None else "意見交換会", gone)
    if found is None or found.is_forum is (forum is None):
        raise NoSuchCall if forum is None else NoSuchForum
    return found if places is None else found.with_places(places)


async def accept_on_time(doors: Doors, filled: Filled, call: PublicCall | None) -> Accepted:
    """Accept what answers a call that is open; what was accepted before is answered as then, whenever it comes."""
    if call is not None:
        try:
            call.take_on(day_in_japan(doors.clock()))
        except CallNotOpen:
            async with doors.transactions.begin(DOOR) as work:
                known = await answered_before(filled.client, filled.key, work)
            if known is None:
                raise
    return await doors.accept(filled)
