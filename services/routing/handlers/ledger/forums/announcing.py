"""A forum is planned, and shown to everybody until its day."""

from typing import Final
from uuid import UUID

from pydantic import Field as Asking

from services.routing.domain.ledger.forums.book import BOOK
from services.routing.domain.ledger.forums.forum import Forum, ForumState
from services.routing.domain.ledger.forums.refusals import ForumDaysWrong
from services.routing.domain.ledger.forums.words import ForumNote, ForumWords
from services.routing.handlers.ledger.days import Day
from services.routing.handlers.ledger.door import BeginDoor, Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked
from shared.access.policy import Action
from shared.documents import DocumentKind
from shared.documents.public import PublicContent, PublicCount, PublicOutcome, PublicSection
from shared.events import Fact
from shared.events.forum import ForumBegun, ForumClosed, ForumDropped, ForumRevised
from shared.events.public import ForumAnnounced, ForumWithdrawn
from shared.japanese.era import fiscal_year
from shared.public_words import FORUM_PEOPLE
from shared.scheme.calendar import OfficeCalendar
from shared.scheme.fields import Choice, Field, FieldKind

_LONG: Final = 10_000
# What the form of the desk asks besides of whoever comes by a forum.
_PEOPLE: Final = Field(
    key=FORUM_PEOPLE,
    label="意見交換会に参加する人数",
    section="forum-registration",
    kind=FieldKind.CHOICE,
    choices=(
        Choice(value="0", label="参加しない（アイデアだけを寄せる）"),
        *(Choice(value=str(people), label=f"{people}名") for people in range(1, 11)),
    ),
)


class Planning(Asked):
    """What the forum is about, when and where it is, and until when somebody may register."""

    title: str = Asking(title="名称", examples=["官民連携フォーラム"], min_length=1, max_length=200)
    theme: str = Asking(title="テーマと内容", examples=["空き店舗の活用を考えます。"], min_length=1, max_length=_LONG)
    held_on: Day = Asking(title="開催日", examples=["2027-02-03"])
    begins: str = Asking(default="", title="時刻", examples=["午後2時から4時まで"], max_length=100)
    place: str = Asking(title="開催場所・方法", examples=["県庁講堂（オンライン併用）"], min_length=1, max_length=500)
    places: int | None = Asking(
        default=None,
        title="定員（人数）",
        description="お申し込みの人数を数え、満席になると受付を止めます。空けておくと数えません。",
        examples=[50],
        ge=1,
        le=100_000,
    )
    waiting_list: bool = Asking(default=False, title="満席になった後は、キャンセル待ちとして受け付ける")
    capacity: str = Asking(
        default="", title="定員についての補足", examples=["オンラインでの参加に定員はありません。"], max_length=100
    )
    closes_on: Day = Asking(title="申込みの締切日", examples=["2027-01-29"])
    contact: str = Asking(title="問合せ先", description="公表します。", min_length=1, max_length=500)


class WhyNot(Asked):
    """Why it does not take place."""

    reason: str = Asking(title="理由", description="庁内の記録です。公開しません。", max_length=2_000, min_length=1)


class Ending(Asked):
    """What came of the forum, for everybody."""

    words: str = Asking(
        title="開催の結果",
        description="参加者数とアイデアの件数とあわせて公開します。",
        max_length=_LONG,
        min_length=1,
    )


async def _begin(doing: Doing, item_id: UUID, number: str, asked: Planning) -> Decided:
    text_id = await _written(doing, item_id, asked)
    fact = ForumBegun(number=number, text_id=text_id, held_on=asked.held_on, closes_on=asked.closes_on)
    return Decided(facts=[fact], title=asked.title)


async def _revise(doing: Doing, forum: Forum, asked: Planning) -> Decided:
    before = await doing.work.ledger_texts.open(forum.text_id, ForumWords)
    text_id = await _written(doing, forum.item_id, asked)
    fact = ForumRevised(text_id=text_id, held_on=asked.held_on, closes_on=asked.closes_on)
    facts: list[Fact] = [fact]
    if forum.state == ForumState.ANNOUNCED:
        # Whoever means to come must know of another day, hour or place.
        moved = (forum.held_on, before.begins, before.place) != (asked.held_on, asked.begins, asked.place)
        facts.append(await _announced(doing, BOOK.evolve(forum, fact), moved=moved))
    return Decided(facts=facts, title=asked.title)


