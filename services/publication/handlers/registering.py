"""Copy what was approved for everybody into the register, and take it out again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.publication.domain.entry import (
    PARTNER,
    WORDS,
    Entry,
    EntryKind,
    KnownEntry,
    Picture,
    Shown,
    code_marks,
    inheriting,
    word_marks,
)
from services.publication.domain.standing import Standing, held, is_seen, settled, taken_back, told
from services.publication.ports import Work
from shared.documents.public import PublicContent
from shared.events import (
    CallPublished,
    CallWithdrawn,
    ForumAnnounced,
    ForumWithdrawn,
    GoneFact,
    PublicationApproved,
    PublicationHeld,
    PublicFact,
    Recorded,
)
from shared.japanese.era import day_in_japan, fiscal_year

Clock = Callable[[], datetime]


async def show_to_everybody(heard: Recorded[PublicFact], work: Work, clock: Clock) -> None:
    """Copy the content into the register; a telling that a newer one has replaced already changes nothing."""
    fact = heard.fact
    await work.entries.begin_change(heard.desk_id)
    known = await work.entries.known(heard.aggregate_id)
    if any(one.standing.version == heard.aggregate_version for one in known):
        return
    content = await work.contents.public(fact.content_id)
    pictures = await work.contents.pictures(fact.pictures)
    entry = _entry(heard, content, pictures)
    await _settle(entry, pictures, known, work, clock)


async def take_out(heard: Recorded[GoneFact], work: Work, clock: Clock) -> None:
    """Leave a tombstone where something was to be seen, and drop the content at once."""
    await work.entries.begin_change(heard.desk_id)
    known = await work.entries.known(heard.aggregate_id)
    gone = Entry(
        **_common(heard),
        number=heard.fact.number,
        kind=_kind_gone(heard.fact),
        standing=taken_back(heard.aggregate_version, at=heard.occurred_at),
    )
    await _settle(inheriting(gone, known), (), known, work, clock)


async def hold_back(heard: Recorded[PublicationHeld], work: Work, clock: Clock) -> None:
    """Drop what nobody has seen yet; what is seen stays."""
    await work.entries.begin_change(heard.desk_id)
    known = await work.entries.known(heard.aggregate_id)
    standing = held(heard.aggregate_version, at=heard.occurred_at)
    nothing = Entry(**_common(heard), number=heard.fact.number, kind=EntryKind.PROJECT, standing=standing)
    await _settle(inheriting(nothing, known), (), known, work, clock)


async def _settle(
    entry: Entry, pictures: Sequence[Picture], known: Sequence[KnownEntry], work: Work, clock: Clock
) -> None:
    """Keep the telling and what it leaves of the others; who reads the register learns of it only where it is seen."""
    now = clock()
    before = [one.standing for one in known]
    left = settled(before, entry.standing, now)
    if _to_be_seen(before, now) != _to_be_seen(left, now):
        await work.entries.count_change(entry.desk_id)
    mine = next((one for one in left if one.version == entry.standing.version), None)
    if mine is not None and mine not in before:
        await work.entries.add(replace(entry, standing=mine), pictures)
    await work.entries.stand(entry.entry_id, left)
    if entry.shown is not None and left[-1].gone:
        await work.entries.name_tombstone(entry)


def _to_be_seen(tellings: Sequence[Standing], now: datetime) -> list[tuple[int, datetime]]:
    return [(one.version, one.first_at) for one in tellings if is_seen(one, now)]


def _entry(heard: Recorded[PublicFact], content: PublicContent, pictures: Sequence[Picture]) -> Entry:
    fact = heard.fact
    standing = told(heard.aggregate_version, at=heard.occurred_at, release_at=fact.release_at)
    codes = code_marks((one.code for one in content.categories), content.form.code if content.form else None)
    partners = word_marks(PARTNER, " ".join(content.partners))
    return Entry(
        **_common(heard),
        number=fact.number,
        kind=_kind(fact),
        standing=standing,
        shown=Shown(
            title=content.title,
            summary=content.summary,
            card=card_of(content, len(pictures)),
            content=content.model_dump(mode="json"),
        ),
        about=fact.about if isinstance(fact, PublicationApproved) else None,
        reverse=isinstance(fact, CallPublished) and fact.reverse,
        closed=isinstance(fact, CallPublished) and fact.closed,
        fiscal_year=content.fiscal_year or fiscal_year(day_in_japan(standing.released_at)),
        opens_on=fact.opens_on if isinstance(fact, CallPublished) else content.opens_on,
        closes_on=fact.closes_on if isinstance(fact, CallPublished | ForumAnnounced) else content.closes_on,
        held_on=fact.held_on if isinstance(fact, ForumAnnounced) else content.held_on,
        marks=codes | partners | word_marks(WORDS, searched_text(fact.number, content)),
    )


def _common(heard: Recorded[Any]) -> dict[str, Any]:
    return {
        "entry_id": heard.aggregate_id,
        "desk_id": heard.desk_id,
        "event_id": heard.id,
        "correlation_id": heard.correlation_id,
        "rule_version": heard.rule_version,
    }


def card_of(content: PublicContent, pictures: int) -> dict[str, Any]:
    """Return the few words a list shows beside title and summary."""
    return {
        "fields": [one.model_dump() for one in content.categories],
        "form": content.form.model_dump() if content.form else None,
        "partners": list(content.partners),
        "departments": list(content.departments),
        "municipalities": list(content.municipalities),
        "pictures": pictures,
    }


def searched_text(number: str, content: PublicContent) -> str:
    """Return everything by which an entry is found."""
    form = [content.form.words] if content.form else []
    names = (*content.partners, *content.departments, *content.municipalities, content.place)
    sections = (text for one in content.sections for text in (one.heading, one.text))
    fields = (one.words for one in content.categories)
    return "\n".join((number, content.title, content.summary, *names, *fields, *form, *sections))


def _kind(fact: PublicFact) -> EntryKind:
    match fact:
        case PublicationApproved():
            return EntryKind(fact.kind.value)
        case CallPublished():
            return EntryKind.CALL
        case ForumAnnounced():
            return EntryKind.FORUM
        case _:
            raise AssertionError(f"no kind of entry is declared for {fact.type}")


def _kind_gone(fact: GoneFact) -> EntryKind:
    """Return the kind as far as the fact tells it; of a project or an agreement, what was shown tells it."""
    match fact:
        case CallWithdrawn():
            return EntryKind.CALL
        case ForumWithdrawn():
            return EntryKind.FORUM
        case _:
            return EntryKind.PROJECT
