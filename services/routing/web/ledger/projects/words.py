"""The words of projects, for pages, lists and history."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from services.routing.domain.ledger.project import ProjectState
from shared.events import projects as e

E = TypeVar("E", bound=StrEnum)
STATES: Final[Mapping[str, str]] = {
    ProjectState.PREPARING: "準備中",
    ProjectState.PILOT: "実証中",
    ProjectState.RUNNING: "実施中",
    ProjectState.COMPLETED: "完了",
    ProjectState.STOPPED: "中止",
}
VERBS: Final[Mapping[str, str]] = {
    "begin": "事業を登録する",
    "begin-pilot": "実証を始める",
    "close-pilot": "実証の結果を記録する",
    "start": "実施を始める",
    "report": "報告を記録する",
    "record-effect": "効果を記録する",
    "set-funding": "財源を記録する",
    "record-obstacle": "支障を記録する",
    "move-obstacle": "支障への対応を記録する",
    "set-reporting": "報告の頻度を決める",
    "rename": "件名・内容・分野を改める",
    "change-owners": "担当と連携先を改める",
    "put-under": "協定に結び付ける",
    "complete": "完了とする",
    "stop": "中止とする",
}
FACTS: Final[Mapping[str, str]] = {
    e.ProjectBegun.type: "事業を登録",
    e.ProjectDescribed.type: "件名・内容・分野を変更",
    e.ProjectOwnersChanged.type: "担当と連携先を変更",
    e.ProjectPutUnder.type: "協定との結び付きを変更",
    e.PilotBegun.type: "実証を開始",
    e.PilotClosed.type: "実証の結果を記録",
    e.ProjectStarted.type: "実施を開始",
    e.ReportingSet.type: "報告の頻度を決定",
    e.ProjectReported.type: "報告を記録",
    e.EffectRecorded.type: "効果を記録",
    e.FundingSet.type: "財源を記録",
    e.ObstacleRecorded.type: "支障を記録",
    e.ObstacleMoved.type: "支障への対応を記録",
    e.ProjectCompleted.type: "完了",
    e.ProjectStopped.type: "中止",
}
DUES: Final[Mapping[str, str]] = {"start": "開始の予定", "pilot": "実証の終わり", "report": "報告"}
LATE: Final[Mapping[str, str]] = {"report": "報告が遅れている事業"}
DECISIONS: Final[Mapping[e.PilotDecision, str]] = {
    e.PilotDecision.GO: "本格実施へ進む",
    e.PilotDecision.GO_WITH_CONDITIONS: "条件を付けて本格実施へ進む",
    e.PilotDecision.NO_GO: "進まない（事業を中止する）",
}
FREQUENCIES: Final[Mapping[e.ReportFrequency, str]] = {
    e.ReportFrequency.NONE: "定期の報告なし",
    e.ReportFrequency.MONTHLY: "毎月",
    e.ReportFrequency.QUARTERLY: "四半期ごと",
    e.ReportFrequency.HALF_YEARLY: "半年ごと",
    e.ReportFrequency.YEARLY: "毎年",
}
EFFECT_KINDS: Final[Mapping[e.EffectKind, str]] = {
    e.EffectKind.AMOUNT: "効果額",
    e.EffectKind.COUNT: "数量",
    e.EffectKind.QUALITY: "質の向上",
}
STANDINGS: Final[Mapping[e.EffectStanding, str]] = {
    e.EffectStanding.EXPECTED: "見込み",
    e.EffectStanding.ACTUAL: "実績",
}
FUNDING_KINDS: Final[Mapping[e.FundingKind, str]] = {
    e.FundingKind.PREFECTURE: "県予算",
    e.FundingKind.PROPOSER: "提案者の負担",
    e.FundingKind.STATE: "国庫",
    e.FundingKind.HOMETOWN_TAX: "ふるさと納税",
    e.FundingKind.CORPORATE_HOMETOWN_TAX: "企業版ふるさと納税",
    e.FundingKind.DONATION: "寄附",
    e.FundingKind.OTHER: "その他",
}
OBSTACLE_KINDS: Final[Mapping[e.ObstacleKind, str]] = {
    e.ObstacleKind.LAW: "法令",
    e.ObstacleKind.ORDINANCE: "条例",
    e.ObstacleKind.PRACTICE: "慣行",
    e.ObstacleKind.FUNDS: "資金",
    e.ObstacleKind.PEOPLE: "人",
    e.ObstacleKind.PLACE: "場所",
    e.ObstacleKind.TECHNOLOGY: "技術",
}
OBSTACLE_STATES: Final[Mapping[e.ObstacleState, str]] = {
    e.ObstacleState.OPEN: "未対応",
    e.ObstacleState.HANDLED: "対応中",
    e.ObstacleState.RESOLVED: "解消",
}


def options(words: Mapping[E, str]) -> Sequence[tuple[str, str]]:
    """Return the codes with their words, as a form offers them."""
    return [(code.value, said) for code, said in words.items()]


def yen_words(amount: int | None) -> str:
    """Write an amount as an office does; nothing for none."""
    return "" if amount is None else f"{amount:,}円"


def count_words(count: Decimal | None, unit: str) -> str:
    """Write a count in its unit, without a useless .0; nothing for none."""
    return "" if count is None else f"{float(count):,.10g}{unit}"


def effect_value(effect: e.EffectRecorded, unit: str, words: str) -> str:
    """Write what an effect comes to."""
    return yen_words(effect.yen) or count_words(effect.count, unit) or words
