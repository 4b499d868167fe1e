"""What a municipality may know of a case: the one place that says it, for pages, the API and the command line."""

from dataclasses import replace
from typing import Final

from services.routing.domain.case import Case
from services.routing.domain.membership import ACTIVE, MemberState
from shared import events as e
from shared.events import Fact

# What happened between a municipality and the office; of all that happens to a case it reads no more.
ITS_OWN: Final[tuple[type[Fact], ...]] = (
    e.MunicipalityInvited,
    e.MunicipalityJoined,
    e.MunicipalityDeclined,
    e.MunicipalityLeft,
    e.NoteWritten,
)


def takes_part(case: Case, municipality: str) -> bool:
    """Tell whether it is invited or joined; who is neither learns no more how the case goes on."""
    own = case.member(municipality)
    return own is not None and own.state in ACTIVE


def seen_by_guest(case: Case, municipality: str) -> Case:
    """Return *case* as a municipality knows it: its own part, the abstract, and what is coordinated once it joined.

    Who was asked and what they judged, what waits inside the office, and who else was invited is not its own.
    """
    own = case.member(municipality)
    there = takes_part(case, municipality)
    joined = own is not None and own.state is MemberState.JOINED
    return replace(
        case,
        officer=None,
        abstract_id=case.abstract_id if there else None,
        proposing=None,
        offers=(),
        questions=frozenset(),
        bounced=False,
        waiting_until=None,
        extended_until=None,
        decline=None,
        waiting_note=None,
        held=None,
        members=() if own is None else (own,),
        tasks=case.tasks if joined else (),
        cooperation=case.cooperation if joined else None,
        project_id=case.project_id if joined else None,
        starts_on=case.starts_on if joined else None,
    )
