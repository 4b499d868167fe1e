"""Drafting a call: a department or the desk writes it, the desk checks it."""

from datetime import date, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.ledger.calls.call import Call
from services.routing.domain.ledger.calls.own_fields import criteria_in, questions_in
from services.routing.domain.ledger.calls.refusals import (
    ConsentMissing,
    DaysWrong,
    DepartmentUnknown,
    OnlyTheDeskForParties,
    OpeningDayWrong,
    PartyUnclear,
    ResultsDayWrong,
    ReviewDayWrong,
)
from services.routing.handlers.ledger.calls.reasons import Reason, written
from services.routing.handlers.ledger.door import BeginDoor, Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.confirmation import Nothing
from services.routing.handlers.verbs.door import Asked
from shared.access.actor import Role
from shared.access.policy import Action
from shared.documents.calls import CallText
from shared.events.call import CallBegun, CallDiscarded, CallRevised, CallSentBack, CallSubmitted

_LONG: Final = 10_000
# A day further ahead is a slip of the pen.
_FURTHEST: Final = timedelta(days=1830)
_OPENED_BEFORE: Final = timedelta(days=30)
_MOST_LINE: Final = 1_000
Line = Annotated[str, Field(max_length=_MOST_LINE)]


class Drafting(Asked):
    """What a call says, its days, what its form asks, and how applications are scored."""

    title: str = Field(title="募集のテーマ", max_length=200, min_length=1, examples=["買い物に困る地域の移動支援"])
    background: str = Field(title="背景と課題", max_length=_LONG, min_length=1)
    sought: str = Field(title="募集する提案", max_length=_LONG, min_length=1)
    money: str = Field(
        default="", title="資金・条件", max_length=2_000, description="上限額や負担の条件があるときに記入します。"
    )
    questions: tuple[Line, ...] = Field(
        default=(),
        title="応募項目",
        description="この募集だけの質問です。1行に1つ、「質問｜必須｜文章｜説明」の形で記入します。"
        "種類は 一行（既定）・文章・選択：甲／乙 です。",
        examples=[["実証に使える設備｜必須｜文章｜台数や場所をお書きください。", "希望する時期｜選択：上半期／下半期"]],
    )
    opens_on: date = Field(title="受付の開始日", examples=["2026-12-01"])
    closes_on: date = Field(title="受付の締切日", description="この日まで応募できます。", examples=["2027-01-29"])
    results_by: date | None = Field(
        default=None,
        title="結果の通知の予定日",
        description="応募者に、この日までに結果をお知らせすると伝えます。省くと、締切の2か月後とします。",
        examples=["2027-03-19"],
    )
    review_by: date = Field(
        title="見直し期限",
        description="募集の内容がいまも適切かを見直す期限です。過ぎると、課とデスクにお知らせします。",
        examples=["2027-03-31"],
    )
    criteria: tuple[Line, ...] = Field(
        default=(),
        title="審査の観点",
        description="1行に1つ、「観点｜重み」の形で記入します（重みを省くと1）。募集のページにも表示します。",
        examples=[["実現性｜2", "新規性｜1"]],
    )
    most_points: int = Field(default=5, title="満点", description="観点ごとの満点です。", ge=1, le=100)
    contact: str = Field(title="問合せ先", max_length=500, min_length=1, description="募集のページに表示します。")
    consent: str = Field(
        default="",
        title="募集する団体の同意（逆提案のとき）",
        description="名称と募集の内容を公開することについて、いつ、誰から、どのように同意を得たかを記入します。"
        "庁内の記録です。デスクに確認を求める前に必要です。",
        max_length=2_000,
    )


class Beginning(Drafting):
    """A new call: as drafted, of which department, or of which party."""

    department: str | None = Field(
        default=None,
        title="担当の課",
        max_length=40,
        description="課の職員が起案するときは、その課になります。",
    )
    party: str = Field(
        default="",
        title="募集する団体（逆提案）",
        max_length=200,
        description="企業等が募集する場合に、登録されている名称又は法人番号を記入します（デスクのみ）。",
    )


