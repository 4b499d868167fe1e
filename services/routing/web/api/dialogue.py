"""What was judged and said about a case, as data: what programs read that answer or release it."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.routing.domain.verbs import Verb
from services.routing.web.access import OpenedCase
from services.routing.web.api.said import Said
from services.routing.web.dialogue import Entry, notes_of, thread_of, waiting_note
from services.routing.web.held_beside import held_beside
from services.routing.web.reviewed import verdicts_of
from shared.access.actor import Actor
from shared.access.policy import Action
from shared.documents.office import MeetingContent, ReviewContent
from shared.events import Verdict


class VerdictSaid(Said):
    """One verdict of one addressee, with what stands beside it."""

    verdict: Verdict = Field(title="検討結果")
    at: datetime | None = Field(title="回答日時")
    reason: str = Field(title="理由")
    conditions: str = Field(title="条件", description="提案者が読みます。")
    asked_by: date | None = Field(
        title="提案者の回答の期限", description="デスクが提案者に条件を示していないときは null です。"
    )
    agreed: bool | None = Field(title="提案者の同意", description="まだ答えていないときは null です。")
    refusal: str = Field(title="同意しない理由")
    next_day: date | None = Field(title="次に確認する日")
    review: ReviewContent | None = Field(title="検討の記録")


class EntrySaid(Said):
    """One thing that was said: to the proposer, by the proposer, or inside the office."""

    at: datetime = Field(title="日時")
    side: str = Field(title="だれの言葉か", description="office、proposer、note（庁内）。", examples=["office"])
    title: str = Field(title="用件", examples=["検討結果のお知らせ"])
    who: str = Field(title="書いた所属", examples=["デスク"])
    text: str = Field(title="言葉")
    remark: str = Field(title="補足", description="打合せの出席者、差し戻した理由。")
    reply_id: UUID | None = Field(title="返信の番号", description="handle-reply に渡します。")
    handled_at: datetime | None = Field(title="返信に対応した日時")
    meeting: MeetingContent | None = Field(title="打合せの記録")
    day: date | None = Field(title="打合せの日")
    next_day: date | None = Field(title="次の予定日")


class WaitingNoteSaid(Said):
    """What waits for a second person before the proposer is told."""

    about: str = Field(title="用件", examples=["連絡"])
    text: str = Field(title="言葉")
    mine: bool = Field(title="自分が起案したか")
    releasable: bool = Field(title="自分が承認できるか")


class FilledIn(Said):
    """One field of what was drafted."""

    title: str = Field(title="項目", examples=["提案者に伝える言葉"])
    text: str = Field(title="内容")


class WaitingActSaid(Said):
    """An act whose words leave the office, and that waits for a second person."""

    act: Verb = Field(title="操作", examples=["refer"])
    title: str = Field(title="操作の名前", examples=["他窓口へ紹介する"])
    said: list[FilledIn] = Field(title="起案の内容")
    mine: bool = Field(title="自分が起案したか")
    releasable: bool = Field(title="自分が承認できるか")


def verdicts_as_data(opened: OpenedCase) -> dict[UUID, list[dict[str, Any]]]:
    """Return the verdicts of each offer that is shown, the newest first."""
    return {offer_id: [asdict(one) for one in views] for offer_id, views in verdicts_of(opened).items()}


def dialogue_as_data(opened: OpenedCase, actor: Actor) -> dict[str, Any]:
    """Return the thread with the proposer, the notes inside, and what waits, as far as this account reads them."""
    desk = Action.PROPOSER_TELL in opened.may
    return {
        "thread": [_entry(one) for one in thread_of(opened, actor, {})],
        "notes": [_entry(one) for one in notes_of(opened, actor, {})],
        "waiting_note": waiting_note(opened, actor) if desk else None,
        "waiting_act": _waiting_act(opened, actor) if desk else None,
    }


def _waiting_act(opened: OpenedCase, actor: Actor) -> dict[str, Any] | None:
    held = held_beside(opened, actor, {})
    if held is None:
        return None
    said = [{"title": title, "text": text} for title, text in held.said]
    return {**asdict(held), "said": said}


def _entry(entry: Entry) -> dict[str, Any]:
    reply = entry.reply or {}
    content = reply.get("content")
    return {
        "at": entry.at,
        "side": entry.side,
        "title": entry.title,
        "who": entry.who,
        "text": entry.text if content is None else content.text,
        "remark": entry.remark,
        "reply_id": reply.get("reply_id"),
        "handled_at": reply.get("handled_at"),
        "meeting": entry.meeting,
        "day": entry.day,
        "next_day": entry.next_day,
    }
