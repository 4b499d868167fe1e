"""A returned case as the desk goes on with it: who returned it, why, whom they named, and asking that one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.consequences import BOUNCED_AT
from services.routing.domain.stage import OfferState
from services.routing.domain.succession import Succession
from services.routing.storage.queries import DepartmentLine, OfferLine
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from shared.access.policy import Action


class Candidacy(StrEnum):
    """How it stands with the department that was named."""

    FREE = "free"  # まだ送付していない
    ASKED = "asked"  # すでに送付している
    RETURNED = "returned"  # その課も返送した
    GONE = "gone"  # 廃止され、引き継いだ課がない


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A department that a return named, today's one, with the newest return that named it."""

    department: str
    reason: str
    reason_id: UUID | None
    at: datetime | None
    code: str | None
    name: str
    candidacy: Candidacy


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedCase:
    """What the desk sees of the returns of a case; `lead` says that whoever is asked next leads."""

    returns: int
    bounced: bool
    lead: bool
    named: tuple[Named, ...]


async def returned_case(work: RoutingWork, opened: OpenedCase, today: date) -> ReturnedCase | None:
    """Return what the desk can do about the returns of a case; None where there are none, or nothing is left to do."""
    case = opened.case
    if not case.returns or Action.CASE_OFFER not in opened.may:
        return None
    named = _named(opened, await work.organisation.succession(case.desk_id, today))
    if not case.unled and not any(one.candidacy is Candidacy.FREE for one in named):
        return None
    return ReturnedCase(returns=case.returns, bounced=case.returns >= BOUNCED_AT, lead=case.unled, named=named)


def return_choices(
    opened: OpenedCase, departments: Sequence[DepartmentLine], leaving_out: frozenset[str]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return whom a department can name: first who is suggested from what it may see, then all by bureau."""
    likely = [(one.department, one.name) for one in opened.suggestions if one.department not in leaving_out]
    groups: dict[str, list[tuple[str, str]]] = {"候補（言葉の一致から）": likely} if likely else {}
    for one in departments:
        if one.code not in leaving_out:
            groups.setdefault(one.bureau, []).append((one.code, one.name))
    return list(groups.items())


def _named(opened: OpenedCase, succession: Succession) -> tuple[Named, ...]:
    newest: dict[str, Named] = {}
    back = [offer for offer in opened.offers if offer.state is OfferState.RETURNED]
    for offer in sorted(back, key=lambda one: one.answered_at or one.asked_at, reverse=True):
        one = _named_by(offer, opened, succession)
        newest.setdefault(one.code or one.name, one)
    return tuple(newest.values())


def _named_by(offer: OfferLine, opened: OpenedCase, succession: Succession) -> Named:
    named = offer.suggested or ""
    code = succession.today(named)
    return Named(
        department=offer.name,
        reason=opened.words.get(offer.reason_id, "") if offer.reason_id else "",
        reason_id=offer.reason_id,
        at=offer.answered_at,
        code=code,
        name=succession.name(code or named),
        candidacy=_candidacy(code, opened.case),
    )


def _candidacy(code: str | None, case: Case) -> Candidacy:
    if code is None:
        return Candidacy.GONE
    if code in case.offered:
        return Candidacy.ASKED
    return Candidacy.RETURNED if code in case.returned_by else Candidacy.FREE
