"""What is recorded of a project: its effects, its money, and what stands in its way."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.routing.domain.ledger.effects import standing
from services.routing.domain.ledger.project import Project
from services.routing.domain.ledger.project_words import EffectWords, FundingWords, ObstacleNews, ObstacleWords
from services.routing.handlers.ledger.days import Day
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.ledger.projects.running import check_owner
from services.routing.handlers.verbs.door import Asked
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action
from shared.errors import Invalid
from shared.events.projects import (
    EffectKind,
    EffectRecorded,
    EffectStanding,
    FundingKind,
    FundingSet,
    ObstacleKind,
    ObstacleMoved,
    ObstacleRecorded,
    ObstacleState,
)
from shared.ids import new_id
from shared.japanese.era import fiscal_year_in

_MOST_YEN = 10**15


def _year(said: object) -> object:
    return fiscal_year_in(said) or said if isinstance(said, str) else said


FiscalYear = Annotated[
    int,
    BeforeValidator(_year),
    Field(title="年度", examples=[2026], ge=1989, le=2200),
]
Yen = Annotated[int, Field(ge=0, le=_MOST_YEN)]


class NumberMissing(Invalid):
    """An amount is yen; a count is a number in a unit; what is neither is said in words."""

    place = "yen"
    public_message = "効果額には金額（円）を、数量には数と単位を、質の向上には言葉での説明を入力してください。"


class NotMeasuredYet(Invalid):
    """What has come about is as of a day that is not ahead."""

    place = "as_of"
    public_message = "実績は、本日までの日を基準日としてください。"


class NoSuchRecord(Invalid):
    """The record that is to be corrected or moved stands no more, or never did."""

    public_message = "選ばれた記録は、この事業にないか、すでに別の記録に置き換えられています。"


class NewEffect(Asked):
    """One effect, estimated or measured."""

    effect_kind: EffectKind = Field(title="効果の種類", examples=["amount"])
    standing: EffectStanding = Field(title="見込み・実績", examples=["actual"])
    label: str = Field(
        title="効果の項目",
        description="同じ項目の新しい記録が、その年度の値になります。",
        examples=["渡し船の運航費（県が行う場合との差）"],
        min_length=1,
        max_length=200,
    )
    fiscal_year: FiscalYear
    as_of: Day = Field(title="基準日", examples=["2027-03-31"])
    yen: int | None = Field(
        default=None,
        title="効果額（円）",
        description="県が自ら行った場合にかかる費用に相当する額です。",
        examples=[1_200_000],
        ge=-_MOST_YEN,
        le=_MOST_YEN,
    )
    count: float | None = Field(default=None, title="数量", examples=[2310], allow_inf_nan=False)
    unit: str = Field(default="", title="数量の単位", examples=["人"], max_length=20)
    words: str = Field(
        default="", title="質の向上の説明", examples=["通院の選択肢が増えた。"], max_length=LONGEST_CHARS
    )
    method: str = Field(
        title="算定方法",
        examples=["県が同じ便数を委託した場合の見積額による。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    )
    party_id: UUID | None = Field(
        default=None,
        title="算定した団体",
        description="課が算定したときは、選ばないでください。",
        examples=["01936f2a-7c00-7000-8000-0000000000c9"],
    )
    replaces: UUID | None = Field(
        default=None,
        title="訂正する記録",
        description="前の記録を正すときに選びます。前の記録も経過に残ります。",
        examples=["01936f2a-7c00-7000-8000-0000000000e5"],
    )


class Money(Asked):
    """Money of one kind in one year: what is planned, secured and spent."""

    source: FundingKind = Field(title="財源の種類", examples=["prefecture"])
    fiscal_year: FiscalYear
    planned: Yen = Field(title="予定額（円）", examples=[3_000_000])
    secured: Yen = Field(default=0, title="確保額（円）", examples=[2_000_000])
    used: Yen = Field(default=0, title="執行額（円）", examples=[0])
    note: str = Field(default="", title="説明", examples=["観光施設費"], max_length=LONGEST_CHARS)


class NewObstacle(Asked):
    """What stands in the way."""

    obstacle_kind: ObstacleKind = Field(title="支障の種類", examples=["law"])
    words: str = Field(
        title="支障の内容",
        description="国への要望の一覧に載ります。",
        examples=["定期の渡し船は、試しの運航でも通常の許可を要する。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    )
    law: str = Field(default="", title="法令・条例などの名称", examples=["海上運送法第3条"], max_length=300)
    asked: str = Field(
        default="",
        title="求める見直し",
        examples=["短い期間の実証は、届出で足りることとする。"],
        max_length=LONGEST_CHARS,
    )


class Move(Asked):
    """How an obstacle stands now."""

    obstacle_id: UUID = Field(title="支障", examples=["01936f2a-7c00-7000-8000-0000000000e5"])
    state: ObstacleState = Field(title="状態", examples=["resolved"])
    words: str = Field(
        default="",
        title="対応の内容",
        examples=["国の制度改正により、届出で足りることとなった。"],
        max_length=LONGEST_CHARS,
    )


async def _effect(doing: Doing, project: Project, asked: NewEffect) -> Decided:
    _check_number(asked)
    check_owner(project, asked.party_id)
    if asked.standing is EffectStanding.ACTUAL and asked.as_of > doing.step.today:
        raise NotMeasuredYet
    if asked.replaces is not None and asked.replaces not in {one.effect_id for one in standing(project)}:
        raise NoSuchRecord
    kind = asked.effect_kind
    words = EffectWords(label=asked.label.strip(), unit=asked.unit.strip(), words=asked.words, method=asked.method)
    fact = EffectRecorded(
        number=project.number,
        effect_id=new_id(),
        text_id=await doing.work.ledger_texts.write(project.item_id, project.desk_id, words),
        kind=kind,
        standing=asked.standing,
        fiscal_year=asked.fiscal_year,
        as_of=asked.as_of,
        yen=asked.yen if kind is EffectKind.AMOUNT else None,
        count=Decimal(str(asked.count)) if kind is EffectKind.COUNT else None,
        department=None if asked.party_id else doing.actor.department or project.lead,
        party_id=asked.party_id,
        replaces=asked.replaces,
    )
    return Decided(facts=[fact])


def _check_number(asked: NewEffect) -> None:
    said = {
        EffectKind.AMOUNT: asked.yen is not None,
        EffectKind.COUNT: asked.count is not None and bool(asked.unit.strip()),
        EffectKind.QUALITY: bool(asked.words.strip()),
    }
    if not said[asked.effect_kind]:
        raise NumberMissing


async def _fund(doing: Doing, project: Project, asked: Money) -> Decided:
    note = asked.note.strip()
    texts = doing.work.ledger_texts
    fact = FundingSet(
        number=project.number,
        kind=asked.source,
        fiscal_year=asked.fiscal_year,
        planned=asked.planned,
        secured=asked.secured,
        used=asked.used,
        text_id=await texts.write(project.item_id, project.desk_id, FundingWords(note=note)) if note else None,
    )
    return Decided(facts=[fact])


async def _obstacle(doing: Doing, project: Project, asked: NewObstacle) -> Decided:
    words = ObstacleWords(words=asked.words, law=asked.law.strip(), asked=asked.asked)
    fact = ObstacleRecorded(
        number=project.number,
        obstacle_id=new_id(),
        kind=asked.obstacle_kind,
        text_id=await doing.work.ledger_texts.write(project.item_id, project.desk_id, words),
    )
    return Decided(facts=[fact])


async def _move(doing: Doing, project: Project, asked: Move) -> Decided:
    if asked.obstacle_id not in {one.obstacle_id for one in project.obstacles}:
        raise NoSuchRecord
    news = asked.words.strip()
    texts = doing.work.ledger_texts
    fact = ObstacleMoved(
        number=project.number,
        obstacle_id=asked.obstacle_id,
        state=asked.state,
        text_id=await texts.write(project.item_id, project.desk_id, ObstacleNews(words=news)) if news else None,
    )
    return Decided(facts=[fact])


RECORD_EFFECT: LedgerDoor[Project, NewEffect] = LedgerDoor(
    verb="record-effect", action=Action.PROJECT_KEEP, asks=NewEffect, do=_effect
)
SET_FUNDING: LedgerDoor[Project, Money] = LedgerDoor(
    verb="set-funding", action=Action.PROJECT_KEEP, asks=Money, do=_fund
)
RECORD_OBSTACLE: LedgerDoor[Project, NewObstacle] = LedgerDoor(
    verb="record-obstacle", action=Action.PROJECT_KEEP, asks=NewObstacle, do=_obstacle
)
MOVE_OBSTACLE: LedgerDoor[Project, Move] = LedgerDoor(
    verb="move-obstacle", action=Action.PROJECT_KEEP, asks=Move, do=_move
)