async def _written(doing: Doing, item_id: UUID, asked: Planning) -> UUID:
    if not doing.step.today <= asked.closes_on <= asked.held_on:
        raise ForumDaysWrong
    words = ForumWords(**{name: getattr(asked, name) for name in ForumWords.model_fields})
    return await doing.work.ledger_texts.write(item_id, doing.actor.desk_id, words)


async def _announce(doing: Doing, forum: Forum, _: Nothing) -> Decided:
    if forum.closes_on < doing.step.today:
        raise ForumDaysWrong
    return Decided(facts=[await _announced(doing, forum)])


async def _announced(
    doing: Doing, forum: Forum, outcome: PublicOutcome | None = None, *, moved: bool = False
) -> ForumAnnounced:
    text = await doing.work.ledger_texts.open(forum.text_id, ForumWords)
    places = f"{text.places}名" if text.places else ""
    said = (("時刻", text.begins), ("定員", "\n".join(one for one in (places, text.capacity) if one)))
    content = PublicContent(
        title=text.title,
        summary=text.theme,
        sections=tuple(PublicSection(heading=heading, text=words) for heading, words in said if words),
        departments=(doing.scheme.department_name,),
        fiscal_year=fiscal_year(forum.held_on),
        held_on=forum.held_on,
        begins=text.begins,
        closes_on=forum.closes_on,
        place=text.place,
        capacity=text.places,
        waiting_list=text.waiting_list,
        contact=text.contact,
        fields=(_PEOPLE,),
        outcome=outcome,
    )
    content_id = await doing.work.ledger_texts.write(forum.item_id, forum.desk_id, content, kind=DocumentKind.PUBLIC)
    return ForumAnnounced(
        number=forum.number,
        content_id=content_id,
        held_on=forum.held_on,
        closes_on=forum.closes_on,
        moved=moved,
        remind_on=OfficeCalendar.of(doing.scheme.calendar).add_business_days(forum.held_on, -1),
    )


async def _close(doing: Doing, forum: Forum, asked: Ending) -> Decided:
    people, ideas = forum.people or 0, len(forum.ideas)
    outcome_id = await note(doing, forum, asked.words)
    counts = (PublicCount(label="参加者", number=people), PublicCount(label="アイデア", number=ideas))
    announced = await _announced(doing, forum, PublicOutcome(words=asked.words, counts=counts))
    return Decided(facts=[ForumClosed(outcome_id=outcome_id, people=people, ideas=ideas), announced])


async def _drop(doing: Doing, forum: Forum, asked: WhyNot) -> Decided:
    return Decided(facts=[ForumDropped(reason_id=await note(doing, forum, asked.reason))])


async def _cancel(doing: Doing, forum: Forum, asked: WhyNot) -> Decided:
    return Decided(facts=[ForumWithdrawn(number=forum.number, reason_id=await note(doing, forum, asked.reason))])


async def note(doing: Doing, forum: Forum, words: str) -> UUID:
    """Keep words about the forum and return their document."""
    return await doing.work.ledger_texts.write(forum.item_id, forum.desk_id, ForumNote(words=words))


BEGIN: Final = BeginDoor(action=Action.FORUM_KEEP, asks=Planning, do=_begin)
ANNOUNCE: Final = LedgerDoor(verb="announce", action=Action.FORUM_KEEP, asks=Nothing, do=_announce)
REVISE: Final = LedgerDoor(verb="revise", action=Action.FORUM_KEEP, asks=Planning, do=_revise)
CLOSE: Final = LedgerDoor(verb="close", action=Action.FORUM_KEEP, asks=Ending, do=_close)
CANCEL: Final = LedgerDoor(verb="cancel", action=Action.FORUM_KEEP, asks=WhyNot, do=_cancel)
DROP: Final = LedgerDoor(verb="drop", action=Action.FORUM_KEEP, asks=WhyNot, do=_drop)
