"""What the guideline says of municipalities in a case, apart from the domain, and what is asked of them by chance."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.routing.domain import municipal_refusals as no
from services.routing.domain import municipality_commands as c
from services.routing.domain.case import Case
from services.routing.domain.commands import Command
from services.routing.domain.membership import Member, MemberState
from services.routing.domain.refusals import DuePassed, EndWithoutReason
from services.routing.domain.verbs import Verb
from shared.errors import DeskError

if TYPE_CHECKING:
    from tests.routing.case_asking import Asker
    from tests.routing.case_model import Model

Wrong = tuple[str, type[DeskError]]
MUNICIPALITIES = ("shi-a", "shi-b", "machi-c")
JOINABLE = {"confirming", "waiting_for_proposer", "offered", "reviewing", "coordinating", "implementing"}
LEADS_IN = {"coordinating", "implementing"}


@dataclass(frozen=True, kw_only=True)
class Guest:
    """One municipality as a clerk would note it down."""

    state: str
    due: date
    asked_by: str | None = None
    of_all: bool = False
    words: UUID | None = None
    reason: UUID | None = None
    by_desk: bool = False


def guests_of(case: Case) -> dict[str, Guest]:
    """Return what can be known of the municipalities of a case."""
    return {
        one.municipality: Guest(
            state=str(one.state),
            due=one.due,
            asked_by=one.department,
            of_all=one.of_all,
            words=one.note_id,
            reason=one.reason_id,
            by_desk=one.by_desk,
        )
        for one in case.members
    }


def found_members(chance: Random) -> tuple[Member, ...]:
    """Return municipalities as rows of the database could hold them."""
    there = chance.sample(MUNICIPALITIES, chance.randrange(3))
    return tuple(
        Member(
            municipality=code,
            state=chance.choice(list(MemberState)),
            due=date(2026, 12, 1),
            note_id=UUID(int=908),
        )
        for code in there
    )


def _invited(m: "Model", code: str) -> bool:
    return code in m.guests and m.guests[code].state == "invited"


def _joined(m: "Model", code: str) -> bool:
    return code in m.guests and m.guests[code].state == "joined"


def active(m: "Model", code: str | None) -> bool:
    """Tell whether a municipality has something to do with the case now."""
    return code is not None and (_invited(m, code) or _joined(m, code))


def lead_of(m: "Model") -> object:
    """Return who leads in this round."""
    return next((a.who for a in m.asked.values() if a.lead and a.round == m.round), None)


def _reason(asked: Any) -> Iterator[Wrong]:
    if not asked.reason_id:
        yield "a reason", EndWithoutReason


def invite_wrong(m: "Model", asked: Any) -> Iterator[Wrong]:
    """Yield what speaks against inviting."""
    if m.abstract is None:
        yield "an abstract to show", no.NothingToShow
    if asked.department is not None and asked.department != lead_of(m):
        yield "invited by the lead", no.NotLeading
    if not asked.to or len(set(asked.to)) < len(asked.to):
        yield "somebody to invite", no.NobodyInvited
    if any(active(m, code) for code in asked.to):
        yield "not invited yet", no.InvitedAlready
    if not asked.note_id:
        yield "words to the invited", no.InvitationWithoutWords
    if asked.due < asked.today:
        yield "due from today on", DuePassed


def answer_wrong(m: "Model", asked: Any) -> Iterator[Wrong]:
    """Yield what speaks against an answer to an invitation."""
    if not _invited(m, asked.municipality):
        yield "an invitation waits", no.NotInvited
    if asked.verb == "decline-invitation":
        yield from _reason(asked)


def leave_wrong(m: "Model", asked: Any) -> Iterator[Wrong]:
    """Yield what speaks against leaving."""
    if not _joined(m, asked.municipality):
        yield "takes part", no.NotTakingPart
    yield from _reason(asked)


def part_wrong(m: "Model", asked: Any) -> Iterator[Wrong]:
    """Yield what speaks against letting a municipality go."""
    if not any(active(m, code) for code in m.guests):
        yield "somebody takes part", no.NoneTakesPart
    elif not active(m, asked.municipality):
        yield "invited or takes part", no.NotTakingPart
    yield from _reason(asked)


def guests_after(guests: Mapping[str, Guest], asked: Any) -> dict[str, Guest]:
    """Return how the municipalities stand after something allowed was done."""
    if asked.verb == "invite-municipality":
        new = Guest(state="invited", due=asked.due, asked_by=asked.department, of_all=asked.of_all, words=asked.note_id)
        return {**guests, **dict.fromkeys(asked.to, new)}
    mine = guests[asked.municipality]
    state = {"join": "joined", "decline-invitation": "declined"}.get(asked.verb, "left")
    reason = getattr(asked, "reason_id", None)
    by_desk = asked.verb == "part-municipality"
    return {**guests, asked.municipality: replace(mine, state=state, reason=reason, by_desk=by_desk)}


JOINING = {
    Verb.INVITE_MUNICIPALITY: "municipality_invited",
    Verb.JOIN: "municipality_joined",
    Verb.DECLINE_INVITATION: "municipality_declined",
    Verb.LEAVE: "municipality_left",
    Verb.PART_MUNICIPALITY: "municipality_left",
}
JOINING_WRONGS: dict[Verb, tuple[str, ...]] = {
    Verb.INVITE_MUNICIPALITY: (
        "invited by the lead",
        "somebody to invite",
        "not invited yet",
        "words to the invited",
        "due from today on",
    ),
    Verb.JOIN: ("an invitation waits",),
    Verb.DECLINE_INVITATION: ("an invitation waits", "a reason"),
    Verb.LEAVE: ("takes part", "a reason"),
    Verb.PART_MUNICIPALITY: ("invited or takes part", "a reason"),
}


def _meant(a: "Asker", fit: Callable[["Model", str], bool]) -> str:
    """Return a municipality that fits; where that is what is wrong, one that does not."""
    wrong = a.wrong in {"an invitation waits", "takes part", "invited or takes part"}
    fitting = [code for code in MUNICIPALITIES if fit(a.model, code) is not wrong]
    return a.chance.choice(fitting or MUNICIPALITIES)


def _invite(a: "Asker", today: date) -> c.InviteMunicipalities:
    there = [code for code in MUNICIPALITIES if active(a.model, code)]
    free = [code for code in MUNICIPALITIES if code not in there] or list(MUNICIPALITIES)
    whom = a.chance.sample(free, a.chance.randint(1, len(free)))
    if a.wrong == "somebody to invite":
        whom = a.chance.choice([[], [whom[0], whom[0]]])
    if a.wrong == "not invited yet" and there:
        whom = [*whom, a.chance.choice(there)]
    lead = lead_of(a.model)
    by = "nowhere" if a.wrong == "invited by the lead" else a.chance.choice([None, lead])
    return c.InviteMunicipalities(
        to=tuple(whom),
        note_id=a.document("words to the invited"),
        due=a.due(),
        today=today,
        department=by if isinstance(by, str) else None,
        of_all=a.chance.random() < 0.2,
    )


def joining_asked(today: date) -> dict[Verb, Callable[["Asker"], Command]]:
    """Return how each of these verbs is asked."""
    return {
        Verb.INVITE_MUNICIPALITY: lambda a: _invite(a, today),
        Verb.JOIN: lambda a: c.Join(municipality=_meant(a, _invited)),
        Verb.DECLINE_INVITATION: lambda a: c.DeclineInvitation(municipality=_meant(a, _invited), reason_id=a.reason_id),
        Verb.LEAVE: lambda a: c.Leave(municipality=_meant(a, _joined), reason_id=a.reason_id),
        Verb.PART_MUNICIPALITY: lambda a: c.PartMunicipality(municipality=_meant(a, active), reason_id=a.reason_id),
    }
