"""Read the texts of cases once, and keep what is compared, counted and learned of them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from uuid import UUID

from services.routing.domain.identity import essence_of
from services.routing.domain.own_words import own_words
from services.routing.domain.similarity import marks_of
from services.routing.domain.terms import terms_of
from services.routing.handlers.tellings import once
from services.routing.ports import CaseIdea, CaseTerms, Idea, Work
from shared.events import AttachmentInspected, CaseOpened, Recorded

T = TypeVar("T")
# Characters of a text whose reading takes about ten milliseconds: more would keep everybody else waiting.
THICK: Final = 3_000
# Characters of a text that are read, some fifty pages: what a proposal is about is said by then.
MOST: Final = 50_000


async def read_cases(opened: Sequence[Recorded[CaseOpened]], work: Work) -> None:
    """Keep what the texts of these cases say; a second telling changes nothing."""
    found = [(one.aggregate_id, one.fact.proposal_id, one.desk_id) for one in once(opened)]
    terms, ideas = await _read(found, work)
    await work.terms.add(terms)
    await work.likeness.add(ideas)


async def read_again(read: Sequence[Recorded[AttachmentInspected]], work: Work) -> None:
    """Read anew where a file has brought more words; a case that is not there yet is read when it is opened."""
    fresh = {one.fact.proposal_id: one.desk_id for one in read if one.fact.has_text}
    if fresh:
        await read_anew(fresh, work)


async def read_anew(fresh: Mapping[UUID, str], work: Work) -> None:
    """Keep what the texts of these proposals, given with their desks, say by now, whatever was kept before."""
    # Held before its documents are opened: who reads later reads at least as much, and writes later.
    cases = await work.terms.hold(fresh)
    found = [(case_id, proposal_id, fresh[proposal_id]) for proposal_id, case_id in cases.items()]
    terms, ideas = await _read(found, work)
    await work.terms.replace(terms)
    await work.likeness.replace(ideas)


async def _read(cases: Sequence[tuple[UUID, UUID, str]], work: Work) -> tuple[list[CaseTerms], list[CaseIdea]]:
    """Return what is kept of cases that are given with their proposals and desks."""
    if not cases:
        return [], []
    said = await work.contents.ideas([proposal_id for _, proposal_id, _ in cases])
    terms = [
        CaseTerms(case_id=case_id, desk_id=desk_id, terms=await terms_of_idea(said[proposal_id]))
        for case_id, proposal_id, desk_id in cases
    ]
    ideas = [await _idea(case_id, desk_id, said[proposal_id]) for case_id, proposal_id, desk_id in cases]
    return terms, ideas


async def _idea(case_id: UUID, desk_id: str, said: Idea) -> CaseIdea:
    def essence(rest: str) -> str | None:
        return essence_of(said.title, said.text[:MOST], rest)

    return CaseIdea(
        case_id=case_id,
        desk_id=desk_id,
        essence=await _apart(essence, said.rest),
        marks=await _apart(lambda rest: marks_of(_own(said, rest)), said.rest),
    )


async def terms_of_idea(said: Idea) -> frozenset[str]:
    """Return the terms of what speaks of the idea, greeting and signature apart, without keeping everybody waiting."""
    return await _apart(lambda rest: terms_of(_own(said, rest)), said.rest)


async def terms_in(text: str) -> frozenset[str]:
    """Return the terms of a text of any length without keeping everybody else waiting."""
    return await _apart(terms_of, text)


def _own(said: Idea, rest: str) -> str:
    return own_words(said.title, said.text[:MOST], rest)


async def _apart(read: Callable[[str], T], text: str) -> T:
    """Return what *read* finds in a text of any length; what takes long is done in a thread."""
    if len(text) > THICK:
        return await asyncio.to_thread(read, text[:MOST])
    await asyncio.sleep(0)
    return read(text)
