"""The last steps before everybody, and back: approval by a second person, release, withdrawal."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.routing.domain.publishing.publication import Publication
from services.routing.domain.publishing.refusals import PartnersUnasked, ReleasePassed, SoonerThanAgreed
from services.routing.domain.publishing.words import OfficeWords
from services.routing.handlers.ledger.door import Decided, Doing
from services.routing.handlers.publishing.asks import (
    Approving,
    AskingRelease,
    Commenting,
    KeepingRelease,
    Withdrawing,
)
from services.routing.handlers.publishing.checking import compared_with, refuse_protected
from services.routing.handlers.publishing.consenting import partners_of
from services.routing.handlers.publishing.drafting import draft_of
from services.routing.handlers.second_person import one_of_two
from services.routing.handlers.verbs.door import Asked
from shared.documents.kinds import DocumentKind
from shared.documents.public import PublicContent
from shared.events import (
    PublicationApproved,
    PublicationReleaseAsked,
    PublicationReleaseKept,
    PublicationSentBack,
    PublicationSubmitted,
    PublicationWithdrawn,
)
from shared.scheme.model import SecondPersonAct

_FARTHEST: Final = timedelta(days=2 * 366)


async def submit(doing: Doing, item: Publication, _: Asked) -> Decided:
    """Ask for approval; raise PartnersUnasked where a company became a partner and agreed to nothing yet."""
    await _refuse_unasked(doing, item)
    await _refuse_protected(doing, item, await draft_of(doing.work, item))
    return Decided(facts=[PublicationSubmitted(number=item.number, officer=doing.actor.account_id)])


async def send_back(doing: Doing, item: Publication, asked: Commenting) -> Decided:
    """Say what is to be changed first."""
    comment_id = await _office_words(doing, item, asked.comment)
    return Decided(facts=[PublicationSentBack(number=item.number, comment_id=comment_id)])


async def approve(doing: Doing, item: Publication, asked: Approving) -> Decided:
    """Let everybody read it, at once or from a moment on; raise SecondPersonNeeded where two are needed."""
    alone = await one_of_two(doing, item.officer, SecondPersonAct.PUBLICATION)
    _check_release(doing, asked.release_at)
    _check_agreed(doing, item.planned_for, asked.release_at, asked.agreed_with)
    await _refuse_unasked(doing, item)
    draft = await draft_of(doing.work, item)
    await _refuse_protected(doing, item, draft)
    content_id = await doing.work.ledger_texts.write(item.item_id, item.desk_id, draft, kind=DocumentKind.PUBLIC)
    await doing.work.partner_questions.settle(item.item_id)
    # What was agreed elsewhere is kept beside the approval.
    agreed_id = await _office_words(doing, item, "", asked.agreed_with) if asked.agreed_with.strip() else None
    told = _told(item, content_id, item.pictures, asked.release_at, by_oneself=alone)
    return Decided(facts=[told.model_copy(update={"agreed_id": agreed_id})], title=draft.title)


async def ask_release(doing: Doing, item: Publication, asked: AskingRelease) -> Decided:
    """Ask a second person to release what was approved at another moment."""
    _check_release(doing, asked.release_at)
    _check_agreed(doing, item.release_at, asked.release_at, asked.agreed_with)
    reason_id = await _office_words(doing, item, asked.reason, asked.agreed_with)
    wanted = PublicationReleaseAsked(
        number=item.number, officer=doing.actor.account_id, release_at=asked.release_at, reason_id=reason_id
    )
    return Decided(facts=[wanted])


async def change_release(doing: Doing, item: Publication, _: Asked) -> Decided:
    """Show what was approved at the moment that was asked for; raise SecondPersonNeeded where two are needed."""
    if item.public_id is None or item.other_moment is None or item.waiting is None:
        raise AssertionError("what was approved is a document, and somebody asked")
    alone = await one_of_two(doing, item.other_moment.officer, SecondPersonAct.PUBLICATION)
    _check_release(doing, item.other_moment.release_at)
    await _refuse_protected(doing, item, await doing.work.ledger_texts.open(item.public_id, PublicContent))
    told = _told(
        item,
        item.public_id,
        item.waiting.pictures,
        item.other_moment.release_at,
        by_oneself=alone or item.by_oneself,
    )
    return Decided(facts=[told])


async def keep_release(doing: Doing, item: Publication, asked: KeepingRelease) -> Decided:
    """Leave the moment as it was approved."""
    comment_id = await _office_words(doing, item, asked.comment)
    return Decided(facts=[PublicationReleaseKept(number=item.number, comment_id=comment_id)])


async def withdraw(doing: Doing, item: Publication, asked: Withdrawing) -> Decided:
    """Take back what everybody reads; only its number and the day stay there."""
    reason_id = await _office_words(doing, item, asked.reason)
    known = await doing.work.publications.in_order(item.cases)
    await doing.work.partner_questions.take_back(item.item_id, doing.step.at)
    gone = PublicationWithdrawn(
        number=item.number,
        reason_id=reason_id,
        was_shown=item.seen is not None,
        cases=tuple(case_id for case_id, _ in known),
        receipts=tuple(receipt for _, receipt in known),
    )
    return Decided(facts=[gone])


def _told(
    item: Publication,
    content_id: UUID,
    pictures: tuple[UUID, ...],
    release_at: datetime | None,
    *,
    by_oneself: bool,
) -> PublicationApproved:
    return PublicationApproved(
        number=item.number,
        content_id=content_id,
        pictures=pictures,
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


def _check_agreed(doing: Doing, agreed: datetime | None, release_at: datetime | None, with_whom: str) -> None:
    """Raise SoonerThanAgreed where a moment lies before the one that was agreed, and nobody said that it was moved."""
    if agreed is not None and (release_at or doing.step.at) < agreed and not with_whom.strip():
        raise SoonerThanAgreed


async def _refuse_unasked(doing: Doing, item: Publication) -> None:
    """Raise PartnersUnasked where a company became a partner after the draft was begun."""
    if not set(await partners_of(doing.work, item)) <= item.partners:
        raise PartnersUnasked


async def _office_words(doing: Doing, item: Publication, words: str, agreed_with: str = "") -> UUID:
    said = OfficeWords(words=words.strip(), agreed_with=agreed_with.strip())
    return await doing.work.ledger_texts.write(item.item_id, item.desk_id, said)
