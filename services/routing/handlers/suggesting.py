"""Rank the departments for cases, as their facts are told."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.routing.domain.suggestion import Directory, Suggestion
from services.routing.handlers.tellings import SchemeOf, once
from services.routing.ports import Organisation, Work
from shared.events import AttachmentInspected, CaseOpened, Recorded
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme

# Characters of a text whose ranking takes about five milliseconds.
_THICK: Final = 20_000


class Directories:
    """The duties of the desks, read once and kept until the organisation or the day is another one."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._kept: dict[str, tuple[int | None, date, Directory]] = {}

    async def of(self, scheme: DeskScheme, organisation: Organisation, on: date) -> Directory:
        """Return the departments in force on a day; the desk itself is not one of them."""
        version = await organisation.version()
        kept = self._kept.get(scheme.desk_id)
        if kept is not None and kept[:2] == (version, on):
            return kept[2]
        duties = await organisation.duties(scheme.desk_id, on)
        directory = Directory([one for one in duties if one.code != scheme.department])
        self._kept[scheme.desk_id] = (version, on, directory)
        return directory


async def suggest_again(
    read: Sequence[Recorded[AttachmentInspected]],
    work: Work,
    directories: Directories,
    scheme_of: SchemeOf,
    *,
    at: datetime,
) -> None:
    """Rank anew where a file has brought more words; a case that is not there yet is ranked when it is opened."""
    fresh = {one.fact.proposal_id: one.desk_id for one in read if one.fact.has_text}
    cases = await work.new_cases.young(fresh)
    found = [(case_id, proposal_id, fresh[proposal_id]) for proposal_id, case_id in cases.items()]
    await _suggest(found, work, directories, scheme_of, at=at)


async def suggest_departments(
    opened: Sequence[Recorded[CaseOpened]],
    work: Work,
    directories: Directories,
    scheme_of: SchemeOf,
    *,
    at: datetime,
) -> None:
    """Rank the departments in force for each case, with reasons a person can check."""
    cases = [(one.aggregate_id, one.fact.proposal_id, one.desk_id) for one in once(opened)]
    await _suggest(cases, work, directories, scheme_of, at=at)


async def _suggest(
    cases: Sequence[tuple[UUID, UUID, str]],
    work: Work,
    directories: Directories,
    scheme_of: SchemeOf,
    *,
    at: datetime,
) -> None:
    """Rank for cases that are given with their proposals and desks."""
    if not cases:
        return
    today = day_in_japan(at)
    desks = {desk_id: scheme_of(desk_id) for _, _, desk_id in cases}
    directory = {desk: await directories.of(scheme, work.organisation, today) for desk, scheme in desks.items()}
    words = await work.contents.words([proposal_id for _, proposal_id, _ in cases])
    found = {case_id: await _ranked(directory[desk], words[proposal_id]) for case_id, proposal_id, desk in cases}
    await work.new_cases.suggest(found)


async def _ranked(directory: Directory, text: str) -> list[Suggestion]:
    """Rank without keeping everybody else waiting: a usual text takes half a millisecond, a thick annex longer."""
    if len(text) > _THICK:
        return await asyncio.to_thread(directory.suggest, text)
    await asyncio.sleep(0)
    return directory.suggest(text)
