"""The desk asks departments."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.commands import Addressed, MakeOffers
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.addressees import AddresseesWrong, WrongAddressee
from services.routing.handlers.offer_days import OfferDays, offer_days
from services.routing.ports import Work
from shared.access.policy import Action, require
from shared.errors import Invalid
from shared.ids import new_id
from shared.scheme.model import DeskScheme


class NoSuchDepartment(Invalid):
    """The department does not exist, or no longer."""

    public_message = "選ばれた課は、現在の組織にありません。選び直してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What one addressee has apart from the others: its due day, and what the desk writes to it alone."""

    due: date | None = None
    note: str = field(default="", repr=False)


_NOTHING_OWN: Final = Own()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressees:
    """Whom the desk asks, who of them leads, and by when (None: the scheme's usual term).

    The only one asked leads without being named, unless the case has a lead already. *note* is for all that have none
    of their own, *own* says, by department, what one has apart from the others. *late* where a day after the maximum
    of the stage is meant.
    """

    departments: tuple[str, ...]
    lead: str = ""
    due: date | None = None
    note: str = field(default="", repr=False)
    own: Mapping[str, Own] = field(default_factory=dict)
    late: bool = True


async def make_offers(work: Work, receipt: str, step: Step, to: Addressees, scheme: DeskScheme) -> Case:
    """Offer a confirmed case to departments, exactly one of which leads."""
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_OFFER, scope_of(case))
    days = await offer_days(work, case, scheme, step.today)
    wrong = [*await _gone(work, case, step, to), *_wrong_days(to, days, step.today)]
    if wrong:
        raise AddresseesWrong(wrong)
    only = to.departments[0] if len(to.departments) == 1 and case.lead is None else ""
    lead = to.lead or only
    own = {code: to.own.get(code, _NOTHING_OWN) for code in to.departments}
    notes = {code: await note_to_addressee(work, case, one.note or to.note) for code, one in own.items()}
    command = MakeOffers(
        to=tuple(
            Addressed(offer_id=new_id(), department=code, lead=code == lead, due=one.due, note_id=notes[code])
            for code, one in own.items()
        ),
        due=to.due or days.usual,
        today=step.today,
    )
    return await carry_out(work, case, step, command)


async def _gone(work: Work, case: Case, step: Step, to: Addressees) -> list[WrongAddressee]:
    """Return which of those who are asked are not, or no longer, in the organisation."""
    there = await work.organisation.those_in_force(case.desk_id, to.departments, step.today)
    return [
        WrongAddressee(addressee=place, field="department", pointer=f"#/departments/{place}", error=NoSuchDepartment())
        for place, code in enumerate(to.departments)
        if code not in there
    ]


def _wrong_days(to: Addressees, days: OfferDays, today: date) -> Iterator[WrongAddressee]:
    """Yield the days nobody can be asked by, each where it was said."""
    if to.due is not None and (error := days.wrong(to.due, today, late=to.late)) is not None:
        yield WrongAddressee(addressee=None, field="due", pointer="#/due", error=error)
    said = list(to.own)
    for place, code in enumerate(to.departments):
        due = to.own.get(code, _NOTHING_OWN).due
        if due is not None and (error := days.wrong(due, today, late=to.late)) is not None:
            yield WrongAddressee(addressee=place, field="due", pointer=f"#/own/{said.index(code)}/due", error=error)


async def note_to_addressee(work: Work, case: Case, words: str) -> UUID | None:
    """Store what the desk writes to one it asks, or asked; None where it wrote nothing."""
    said = words.strip()
    return await work.contents.write_to_addressee(case.case_id, case.desk_id, said) if said else None
