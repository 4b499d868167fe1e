"""The last steps before everybody, and back: approval by a second person, release, withdrawal, media."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.refusals import DayUnfit, ReleasePassed
from services.routing.domain.publishing.words import OfficeWords
from services.routing.domain.refusals import SecondPersonNeeded
from services.routing.handlers.ledger.door import Decided, Doing
from services.routing.handlers.publishing.asks import (
    Approving,
    ChangingRelease,
    Commenting,
    HandingToMedia,
    Withdrawing,
)
from services.routing.handlers.publishing.checking import compared_with, refuse_protected
from services.routing.handlers.publishing.drafting import draft_of
from services.routing.handlers.verbs.door import Asked
from shared.documents.kinds import DocumentKind
from shared.documents.public import PublicContent
from shared.events import (
    PublicationApproved,
    PublicationHandedToMedia,
    PublicationSentBack,
    PublicationSubmitted,
    PublicationWithdrawn,
)
from shared.scheme.model import SecondPersonAct

_FARTHEST: Final = timedelta(days=2 * 366)


async def submit(doing: Doing, item: Publication, _: Asked) -> Decided:
    """Ask for approval."""
    await _refuse_protected(doing, item, await draft_of(doing.work, item))
    return Decided(facts=[PublicationSubmitted(number=item.number, officer=doing.actor.account_id)])


async def send_back(doing: Doing, item: Publication, asked: Commenting) -> Decided:
    """Say what is to be changed first."""
    comment_id = await _office_words(doing, item, asked.comment)
    return Decided(facts=[PublicationSentBack(number=item.number, comment_id=comment_id)])


async def approve(doing: Doing, item: Publication, asked: Approving) -> Decided:
    """Let everybody read it, at once or from a moment on; raise SecondPersonNeeded where two are needed."""
    alone = item.officer == doing.actor.account_id
    second = doing.scheme.second_person
    if alone and SecondPersonAct.PUBLICATION in second.acts and not second.one_person_may_approve:
        raise SecondPersonNeeded
    _check_release(doing, asked.release_at)
    draft = await draft_of(doing.work, item)
    await _refuse_protected(doing, item, draft)
    content_id = await doing.work.ledger_texts.write(item.item_id, item.desk_id, draft, kind=DocumentKind.PUBLIC)
    return Decided(facts=[_told(item, content_id, asked.release_at, by_oneself=alone)], title=draft.title)


async def change_release(doing: Doing, item: Publication, asked: ChangingRelease) -> Decided:
    """Show what was approved at another moment; whoever may approve may do that alone."""
    _check_release(doing, asked.release_at)
    if item.public_id is None:
        raise AssertionError("what was approved is a document")
    await _refuse_protected(doing, item, await doing.work.ledger_texts.open(item.public_id, PublicContent))
    return Decided(facts=[_told(item, item.public_id, asked.release_at, by_oneself=item.by_oneself)])


async def withdraw(doing: Doing, item: Publication, asked: Withdrawing) -> Decided:
    """Take back what everybody reads; only its number and the day stay there."""
    reason_id = await _office_words(doing, item, asked.reason)
    return Decided(facts=[PublicationWithdrawn(number=item.number, reason_id=reason_id)])


async def hand_to_media(doing: Doing, _: Publication, asked: HandingToMedia) -> Decided:
    """Note to whom the press release was handed."""
    if asked.handed_on > doing.step.today:
        raise DayUnfit
    known = {one.medium_id for one in await doing.work.media.listed(doing.actor.desk_id)}
    media = tuple(one for one in asked.media if one in known)
    return Decided(facts=[PublicationHandedToMedia(handed_on=asked.handed_on, media=media)] if media else [])


def _told(item: Publication, content_id: UUID, release_at: datetime | None, *, by_oneself: bool) -> PublicationApproved:
    return PublicationApproved(
        number=item.number,
        content_id=content_id,
        pictures=item.pictures,
        release_at=release_at,
        kind=item.kind,
        about=item.about,
        by_oneself=by_oneself,
    )


async def _refuse_protected(doing: Doing, item: Publication, content: PublicContent) -> None:
    await refuse_protected(doing.work, await compared_with(doing.work, item), content)


def _check_release(doing: Doing, release_at: datetime | None) -> None:
    if release_at is not None and not doing.step.at < release_at <= doing.step.at + _FARTHEST:
        raise ReleasePassed


async def _office_words(doing: Doing, item: Publication, words: str) -> UUID:
    return await doing.work.ledger_texts.write(item.item_id, item.desk_id, OfficeWords(words=words.strip()))
