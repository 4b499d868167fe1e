"""Rank the departments of a desk for a case that is being looked at: nothing of it is stored, so nothing grows old."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.routing.domain.case import Case
from services.routing.domain.learning import as_of_today
from services.routing.domain.succession import Succession
from services.routing.domain.suggestion import NOTHING_LEARNED, Directory, Duties, Learned, Ranking
from services.routing.handlers.reading import terms_in, terms_of_idea
from services.routing.ports import Organisation, Work
from shared.scheme.model import DeskScheme


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The departments in force on a day, by code, and the directory of those a case may be for."""

    departments: Mapping[str, Duties]
    directory: Directory
    succession: Succession


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is suggested for a case, with the departments it speaks of, and what was learned about its words."""

    ranking: Ranking
    learned: Learned = field(repr=False)
    departments: Mapping[str, Duties] = field(repr=False)


class Directories:
    """The departments of the desks, read once and kept until the organisation, the day or the desk's own changes."""

    def __init__(self, schemes: Mapping[str, DeskScheme]) -> None:
        """Know nothing yet of the departments of the desks of *schemes*."""
        self._schemes = schemes
        self._kept: dict[str, tuple[int | None, date, str, InForce]] = {}

    async def of(self, desk_id: str, organisation: Organisation, on: date) -> InForce:
        """Return the departments in force on a day; the desk itself is in no directory."""
        version, scheme = await organisation.version(), self._schemes.get(desk_id)
        own = scheme.department if scheme else ""
        kept = self._kept.get(desk_id)
        if kept is not None and kept[:3] == (version, on, own):
            return kept[3]
        duties = await organisation.duties(desk_id, on)
        directory = Directory([one for one in duties if one.code != own])
        succession = await organisation.succession(desk_id, on)
        found = InForce(departments={one.code: one for one in duties}, directory=directory, succession=succession)
        self._kept[desk_id] = (version, on, own, found)
        return found


async def suggest_from_text(work: Work, case: Case, directories: Directories, *, on: date, learned: bool) -> Advice:
    """Rank the departments in force for a case whose reader may open it; *learned*: and may know of all others."""
    known = await directories.of(case.desk_id, work.organisation, on)
    terms = await _terms(work, case)
    if not learned:
        return _advice(known, terms)
    # What the case itself teaches is left out, or each decision would confirm itself.
    taught = await work.lessons.about(case.desk_id, terms, besides=case.case_id)
    return _advice(known, terms, as_of_today(taught, known.succession.today))


async def suggest_from_abstract(
    work: Work, case: Case, directories: Directories, *, abstract: str | None, on: date
) -> Advice:
    """Rank the departments in force for a case of which its reader may see the abstract only."""
    known = await directories.of(case.desk_id, work.organisation, on)
    return _advice(known, await terms_in(abstract or ""))


async def _terms(work: Work, case: Case) -> frozenset[str]:
    stored = await work.terms.of(case.case_id)
    if stored is not None:
        return stored
    # Its reader has not come yet, or the case is older than the table: what is shown does not wait for it.
    said = await work.contents.ideas([case.proposal_id])
    return await terms_of_idea(said[case.proposal_id])


def _advice(known: InForce, terms: frozenset[str], learned: Learned = NOTHING_LEARNED) -> Advice:
    ranking = known.directory.rank(terms, learned)
    return Advice(ranking=ranking, learned=learned, departments=known.departments)
