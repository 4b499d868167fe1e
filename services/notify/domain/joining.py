"""Who is told where municipalities take part in a case: they themselves, the desk, and the department that leads."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.notify.domain.audience import Audience, Telling, owed_in
from services.notify.domain.notification import NotificationKind as Kind
from shared import events as e
from shared.events import Fact, NoteCircle, OwedBy

# States of members in routing's words: a notice calls a municipality only while it stands so.
_THERE: Final = frozenset({"invited", "joined"})
_WHILE: Final[Mapping[Kind, frozenset[str]]] = MappingProxyType(
    {
        Kind.MUNICIPALITY_INVITED: frozenset({"invited"}),
        Kind.MUNICIPALITY_PARTED: frozenset({"left"}),
        Kind.MUNICIPALITY_NOTE: _THERE,
        Kind.INVITATION_DUE: frozenset({"invited"}),
    }
)
_JOINED: Final = frozenset({"joined"})


def _by_the_desk(fact: Fact) -> bool:
    return isinstance(fact, e.MunicipalityLeft) and fact.by_desk


def _by_itself(fact: Fact) -> bool:
    return not _by_the_desk(fact)


def _from_a_municipality(fact: Fact) -> bool:
    return isinstance(fact, e.NoteWritten) and fact.by_municipality


def _to_a_municipality(fact: Fact) -> bool:
    return isinstance(fact, e.NoteWritten) and fact.circle is NoteCircle.MUNICIPALITY and not fact.by_municipality


def municipality_in(fact: Fact) -> str | None:
    """Return the municipality a fact is about, where it is about one."""
    municipality: str | None = getattr(fact, "municipality", None)
    return municipality


def municipalities_told(row: Telling, fact: Fact, members: Mapping[str, str]) -> tuple[str, ...]:
    """Return the municipalities a row tells, by where each stands now: the one meant or owing, or all there are."""
    one_alone = row.concerned or row.owed
    owed_by, owing = owed_in(fact)
    meant = municipality_in(fact) if row.concerned else owing if owed_by is OwedBy.MUNICIPALITY else None
    while_they = _JOINED if row.kind is None else _WHILE.get(row.kind, _JOINED)
    return tuple(code for code, state in members.items() if state in while_they and (not one_alone or code == meant))


def _office(fact: type[Fact], kind: Kind) -> tuple[Telling, ...]:
    """Return the rows of what the desk and the department that leads are told alike."""
    only = _by_itself if fact is e.MunicipalityLeft else _from_a_municipality if fact is e.NoteWritten else _always
    return tuple(Telling(fact=fact, to=one, kind=kind, only=only) for one in (Audience.DESK, Audience.LEAD))


def _always(_: Fact) -> bool:
    return True


def _end(fact: type[Fact], stage: str) -> Telling:
    at = frozenset({stage})
    return Telling(fact=fact, to=Audience.MUNICIPALITY, kind=Kind.CASE_ENDED, detail=stage, while_in=at)


OF_MUNICIPALITIES: Final = (
    Telling(
        fact=e.MunicipalityInvited,
        to=Audience.MUNICIPALITY,
        kind=Kind.MUNICIPALITY_INVITED,
        concerned=True,
        day=True,
    ),
    *(
        Telling(fact=e.InvitationDue, to=to, kind=Kind.INVITATION_DUE, concerned=True, day=True)
        for to in (Audience.MUNICIPALITY, Audience.DESK)
    ),
    *_office(e.MunicipalityJoined, Kind.MUNICIPALITY_JOINED),
    *_office(e.MunicipalityDeclined, Kind.MUNICIPALITY_DECLINED),
    *_office(e.MunicipalityLeft, Kind.MUNICIPALITY_LEFT),
    Telling(
        fact=e.MunicipalityLeft,
        to=Audience.MUNICIPALITY,
        kind=Kind.MUNICIPALITY_PARTED,
        only=_by_the_desk,
        concerned=True,
    ),
    *_office(e.NoteWritten, Kind.MUNICIPALITY_NOTE),
    Telling(
        fact=e.NoteWritten,
        to=Audience.MUNICIPALITY,
        kind=Kind.MUNICIPALITY_NOTE,
        only=_to_a_municipality,
        concerned=True,
    ),
    Telling(
        fact=e.MilestoneChanged,
        to=Audience.MUNICIPALITY,
        kind=Kind.MILESTONE_CHANGED,
        while_in=frozenset({"coordinating", "implementing"}),
    ),
    Telling(
        fact=e.ImplementationStarted,
        to=Audience.MUNICIPALITY,
        kind=Kind.IMPLEMENTATION_STARTED,
        while_in=frozenset({"implementing"}),
        day=True,
    ),
    Telling(
        fact=e.CaseCompleted,
        to=Audience.MUNICIPALITY,
        kind=Kind.CASE_COMPLETED,
        while_in=frozenset({"completed"}),
    ),
    _end(e.CaseDeclined, "declined"),
    _end(e.CaseReferred, "referred"),
    _end(e.CaseMerged, "merged"),
    _end(e.CaseWithdrawn, "withdrawn"),
)
