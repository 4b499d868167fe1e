"""What follows where municipalities take part: which facts are made true, and how each changes the case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from services.routing.domain import municipality_commands as c
from services.routing.domain.case import Case
from services.routing.domain.consequences import checked
from services.routing.domain.membership import Member, MemberState
from shared import events as e
from shared.events import Fact, OwedBy


def _invite(case: Case, asked: c.InviteMunicipalities) -> list[Fact]:
    return [
        e.MunicipalityInvited(
            receipt=case.receipt,
            municipality=code,
            due=asked.due,
            note_id=checked(asked.note_id),
            department=asked.department,
            of_all=asked.of_all,
        )
        for code in asked.to
    ]


def _join(case: Case, asked: c.Join) -> list[Fact]:
    return [e.MunicipalityJoined(receipt=case.receipt, municipality=asked.municipality)]


def _decline(case: Case, asked: c.DeclineInvitation) -> list[Fact]:
    reason_id = checked(asked.reason_id)
    return [e.MunicipalityDeclined(receipt=case.receipt, municipality=asked.municipality, reason_id=reason_id)]


def _leave(case: Case, asked: c.Leave | c.PartMunicipality) -> list[Fact]:
    return [
        e.MunicipalityLeft(
            receipt=case.receipt,
            municipality=asked.municipality,
            reason_id=checked(asked.reason_id),
            by_desk=isinstance(asked, c.PartMunicipality),
        )
    ]


OF_MUNICIPALITIES: Final[dict[type[Any], Callable[[Case, Any], list[Fact]]]] = {
    c.InviteMunicipalities: _invite,
    c.Join: _join,
    c.DeclineInvitation: _decline,
    c.Leave: _leave,
    c.PartMunicipality: _leave,
}


def _invited(case: Case, fact: e.MunicipalityInvited) -> Case:
    # Who declined or left before is invited anew: what was then stands in the history.
    member = Member(
        municipality=fact.municipality,
        state=MemberState.INVITED,
        due=fact.due,
        note_id=fact.note_id,
        department=fact.department,
        of_all=fact.of_all,
    )
    others = tuple(one for one in case.members if one.municipality != fact.municipality)
    # As they are stored: in the order of their codes.
    return replace(case, members=tuple(sorted((*others, member), key=lambda one: one.municipality)))


def _standing(case: Case, municipality: str, **changes: Any) -> Case:
    members = tuple(replace(one, **changes) if one.municipality == municipality else one for one in case.members)
    return replace(case, members=members)


def _gone(case: Case, fact: e.MunicipalityLeft) -> Case:
    # Nobody is kept by what is left to do: the desk owes it then, and may hand it on.
    tasks = tuple(
        replace(one, owed_by=OwedBy.DESK, department=None)
        if (one.owed_by, one.department) == (OwedBy.MUNICIPALITY, fact.municipality) and one.is_open
        else one
        for one in case.tasks
    )
    return _standing(
        replace(case, tasks=tasks),
        fact.municipality,
        state=MemberState.LEFT,
        reason_id=fact.reason_id,
        by_desk=fact.by_desk,
    )


BY_MUNICIPALITIES: Final[Mapping[type[Fact], Callable[[Case, Any], Case]]] = {
    e.MunicipalityInvited: _invited,
    e.MunicipalityJoined: lambda case, fact: _standing(case, fact.municipality, state=MemberState.JOINED),
    e.MunicipalityDeclined: lambda case, fact: _standing(
        case, fact.municipality, state=MemberState.DECLINED, reason_id=fact.reason_id
    ),
    e.MunicipalityLeft: _gone,
}
