"""Begin a publication, write its draft, add and remove pictures."""

import asyncio
import unicodedata
from datetime import date
from uuid import UUID

from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.refusals import (
    EndsBeforeItBegins,
    NoSuchPicture,
    TooManyPictures,
    UnreadableEffect,
)
from services.routing.handlers.ledger.door import Decided, Doing
from services.routing.handlers.publishing.asks import AddingPicture, Beginning, RemovingPicture, Writing
from services.routing.handlers.publishing.checking import compared_with, refuse_protected
from services.routing.handlers.publishing.picture import Picture
from services.routing.handlers.publishing.sources import COOPERATION_WORDS, source_of
from services.routing.storage.work import RoutingWork
from shared.access.policy import Action, CaseScope, require
from shared.documents.kinds import DocumentKind
from shared.documents.public import PublicContent, PublicEffect, PublicSection, PublicWord
from shared.documents.public_fields import changed_between, effect_line, filled_in
from shared.events import PublicationBegun, PublicationWritten
from shared.japanese.era import parse_day
from shared.public_words import PICTURES
from shared.scheme.model import DeskScheme

_HEADING = "■"
_MOST_PICTURES = 10


async def begin(doing: Doing, item_id: UUID, number: str, asked: Beginning) -> Decided:
    """Begin a publication with a draft of what the office knows; what is protected may not be in it."""
    source = await source_of(doing, asked.about)
    scope = CaseScope(desk_id=doing.actor.desk_id, taken_up=source.departments, lead=source.lead)
    require(doing.actor, Action.PUBLICATION_KEEP, scope)
    compared = await doing.work.publications.compared(doing.actor.desk_id, source.cases, asked.about)
    await refuse_protected(doing.work, compared, source.content)
    content_id = await doing.work.ledger_texts.write(item_id, doing.actor.desk_id, source.content)
    begun = PublicationBegun(
        number=number,
        kind=source.kind,
        about=asked.about,
        cases=tuple(sorted(source.cases)),
        departments=tuple(sorted(source.departments)),
        lead=source.lead,
        content_id=content_id,
        filled=filled_in(source.content),
        partners=tuple(sorted(source.partners)),
    )
    return Decided(facts=[begun], title=source.content.title)


async def write(doing: Doing, item: Publication, asked: Writing) -> Decided:
    """Replace the draft; whoever agreed to what changes is asked anew."""
    if asked.begins_on and asked.ends_on and asked.ends_on < asked.begins_on:
        raise EndsBeforeItBegins
    before = await draft_of(doing.work, item)
    return await _rewritten(doing, item, before, _content(asked, doing.scheme, before), item.pictures)


def _drawn_anew(content: bytes) -> Picture:
    # What draws is large: a process pays for it with the first picture.
    from services.routing.handlers.publishing.pictures import drawn_anew  # noqa: PLC0415 - see above.

    return drawn_anew(content)


async def add_picture(doing: Doing, item: Publication, asked: AddingPicture) -> Decided:
    """Draw a picture anew and put it behind the others."""
    if len(item.pictures) >= _MOST_PICTURES:
        raise TooManyPictures
    picture = await asyncio.to_thread(_drawn_anew, asked.content)
    picture_id = await doing.work.ledger_texts.write_file(
        item.item_id, item.desk_id, picture.content, kind=DocumentKind.PICTURE, media_type=picture.media_type
    )
    before = await draft_of(doing.work, item)
    after = before.model_copy(update={"captions": (*before.captions, asked.caption.strip())})
    return await _rewritten(doing, item, before, after, (*item.pictures, picture_id))


async def remove_picture(doing: Doing, item: Publication, asked: RemovingPicture) -> Decided:
    """Take a picture with its words out of the draft."""
    if asked.picture not in item.pictures:
        raise NoSuchPicture
    before = await draft_of(doing.work, item)
    at = item.pictures.index(asked.picture)
    captions = tuple(one for place, one in enumerate(before.captions) if place != at)
    pictures = tuple(one for one in item.pictures if one != asked.picture)
    return await _rewritten(doing, item, before, before.model_copy(update={"captions": captions}), pictures)


