"""Which call a form answers, by `?call=BR8-0001`; refused in words before it opens and after it closes."""

from typing import Annotated

from fastapi import Query

from services.intake.domain.calls import NoSuchCall, PublicCall
from services.intake.web.doors import DOOR, Doors
from shared.documents.contents import FilledField
from shared.japanese.era import day_in_japan

PARAMETER = "call"
_LONGEST = 20
AskedCall = Annotated[
    str | None,
    Query(alias=PARAMETER, title="応募する募集", description="募集の番号です。", examples=["BR8-0001"]),
]


async def asked_call(doors: Doors, desk_id: str, number: str | None) -> PublicCall | None:
    """Return the call that is answered, None where none is named; raise NoSuchCall or CallNotOpen."""
    if number is None:
        return None
    async with doors.transactions.begin(DOOR) as work:
        found = await work.calls.find(desk_id, number.strip()) if len(number) <= _LONGEST else None
    if found is None:
        raise NoSuchCall
    found.take_on(day_in_japan(doors.clock()))
    return found


def called(call: PublicCall | None) -> tuple[FilledField, ...]:
    """Return what stands on the case about the call that is answered."""
    return () if call is None else (FilledField(key="call", label="応募する募集", value=f"{call.number} {call.title}"),)
