"""A press release reaches the media: mailed to each by the desk, or handed over and noted."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.refusals import DayUnfit, MediumUnreachable, NoSuchMedium
from services.routing.handlers.ledger.door import Decided, Doing
from services.routing.handlers.publishing.asks import HandingToMedia, MailingToMedia
from services.routing.handlers.publishing.checking import compared_with, refuse_protected
from services.routing.handlers.publishing.release import release_of, release_text
from shared.documents.public import PublicContent
from shared.events import PublicationHandedToMedia, PublicationMailedToMedia


async def hand_to_media(doing: Doing, _: Publication, asked: HandingToMedia) -> Decided:
    """Note to whom the press release was handed; raise NoSuchMedium for one the desk does not keep."""
    if asked.handed_on > doing.step.today:
        raise DayUnfit
    media = await _kept(doing, asked.media)
    return Decided(facts=[PublicationHandedToMedia(handed_on=asked.handed_on, media=media)])


async def mail_to_media(doing: Doing, item: Publication, asked: MailingToMedia) -> Decided:
    """Let each medium get the release of what was approved by a mail of its own; raise MediumUnreachable."""
    if item.public_id is None:
        raise AssertionError("what was approved is a document")
    wanted = await _kept(doing, asked.media)
    media = [one for one in await doing.work.media.listed(item.desk_id) if one.medium_id in wanted]
    if silent := [one.contact.organisation for one in media if not one.contact.email]:
        raise MediumUnreachable(silent)
    content = await doing.work.ledger_texts.open(item.public_id, PublicContent)
    await refuse_protected(doing.work, await compared_with(doing.work, item), content)
    release = release_of(item.number, content, doing.scheme, _still_ahead(doing, item), doing.step.today)
    letter_id = await doing.work.ledger_texts.write_letter(item.item_id, item.desk_id, release_text(release))
    mailed = PublicationMailedToMedia(
        number=item.number,
        mailed_on=doing.step.today,
        media=tuple(one.medium_id for one in media),
        contacts=tuple(one.contact_id for one in media),
        letter_id=letter_id,
    )
    return Decided(facts=[mailed])


def _still_ahead(doing: Doing, item: Publication) -> datetime | None:
    """Return the embargo, as long as it holds."""
    return item.release_at if item.release_at is not None and item.release_at > doing.step.at else None


async def _kept(doing: Doing, media: Collection[UUID]) -> tuple[UUID, ...]:
    """Return which media are meant, each once; raise NoSuchMedium where the desk does not keep one of them."""
    wanted = tuple(dict.fromkeys(media))
    if not set(wanted) <= await doing.work.media.kept(doing.actor.desk_id):
        raise NoSuchMedium
    return wanted
