"""The words of operations for staff."""

from enum import Enum
from typing import Final

from services.operations.domain.delivery import UNKNOWN, Act, Advice, State
from services.operations.domain.incident import Cause, Remedy
from shared.events import FACTS
from shared.web.labels import Audience, Catalogue

_FACTS: Final[dict[str | Enum, str]] = {
    "mail.received.v1": "メールの受信",
    "mail.held.v1": "メールの保留箱入り",
    "proposal.received.v1": "提案の受付",
    "case.opened.v1": "案件の作成",
    "case.confirmation_started.v1": "内容確認の開始",
    "case.confirmed.v1": "内容の確認",
    "case.offer_made.v1": "担当課への送付",
    "case.offer_accepted.v1": "担当課の引受け",
    "case.verdict_given.v1": "検討結果の回答",
    "case.access_changed.v1": "閲覧できる課の変更",
    "mail.sent.v1": "メールの送信",
    "mail.gave_up.v1": "メール送信の断念",
    UNKNOWN: "種類不明",
}

CATALOGUE: Final = Catalogue(
    staff={
        **_FACTS,
        State.RETRYING: "再試行中",
        State.WAITING: "順番待ち",
        State.PARKED: "留置",
        State.RESOLVED: "解決済み",
        State.DISCARDED: "破棄",
        Act.REPLAY: "やり直し",
        Act.DISCARD: "破棄",
        Advice.UNREADABLE: "内容を読み取れないため、そのままやり直しても同じ結果になります。"
        "送り手の不具合を開発担当に確認してください。対応の後にやり直すか、理由を記録して破棄します。",
        Advice.SOMETHING_MISSING: "必要な設定や相手先が見つかりません。"
        "デスクの設定や組織の登録を確認し、整えた後にやり直してください。",
        Advice.NOT_NOW: "対象の状態がこの処理に合っていません。"
        "案件の状態を確認し、整った後にやり直すか、不要であれば理由を記録して破棄します。",
        Advice.FAULT: "プログラムの不具合が考えられます。エラーの場所を開発担当に伝え、修正の後にやり直してください。",
        Cause.DELIVERY_PARKED: "配送が留置されています",
        Cause.QUEUE_WITHOUT_CONSUMER: "待ち行列に受け手がいません",
        Cause.QUEUE_MISSING: "待ち行列がありません",
        Cause.OUTBOX_OLD: "送信待ちが滞っています",
        Cause.DEAD_LETTERS: "行き先を失った出来事があります",
        Cause.BROKER_AWAY: "配送の仕組み（RabbitMQ）が応答しません",
        Cause.MANAGEMENT_AWAY: "RabbitMQの管理口が応答しません",
        Remedy.LOOK_AT_DELIVERY: "留置の一覧で原因を確認し、やり直すか、理由を記録して破棄してください。",
        Remedy.RESTART_WORKER: "該当するサービスの処理（worker）が動いているか確認し、再起動してください。",
        Remedy.RUN_SETUP: "「desk setup」を実行し、待ち行列を作り直してください。",
        Remedy.LOOK_AT_RELAY: "RabbitMQと該当するサービスが動いているか確認してください。復旧すると自動で送られます。",
        Remedy.ASK_DEVELOPER: "待ち行列 desk.dead.v1 に出来事が残っています。消さずに、開発担当に連絡してください。",
        Remedy.START_BROKER: "RabbitMQを起動してください。その間の受付は続き、復旧すると自動で送られます。",
        Remedy.START_MANAGEMENT: "RabbitMQの管理機能（management プラグイン）が動いているか確認してください。",
        "state.overview": "運用",
        "overview.parked": "留置",
        "overview.retrying": "再試行中",
        "overview.incidents": "未解決の事故",
        "overview.no_incidents": "未解決の事故はありません",
        "overview.no_incidents_text": "異常が見つかると、原因と対応のしかたがここに表示されます。",
        "overview.unwatched": "現在の件数を確認できません",
        "overview.unwatched_text": "運用サービスの見守りが60秒以上記録されていません。"
        "運用サービス（operations）とRabbitMQの管理口を確認してください。",
        "overview.sampled": "{at} 時点の件数です。自動で更新されます。",
        "overview.readers": "読み手ごとの配送の状況",
        "overview.outboxes": "サービスごとの送信待ち",
        "overview.see_parked": "留置の一覧",
        "overview.unknown": "不明",
        "overview.none": "なし",
        "parked.title": "留置の一覧",
        "parked.lead": "自動のやり直しでは解決せず、人の対応を待っている配送です。ほかの配送は止まっていません。",
        "parked.empty": "留置はありません",
        "parked.empty_text": "配送に失敗して人の対応が必要になると、原因ごとにここに表示されます。",
        "parked.count": "{n}件",
        "delivery.title": "配送の詳細",
        "delivery.replay_lead": "この配送だけを、もう一度やり直します。結果は数秒で分かります。",
        "delivery.discard_lead": "破棄すると、この読み手は今後この出来事を処理しません。元に戻せません。",
        "delivery.no_acts": "まだ操作の記録はありません。",
        "delivery.look_only": "やり直しと破棄は、運用担当が行います。",
        "delivery.no_step": "まだ記録がありません",
    }
)


def word(key: str | Enum) -> str:
    """Return the word staff read for *key*; one that has no word is shown as it is."""
    return CATALOGUE.text(Audience.STAFF, key)


def fact_word(type_: str) -> str:
    """Return the word for a type of fact; a type nobody here knows is shown as it came."""
    return CATALOGUE.staff.get(type_, type_)


def facts_without_words() -> list[str]:
    """Return the facts that operators could not read by name; a test keeps it empty."""
    return [fact.type for fact in FACTS if fact.type not in _FACTS]


def age(seconds: int) -> str:
    """Return a length of time as an operator says it: 45秒, 3分, 2時間, 5日."""
    minute, hour, day = 60, 3600, 86_400
    for unit, name in ((day, "日"), (hour, "時間"), (minute, "分")):
        if seconds >= unit:
            return f"{seconds // unit}{name}"
    return f"{seconds}秒"