async def _begin(doing: Doing, item_id: UUID, number: str, asked: Beginning) -> Decided:
    department, party_id = await _whose(doing, asked)
    fact = CallBegun(
        number=number,
        department=department,
        reverse=party_id is not None,
        party_id=party_id,
        **await _drafted(doing, item_id, asked),
    )
    return Decided(facts=[fact], title=asked.title)


async def _whose(doing: Doing, asked: Beginning) -> tuple[str | None, UUID | None]:
    """Return the department in charge and the party that calls; a department drafts for itself."""
    of_desk = doing.actor.has(Role.DESK)
    department = asked.department if of_desk else doing.actor.department
    if department is not None and not await doing.work.organisation.exists(
        doing.actor.desk_id, department, doing.step.today
    ):
        raise DepartmentUnknown
    if not asked.party.strip():
        return department, None
    if not of_desk:
        raise OnlyTheDeskForParties
    found = await doing.work.parties.called(doing.actor.desk_id, asked.party.strip())
    if len(found) != 1:
        raise PartyUnclear
    return department, found[0]


async def _drafted(doing: Doing, item_id: UUID, asked: Drafting) -> dict[str, Any]:
    """Return what a draft says in facts, its words kept; raise what is wrong with it."""
    _check_days(asked, doing.step.today)
    criteria, weights = criteria_in(asked.criteria)
    content = CallText(
        title=asked.title,
        background=asked.background,
        sought=asked.sought,
        money=asked.money,
        questions=questions_in(asked.questions),
        criteria=criteria,
        contact=asked.contact,
        consent=asked.consent.strip(),
    )
    return {
        "text_id": await doing.work.ledger_texts.write(item_id, doing.actor.desk_id, content),
        "opens_on": asked.opens_on,
        "closes_on": asked.closes_on,
        "review_by": asked.review_by,
        "results_by": asked.results_by,
        "weights": weights,
        "most_points": asked.most_points,
    }


def _check_days(asked: Drafting, today: date) -> None:
    """Raise what is wrong with the days of a draft, at the day it is wrong with."""
    last = today + _FURTHEST
    if not today - _OPENED_BEFORE <= asked.opens_on <= last:
        raise OpeningDayWrong
    if not max(today, asked.opens_on) <= asked.closes_on <= last:
        raise DaysWrong
    if not max(today, asked.opens_on) <= asked.review_by <= last:
        raise ReviewDayWrong
    if asked.results_by is not None and not asked.closes_on < asked.results_by <= last:
        raise ResultsDayWrong


async def _revise(doing: Doing, call: Call, asked: Drafting) -> Decided:
    return Decided(facts=[CallRevised(**await _drafted(doing, call.item_id, asked))], title=asked.title)


async def _submit(doing: Doing, call: Call, _: Nothing) -> Decided:
    text = await doing.work.ledger_texts.open(call.text_id, CallText)
    if call.reverse and not text.consent:
        raise ConsentMissing
    return Decided(facts=[CallSubmitted(number=call.number, officer=doing.actor.account_id)])


async def _send_back(doing: Doing, call: Call, asked: Reason) -> Decided:
    reason_id = await written(doing, call, asked)
    return Decided(facts=[CallSentBack(number=call.number, department=call.lead, reason_id=reason_id)])


async def _discard(doing: Doing, call: Call, asked: Reason) -> Decided:
    return Decided(facts=[CallDiscarded(reason_id=await written(doing, call, asked))])


BEGIN: Final = BeginDoor(action=Action.CALL_BEGIN, asks=Beginning, do=_begin)
DOORS: Final = (
    LedgerDoor(verb="revise", action=Action.CALL_KEEP, asks=Drafting, do=_revise),
    LedgerDoor(verb="submit", action=Action.CALL_KEEP, asks=Nothing, do=_submit),
    LedgerDoor(verb="send-back", action=Action.CALL_RELEASE, asks=Reason, do=_send_back),
    LedgerDoor(verb="discard", action=Action.CALL_KEEP, asks=Reason, do=_discard),
)
