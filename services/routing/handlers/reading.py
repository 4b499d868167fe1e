"""Read the texts of cases once, and keep their terms: what is compared, counted and learned of them."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.routing.domain.terms import terms_of
from services.routing.handlers.tellings import once
from services.routing.ports import CaseTerms, Work
from shared.events import AttachmentInspected, CaseOpened, Recorded

# Characters of a text whose reading takes about ten milliseconds: more would keep everybody else waiting.
_THICK: Final = 10_000
# Characters of a text that are read, some fifty pages: what a proposal is about is said by then.
_MOST: Final = 50_000


async def read_cases(opened: Sequence[Recorded[CaseOpened]], work: Work) -> None:
    """Keep the terms of these cases; a second telling changes nothing."""
    found = [(one.aggregate_id, one.fact.proposal_id, one.desk_id) for one in once(opened)]
    await work.terms.add(await _read(found, work))


async def read_again(read: Sequence[Recorded[AttachmentInspected]], work: Work) -> None:
    """Read anew where a file has brought more words; a case that is not there yet is read when it is opened."""
    fresh = {one.fact.proposal_id: one.desk_id for one in read if one.fact.has_text}
    if not fresh:
        return
    # Held before its documents are opened: who reads later reads at least as much, and writes later.
    cases = await work.terms.hold(fresh)
    found = [(case_id, proposal_id, fresh[proposal_id]) for proposal_id, case_id in cases.items()]
    await work.terms.replace(await _read(found, work))


async def _read(cases: Sequence[tuple[UUID, UUID, str]], work: Work) -> list[CaseTerms]:
    """Return the terms of cases that are given with their proposals and desks."""
    if not cases:
        return []
    words = await work.contents.words([proposal_id for _, proposal_id, _ in cases])
    return [
        CaseTerms(case_id=case_id, desk_id=desk_id, terms=await terms_in(words[proposal_id]))
        for case_id, proposal_id, desk_id in cases
    ]


async def terms_in(text: str) -> frozenset[str]:
    """Return the terms of a text of any length without keeping everybody else waiting."""
    if len(text) > _THICK:
        return await asyncio.to_thread(terms_of, text[:_MOST])
    await asyncio.sleep(0)
    return terms_of(text)
