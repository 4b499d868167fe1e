"""What the API says of cases; titles, descriptions and examples are the documentation."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.routing.domain.membership import MemberState
from services.routing.domain.stage import OfferState, Stage
from services.routing.domain.verbs import Verb
from services.routing.web.api.contents import FieldSaid, FileSaid
from services.routing.web.api.coordination import BesideSaid, CooperationSaid, PartnersSaid, TaskSaid
from services.routing.web.api.dialogue import EntrySaid, VerdictSaid, WaitingActSaid, WaitingNoteSaid
from services.routing.web.api.said import Said
from shared.events import Channel, Direction, LinkKind, ProposerKind, Verdict
from shared.web.api import ProblemDocument


class Link(Said):
    """Where something is found."""

    href: str = Field(title="アドレス", examples=["/api/cases/R8-0012"])


class PermittedVerb(Said):
    """Something this account may do to the case now."""

    verb: Verb = Field(title="操作", examples=["confirm"])
    title: str = Field(title="操作の名前", examples=["内容を確認する"])
    href: str = Field(title="アドレス", examples=["/api/cases/R8-0012/commands/confirm"])


class NextAction(PermittedVerb):
    """The same with what it asks for."""

    asks: dict[str, Any] = Field(
        title="送る本文の形",
        description="JSON Schema。項目ごとの見出しと説明を含みます。",
        examples=[{"type": "object", "properties": {"abstract": {"title": "要旨", "type": "string"}}}],
    )


class ListedCase(Said):
    """One line of the list of cases."""

    receipt: str = Field(title="受付番号", examples=["R8-0012"])
    case_id: UUID = Field(title="案件の番号")
    stage: Stage = Field(title="段階", examples=["reviewing"])
    confirmed: bool = Field(title="内容を確認済みか")
    version: int = Field(title="版", description="操作のとき If-Match に指定する値。", examples=[4])
    direction: Direction = Field(title="向き")
    proposer_kind: ProposerKind = Field(title="提案者の種別")
    channel: Channel = Field(title="届いた方法")
    title: str | None = Field(title="題名", description="引き受ける前の課には表示されません。", examples=["森の渡し船"])
    proposer: str | None = Field(title="提案者", description="題名と同じ。", examples=["株式会社みお"])
    opened_at: datetime = Field(title="受付日時")
    changed_at: datetime = Field(title="最後に動きのあった日時")
    next_day: date = Field(title="次に動く日")
    unled: bool = Field(title="主担当の課がいないか")


class CasePage(Said):
    """One page of the list of cases."""

    cases: list[ListedCase] = Field(title="案件")
    next: str | None = Field(title="続きの位置", description="after に指定すると続きを返します。無ければ終わりです。")
    links: dict[str, Link] = Field(title="リンク", examples=[{"next": {"href": "/api/cases?after=bmV3ZXN0"}}])


class CaseState(Said):
    """Where a case stands, without anything of the proposal."""

    receipt: str = Field(title="受付番号", examples=["R8-0012"])
    case_id: UUID = Field(title="案件の番号")
    version: int = Field(title="版", description="ETag と同じ値。", examples=[5])
    stage: Stage | None = Field(
        title="段階", description="参加していない市町村の利用者には null です。", examples=["confirming"]
    )
    confirmed: bool = Field(title="内容を確認済みか")
    direction: Direction = Field(title="向き")
    round: int | None = Field(
        title="何回目の検討か", description="再開すると増えます。市町村の利用者には null です。", examples=[1]
    )
    leading: str | None = Field(title="主担当の課", examples=["shinrin"])
    unled: bool = Field(title="主担当の課がいないか")
    decline_waits: bool = Field(
        title="見送りの起案が承認を待っているか",
        description="二人で決めるデスクでは、decline も起案にとどまり、承認（approve-decline）を待ちます。",
    )
    act_waits: Verb | None = Field(
        None,
        title="承認を待っている操作",
        description="二人で発信するデスクでは、外に出る操作は起案にとどまり、承認（release-act）を待ちます。",
    )
    actions: Sequence[PermittedVerb] = Field(title="いま行える操作", description="この利用者がいま行えるもの。")
    links: dict[str, Link] = Field(title="リンク", examples=[{"self": {"href": "/api/cases/R8-0012"}}])


class OfferSaid(Said):
    """One addressee that was asked."""

    offer_id: UUID = Field(title="送付の番号")
    department: str | None = Field(None, title="送付先の課", examples=["shinrin"])
    party_id: UUID | None = Field(None, title="送付先の団体")
    name: str | None = Field(None, title="送付先の名称", examples=["森林整備課"])
    lead: bool = Field(title="主担当か")
    due: date = Field(title="回答期限")
    state: OfferState = Field(title="状態")
    verdict: Verdict | None = Field(None, title="検討結果")
    reason: str | None = Field(None, title="理由")
    suggested: str | None = Field(None, title="担当と考えられる課")
    asked_at: datetime = Field(title="送付日時")
    answered_at: datetime | None = Field(None, title="回答日時")
    verdicts: list[VerdictSaid] = Field([], title="これまでの検討結果", description="新しい順です。")


class MemberSaid(Said):
    """One municipality that was invited."""

    municipality: str = Field(title="市町村", examples=["shi-isobe"])
    name: str = Field(title="名称", examples=["磯部市"])
    state: MemberState = Field(title="状態")
    due: date = Field(title="回答期限")
    asked_by: str | None = Field(title="参加をお願いした課", description="デスクのときは null です。")
    of_all: bool = Field(title="全市町村へのお願いか")
    by_desk: bool = Field(title="デスクが参加を終えたか")
    invited_at: datetime = Field(title="お願いした日時")
    answered_at: datetime | None = Field(title="回答日時")
    left_at: datetime | None = Field(title="参加が終わった日時")
    words: str | None = Field(title="依頼の言葉", description="見られない人には null です。")
    reason: str | None = Field(title="参加しない、又は参加を終えた理由", description="依頼の言葉と同じ。")


class SuggestionSaid(Said):
    """A department that may be in charge."""

    rank: int = Field(title="順位", examples=[1])
    department: str = Field(title="課", examples=["shinrin"])
    name: str = Field(title="課の名称", examples=["森林整備課"])
    bureau: str = Field(title="部局", examples=["農林部"])
    share: float = Field(title="割合", description="上位5課の中での割合。", examples=[0.62])
    reasons: list[dict[str, Any]] = Field(title="根拠")


class HistorySaid(Said):
    """One thing that happened; the hash chains it to the one before."""

    version: int = Field(title="版", examples=[2])
    type: str = Field(title="出来事", examples=["case.confirmed.v1"])
    actor: str = Field(title="行った人・仕組み", examples=["account:019a…"])
    occurred_at: datetime = Field(title="日時")
    data: dict[str, Any] = Field(title="番号と状態")
    hash: str = Field(title="履歴のハッシュ")
    rule_version: str = Field(title="適用した設定の版", examples=["miono.5"])


class RelationSaid(Said):
    """Another case that belongs with this one, as far as this account may see it."""

    receipt: str = Field(title="受付番号", examples=["R8-0007"])
    stage: Stage = Field(title="段階")
    kind: LinkKind = Field(title="関係", examples=["rolled_out_from"])
    how: str = Field(title="この案件から見た、相手の案件", examples=["展開元"])


class WholeCase(CaseState):
    """A case as far as this account may see it; every look is recorded."""

    actions: Sequence[NextAction] = Field(
        title="いま行える操作", description="この利用者が、いまの状態で行えるもの。それぞれが何を求めるかを含みます。"
    )
    proposer_kind: ProposerKind | None = Field(title="提案者の種別", description="市町村の利用者には null です。")
    channel: Channel | None = Field(title="届いた方法", description="市町村の利用者には null です。")
    title: str | None = Field(title="題名", description="提案の内容を開けない人には表示されません。")
    text: str | None = Field(title="提案の本文", description="題名と同じ。")
    fields: list[FieldSaid] = Field([], title="様式の項目", description="提案の内容を開けない人には空です。")
    files: list[FileSaid] = Field([], title="ファイル", description="提案と返信のもの。見られない人には空です。")
    abstract: str | None = Field(title="要旨", description="デスクが書いた、引受け前の課も読める説明。")
    next_day: date | None = Field(title="次に動く日", description="市町村の利用者には null です。")
    returns: int | None = Field(title="返送の回数", description="市町村の利用者には null です。")
    suggestions: list[SuggestionSaid] = Field(title="担当課の候補")
    sure: bool = Field(title="候補が確かか")
    lead: str | None = Field(title="主担当の候補", examples=["shinrin"])
    together: list[str] = Field(title="併せて尋ねる課")
    offers: list[OfferSaid] = Field(title="送付", description="この利用者が見られるもの。")
    municipalities: list[MemberSaid] = Field(
        title="市町村", description="市町村の利用者には、自分の市町村だけです。見られない人には空です。"
    )
    relations: list[RelationSaid] = Field([], title="関係する案件", description="どちらから結び付けたものも示します。")
    partners: PartnersSaid | None = Field(None, title="連携先", description="回答を締め切る前は null です。")
    cooperation: CooperationSaid | None = Field(None, title="協定区分", description="決まる前は null です。")
    starts_on: date | None = Field(None, title="実施を始める日")
    tasks: list[TaskSaid] = Field(
        [], title="双方の宿題", description="日程、手続き、宿題。依頼されただけの人には空です。"
    )
    ledger: list[BesideSaid] = Field([], title="関係する台帳の記録", description="事業、協定、募集、公表など。")
    thread: list[EntrySaid] = Field(title="提案者とのやりとり", description="見られない人には空です。")
    notes: list[EntrySaid] = Field(title="庁内メモ", description="見られない人には空です。")
    waiting_act: WaitingActSaid | None = Field(
        None, title="承認を待っている操作", description="外に出る操作の起案です。デスクだけが見ます。"
    )
    waiting_note: WaitingNoteSaid | None = Field(title="承認を待っている連絡", description="デスクだけが見ます。")
    history: list[HistorySaid] = Field(title="経過", description="見られない人には空です。")


class Conflict(ProblemDocument):
    """The case is not in the state the request was made for; it is told as it stands."""

    case: CaseState | None = Field(None, title="いまの状態", description="閲覧できなくなった案件では null です。")
