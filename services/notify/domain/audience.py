"""In which role somebody is told, and what a row of the table says and reads of its fact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.notify.domain.mail import Purpose
from services.notify.domain.notification import NotificationKind as Kind
from shared import events as e
from shared.events import Fact, Recorded


class Audience(StrEnum):
    """In which role somebody is told."""

    PROPOSER = "proposer"  # 提案者
    LEAD = "lead"  # 主担当課
    OTHER_DEPARTMENT = "other_department"  # ほかの担当課
    DESK = "desk"  # デスク
    MUNICIPALITY = "municipality"  # 参加する市町村
    COMPANY = "company"  # 相手方の団体
    ATTENDEE = "attendee"  # 意見交換会の参加者
    MEDIA = "media"  # 報道機関
    OPERATOR = "operator"  # 運用担当
    IN_CHARGE = "in_charge"  # 台帳の記録の担当


def _always(_: Fact) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One row: this fact is told to this audience, as a notice in an inbox, as a mail, or as whichever it has.

    *while_in* names the stages in which it is still news. *concerned* leaves out every addressee but the one the fact
    is about, *but_that_one* only that one, and *while_owed* whoever has answered meanwhile. A mail carries the note
    and the day of its fact only where the row says so, and with *closing* what the desk wrote to this addressee at the
    end of the round; *partners* writes to those that were chosen alone, what the fact has for them, and *owed* to
    whoever owes what the fact speaks of. *apart* rows are told by a handler of their own, which knows more than a case.
    """

    fact: type[Fact]
    to: Audience
    kind: Kind | None = None
    purpose: Purpose | None = None
    detail: str | None = None
    while_in: frozenset[str] | None = None
    only: Callable[[Fact], bool] = _always
    concerned: bool = False
    but_that_one: bool = False
    once_a_round: bool = False
    note: bool = False
    day: bool = False
    closing: bool = False
    partners: bool = False
    owed: bool = False
    while_owed: bool = False
    apart: bool = False


def to_departments(fact: type[Fact], kind: Kind, **said: Any) -> tuple[Telling, ...]:
    """Return the rows of what the lead and the other departments are told alike."""
    return tuple(Telling(fact=fact, to=one, kind=kind, **said) for one in (Audience.LEAD, Audience.OTHER_DEPARTMENT))


# Their words are for whoever owes what they speak of, and written so that a body outside may read them.
_OF_TODOS = (e.TodoSet, e.TodoSentBack, e.TaskDueSoon, e.TaskOverdue)


def day_in(fact: Fact) -> date | None:
    """Return the day a fact names: by when somebody is to act, or until when something was put off."""
    match fact:
        case (
            e.CompletionAsked(due=due)
            | e.ConditionsAsked(due=due)
            | e.PublicationConsentAsked(due=due)
            | e.OfferMade(due=due)
            | e.OfferExtended(due=due)
            | e.OfferSentAnew(due=due)
            | e.CaseDueSoon(due=due)
            | e.CaseOverdue(due=due)
            | e.TodoSet(due=due)
            | e.ProcedurePlanned(due=due)
            | e.TodoSentBack(due=due)
            | e.TaskChased(due=due)
            | e.TaskDueSoon(due=due)
            | e.TaskOverdue(due=due)
            | e.InvitationDue(due=due)
            | e.MunicipalityInvited(due=due)
        ):
            return due
        case e.CaseExtended(until=until):
            return until
        case e.ImplementationStarted(starts_on=starts_on):
            return starts_on
        case _:
            return None


def note_in(fact: Fact) -> UUID | None:
    """Return the document in which an officer wrote to whom the fact is told."""
    note: UUID | None = fact.words_id if isinstance(fact, _OF_TODOS) else getattr(fact, "note_id", None)
    return note


def note_to_partners_in(fact: Fact) -> UUID | None:
    """Return the document in which an officer wrote to the companies that were chosen."""
    note: UUID | None = fact.words_id if isinstance(fact, _OF_TODOS) else getattr(fact, "note_to_partners_id", None)
    return note


def owed_in(fact: Fact) -> tuple[e.OwedBy | None, str | None]:
    """Return who owes what a fact speaks of, and which department or municipality that is."""
    if isinstance(fact, e.TodoSet | e.ProcedurePlanned | e.TaskChased | e.TaskDueSoon | e.TaskOverdue):
        return fact.owed_by, fact.department
    return (fact.owed_by, None) if isinstance(fact, e.TodoSentBack) else (None, None)


def receipt_in(fact: Fact) -> str | None:
    """Return the number under which people know the case a fact is about."""
    receipt: str | None = getattr(fact, "receipt", None)
    return receipt


def writer_of(fact: Fact) -> str | None:
    """Return the department that wrote what a fact tells of: it need not be told."""
    return fact.department if isinstance(fact, e.NoteWritten | e.MeetingRecorded) else None


def offer_in(fact: Fact) -> UUID | None:
    """Return the offer a fact is about, where it is about one."""
    offer: UUID | None = getattr(fact, "offer_id", None)
    return offer


def case_in(told: Recorded[Fact]) -> UUID:
    """Return the case a fact is about: what it belongs to, or what a clock speaks of."""
    case_id: UUID = getattr(told.fact, "case_id", told.aggregate_id)
    return case_id


def detail_in(fact: Fact) -> str | None:
    """Return the word by which a notice says more exactly what happened."""
    match fact:
        case e.VerdictGiven(verdict=verdict):
            return verdict.value
        case e.CaseForgotten(cause=cause):
            return cause.value
        case e.InvitationDue(step=step) if step > 0:
            return "passed"
        case _:
            return None