async def draft_of(work: RoutingWork, item: Publication) -> PublicContent:
    """Open the present draft."""
    return await work.ledger_texts.open(item.content_id, PublicContent)


async def written(
    work: RoutingWork, item: Publication, before: PublicContent, after: PublicContent, pictures: tuple[UUID, ...]
) -> PublicationWritten | None:
    """Store another draft and return the fact that tells of it; None where nothing is otherwise."""
    changed = changed_between(before, after)
    if pictures != item.pictures and PICTURES not in changed:
        changed = (*changed, PICTURES)
    if not changed:
        return None
    content_id = await work.ledger_texts.write(item.item_id, item.desk_id, after)
    return PublicationWritten(content_id=content_id, pictures=pictures, changed=changed, filled=filled_in(after))


async def _rewritten(
    doing: Doing, item: Publication, before: PublicContent, after: PublicContent, pictures: tuple[UUID, ...]
) -> Decided:
    await refuse_protected(doing.work, await compared_with(doing.work, item), after)
    fact = await written(doing.work, item, before, after, pictures)
    return Decided(facts=[fact] if fact else [], title=after.title)


def body_of(content: PublicContent) -> str:
    """Return the sections as a form shows them."""
    return "\n\n".join((f"{_HEADING}{one.heading}\n" if one.heading else "") + one.text for one in content.sections)


def filled_form(content: PublicContent) -> dict[str, object]:
    """Return what the form of `write` holds beforehand."""
    return {
        "title": content.title,
        "summary": content.summary,
        "body": body_of(content),
        "partners": content.partners,
        "begins_on": content.begins_on,
        "ends_on": content.ends_on,
        "fiscal_year": content.fiscal_year,
        "categories": [one.code for one in content.categories],
        "form": content.form.code if content.form else None,
        "departments": content.departments,
        "municipalities": content.municipalities,
        "effects": tuple(map(effect_line, content.effects)),
        "contact": content.contact,
    }


def _content(asked: Writing, scheme: DeskScheme, before: PublicContent) -> PublicContent:
    words = {one.code: one.words for one in scheme.categories} | {one.code: one.words for one in before.categories}
    form = asked.form
    return PublicContent(
        title=asked.title.strip(),
        summary=asked.summary.strip(),
        sections=_sections(asked.body),
        partners=asked.partners,
        begins_on=asked.begins_on,
        ends_on=asked.ends_on,
        fiscal_year=asked.fiscal_year,
        categories=tuple(PublicWord(code=code, words=words[code]) for code in asked.categories if code in words),
        form=None if form is None else PublicWord(code=form.value, words=COOPERATION_WORDS[form]),
        departments=asked.departments,
        municipalities=asked.municipalities,
        effects=tuple(map(_effect, asked.effects)),
        contact=asked.contact.strip(),
        captions=before.captions,
    )


def _sections(body: str) -> tuple[PublicSection, ...]:
    """Return the passages of a text; a line that begins with ■ is the heading of what follows."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in body.splitlines():
        if line.startswith(_HEADING):
            found.append((line.removeprefix(_HEADING).strip(), []))
        else:
            found[-1][1].append(line)
    passages = ((heading, "\n".join(lines).strip()) for heading, lines in found)
    return tuple(PublicSection(heading=heading, text=text) for heading, text in passages if heading or text)


def _effect(line: str) -> PublicEffect:
    parts = [part.strip() for part in line.split("｜")]
    label, value, unit, as_of, method, estimator, yen = (*parts, *[""] * 7)[:7]
    day = _day(as_of) if as_of else None
    yen = unicodedata.normalize("NFKC", yen).replace(",", "").removesuffix("円")
    if len(parts) > 7 or not label or not value or (yen and not yen.isdecimal()):  # noqa: PLR2004 - as many parts as are named above
        raise UnreadableEffect
    return PublicEffect(
        label=label,
        value=value,
        unit=unit,
        as_of=day,
        method=method,
        estimator=estimator,
        amount_yen=int(yen) if yen else None,
    )


def _day(text: str) -> date:
    found = parse_day(text)
    if found is None:
        raise UnreadableEffect
    return found
