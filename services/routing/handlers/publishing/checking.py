"""Compare a draft with what its proposers protect; nothing of that is shown to anybody."""

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from services.routing.domain.publishing.personal import Mention, mentions
from services.routing.domain.publishing.protection import Kept, Leak, leaks
from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.refusals import ProtectedInDraft, ProtectionUnknown
from services.routing.storage.work import RoutingWork
from shared.documents.as_read import AsRead
from shared.documents.contents import FilledField
from shared.documents.public import PublicContent
from shared.documents.public_fields import texts_of

# What the office says of itself is no person's matter.
_OWN_CONTACT = "contact"


async def compared_with(work: RoutingWork, item: Publication) -> frozenset[UUID]:
    """Return the cases whose proposers may protect something of what is published, also where they are not asked."""
    return await work.publications.compared(item.desk_id, item.cases, item.about)


async def refuse_protected(work: RoutingWork, case_ids: Collection[UUID], content: PublicContent) -> None:
    """Raise ProtectedInDraft where a draft repeats what is protected, ProtectionUnknown where that cannot be told."""
    if found := await leaks_in(work, case_ids, content):
        raise ProtectedInDraft(found, place=found[0].code)


async def refuse_protected_words(
    work: RoutingWork, case_ids: Collection[UUID], words: Mapping[str, str], named: Mapping[str, str]
) -> None:
    """Raise ProtectedInDraft where words for everybody, *named* as the form asks for them, repeat what is protected."""
    if found := leaks(words, await kept_back(work, case_ids)):
        raise ProtectedInDraft(found, place=found[0].code, named=named)


async def leaks_in(work: RoutingWork, case_ids: Collection[UUID], content: PublicContent) -> list[Leak]:
    """Return where a draft repeats something of what the proposers of these cases protect."""
    return leaks(texts_of(content), await kept_back(work, case_ids))


async def kept_back(work: RoutingWork, case_ids: Collection[UUID]) -> list[Kept]:
    """Return what is protected in these cases; what both sides agreed to open is not among it."""
    opened = await work.publications.opened(case_ids)
    return [
        Kept(subject=one.label, text=text)
        for case_id, read in (await _read(work, case_ids)).items()
        for one in _fields(read)
        if one.protected and (case_id, one.key) not in opened
        for text in (one.value, *(earlier.value for earlier in one.earlier))
        if text
    ]


async def protected_fields(work: RoutingWork, case_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Return by case the keys and labels of the fields that are protected and that nobody agreed to open."""
    opened = await work.publications.opened(case_ids)
    return {
        case_id: {one.key: one.label for one in _fields(read) if one.protected and (case_id, one.key) not in opened}
        for case_id, read in (await _read(work, case_ids)).items()
    }


async def look_again_at(work: RoutingWork, case_ids: Collection[UUID], content: PublicContent) -> list[Mention]:
    """Return what in a draft looks like personal information."""
    names = [name for read in (await _read(work, case_ids)).values() for name in _people(read)]
    texts = {code: text for code, text in texts_of(content).items() if code != _OWN_CONTACT}
    return mentions(texts, names)


async def _read(work: RoutingWork, case_ids: Collection[UUID]) -> dict[UUID, AsRead]:
    cases = await work.publications.receipts_and_proposals(case_ids)
    if len(cases) != len(case_ids):
        raise ProtectionUnknown
    read = await work.contents.all_as_read([proposal_id for _, proposal_id in cases.values()])
    # Of a proposal whose key was destroyed nothing is left that could be compared.
    return {case_id: read[proposal_id] for case_id, (_, proposal_id) in cases.items() if proposal_id in read}


def _fields(read: AsRead) -> Iterator[FilledField]:
    yield from read.content.fields
    for sheet in read.beside:
        yield from sheet.fields


def _people(read: AsRead) -> Iterator[str]:
    yield read.contact.name
    yield from (one.value for one in read.contact.written if "name" in one.key and "organisation" not in one.key)
