"""Learn from what the desk decided, and unlearn what it took back."""

from collections.abc import Collection, Mapping
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.learning import decided_for, terms_to_learn
from services.routing.domain.lessons import Lesson
from services.routing.domain.roles import Body
from services.routing.ports import Disclosure, Work


async def learn(case_ids: Collection[UUID], work: Work) -> None:
    """Let each case teach what its present state says, and nothing else; the order and number of tellings are nothing.

    A case without an offer that stands, or whose abstract or proposal was destroyed, teaches nothing.
    """
    cases = await work.cases.hold(case_ids)
    decided = [case for case in cases if case.cast.addressee is Body.DEPARTMENT and decided_for(case)]
    schemes = await work.schemes.of_cases([case.case_id for case in decided])
    abstracts = await work.contents.own_texts([case.abstract_id for case in decided if case.abstract_id is not None])
    marked = await work.contents.disclosures(
        {case.proposal_id: schemes[case.case_id].form.who_proposes for case in decided}
    )
    lessons = (_lesson(case, abstracts, marked) for case in decided)
    await work.lessons.replace([case.case_id for case in cases], [one for one in lessons if one is not None])


async def learn_anew(proposal_ids: Collection[UUID], work: Work) -> None:
    """Let the cases of these proposals teach what may be learned by now; one that is not there yet is left out."""
    # Held before its documents are opened: who learns later reads at least as much, and writes later.
    cases = await work.terms.hold(proposal_ids) if proposal_ids else {}
    if cases:
        await learn(frozenset(cases.values()), work)


def _lesson(case: Case, abstracts: Mapping[UUID, str], marked: Mapping[UUID, Disclosure]) -> Lesson | None:
    said = marked.get(case.proposal_id)
    if case.abstract_id is None or case.abstract_id not in abstracts or said is None:
        return None
    terms = terms_to_learn(abstracts[case.abstract_id], openly=said.openly, kept_back=said.kept_back, names=said.names)
    return Lesson(case_id=case.case_id, terms=terms, departments=decided_for(case))
