"""The words of operations for staff."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from services.operations.domain.balance import Account, Became
from services.operations.domain.delivery import UNKNOWN, Act, Advice, State
from services.operations.domain.incident import Cause, Remedy
from services.operations.web.fact_words import FACT_WORDS
from shared.events import FACTS, Channel
from shared.incident_words import CAUSE_WORDS, REMEDY_WORDS
from shared.web.labels import Audience, Catalogue

_BALANCE: Final[dict[str | Enum, str]] = {
    Account.DOOR: "受け取ったもの → 扱い",
    Account.CASE: "提案 → 案件",
    Account.NOTICE: "案件 → デスクへの知らせ",
    Account.ACKNOWLEDGEMENT: "返信できる提案 → 受付のお知らせ",
    Account.COUNTED: "案件 → 公開の件数",
    Became.CASE: "提案になった",
    Became.HELD: "留め置き（保留箱）",
    Became.REPLY: "返信",
    Became.DUPLICATE: "重複",
    Became.MACHINE: "自動送信",
    Became.SPAM: "迷惑メール",
    Became.NOT_FOR_US: "対象外",
    Became.PENDING: "読み取り中",
    "balance.title": "収支",
    "balance.lead": "入ったものと、その結果を、別々の記録から数えて突き合わせます。"
    "左右が合わなければ、どれの行方が分からないかまで示します。",
    "balance.even": "行方の分からないものはありません",
    "balance.even_text": "受け取ったものは、すべて結果があるか、処理の途中です。",
    "balance.uneven": "行方の分からないものが{n}件あります",
    "balance.uneven_text": "下の番号を控えてください。記録は消さずに、そのままにしておきます。",
    "balance.unexpected": "元の記録がないものが{n}件あります",
    "balance.unexpected_text": "結果の側にだけある記録です。"
    "元の記録が失われたおそれがあるため、開発担当に連絡してください。",
    "balance.sheet": "収支の一覧",
    "balance.became": "受け取ったものの扱い",
    "balance.held": "保留箱で人を待っているもの",
    "balance.none_held": "保留箱で待っているものはありません。",
    "balance.lost": "行方の分からないもの",
    "balance.drawn": "{at} に数えました。受け取って{grace}以内のものは、処理の途中として数えます。",
    "balance.more": "ほか{n}件",
    "lost.door": "受け取った記録はありますが、扱いの記録がありません。内容は暗号化して保管されています。"
    "番号を開発担当に伝え、控え（バックアップ）から扱いの記録を戻してください。",
    "lost.cases": "提案は保管されていますが、案件がありません。デスクの画面に出ないため、"
    "番号をデスクに伝えて放置を防ぎ、開発担当に連絡してください。",
    "lost.notices": "案件はありますが、デスクの受信箱に知らせがありません。"
    "番号をデスクに伝え、案件の一覧から開いてもらってください。",
    "lost.acknowledgements": "提案者に送る受付のお知らせがありません。"
    "番号をデスクに伝え、別の方法で受付を知らせてもらってください。",
    "lost.counted": "案件はありますが、公開の件数に入っていません。開発担当に連絡してください。",
}

# What can be done about something missing in an account.
LOST: Final[Mapping[Account, str]] = MappingProxyType({account: f"lost.{account}" for account in Account})

CATALOGUE: Final = Catalogue(
    staff={
        **FACT_WORDS,
        UNKNOWN: "種類不明",
        State.RETRYING: "再試行中",
        State.WAITING: "順番待ち",
        State.PARKED: "留置",
        State.RESOLVED: "解決済み",
        State.DISCARDED: "破棄",
        Act.REPLAY: "やり直し",
        Act.DISCARD: "破棄",
        Act.RETRY_NOW: "今すぐ再試行",
        Act.PAUSE: "読み手の一時停止",
        Act.RECONCILE: "照合と送り直し",
        Act.CLOSE_LETTER: "宛先不明の出来事の終了",
        Act.RESUME: "読み手の再開",
        Advice.UNREADABLE: "内容を読み取れないため、そのままやり直しても同じ結果になります。"
        "送り手の不具合を開発担当に確認してください。対応の後にやり直すか、理由を記録して破棄します。",
        Advice.SOMETHING_MISSING: "必要な設定や相手先が見つかりません。"
        "デスクの設定や組織の登録を確認し、整えた後にやり直してください。",
        Advice.NOT_NOW: "対象の状態がこの処理に合っていません。"
        "案件の状態を確認し、整った後にやり直すか、不要であれば理由を記録して破棄します。",
        Advice.FAULT: "プログラムの不具合が考えられます。エラーの場所を開発担当に伝え、修正の後にやり直してください。",
        Advice.ENDS_THE_PROCESS: "この出来事を処理するたびに、読み手のプログラムが止まりました（メモリ不足など）。"
        "開発担当に伝え、修正の後にやり直してください。ほかの配送は止まりません。",
        Advice.EARLIER_FIRST: "同じ案件の先の出来事がまだ届いていません。"
        "届くと自動で進みます。ほかの案件は止まりません。",
        **{Cause(code): words for code, words in CAUSE_WORDS.items()},
        **{Remedy(code): words for code, words in REMEDY_WORDS.items()},
        **_BALANCE,
        Channel.MAIL: "電子メール",
        Channel.FORM: "提案フォーム",
        Channel.API: "API",
        Channel.GATEWAY: "外部の入口",
        Channel.DEPARTMENT: "庁内（担当課から）",
        Channel.IMPORT: "一括取込み",
        Channel.COUNTER: "窓口",
        Channel.TELEPHONE: "電話",
        Channel.FAX: "FAX",
        Channel.PAPER: "郵送・書面",
        Channel.PAGE: "対応状況のページ",
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
        "overview.waiting": "順番待ち",
        "overview.see_retrying": "再試行中の一覧",
        "overview.see_balance": "収支",
        "overview.see_acts": "操作の記録",
        "overview.paused": "一時停止中",
        "overview.paused_text": "{by}が{at}から：{reason}",
        "overview.readers": "読み手ごとの配送の状況",
        "overview.outboxes": "サービスごとの送信待ち",
        "overview.see_parked": "留置の一覧",
        "overview.unknown": "不明",
        "overview.none": "なし",
        "parked.title": "留置の一覧",
        "parked.lead": "自動のやり直しでは解決せず、人の対応を待っている配送です。ほかの配送は止まっていません。",
        "parked.empty": "留置はありません",
        "parked.empty_text": "配送に失敗して人の対応が必要になると、原因ごとにここに表示されます。",
        "parked.kinds": "出来事の種類ごと",
        "parked.count": "{n}件",
        "parked.unshown": "古い順に表示しています。ほかに{n}件あります。"
        "まとめての操作は、表示していないものも対象にします。",
        "retrying.title": "再試行中の一覧",
        "retrying.lead": "失敗したあと、自動でもう一度試される配送です。原因が直っていれば、待たずに今すぐ試せます。",
        "retrying.empty": "再試行中の配送はありません",
        "retrying.empty_text": "配送に失敗すると、次に試す時刻とともにここに表示されます。",
        "retrying.retried": "再試行中",
        "retrying.waiting": "順番待ち",
        "retrying.waiting_text": "同じ案件の先の出来事が届くのを待っている配送です。届くと自動で進みます。"
        "待っている間も、ほかの案件は止まりません。",
        "retrying.none": "ありません。",
        "retrying.attempt": "{n}回失敗（{last}回で留置）",
        "retrying.due_now": "まもなく",
        "many.replay_title": "まとめてやり直す",
        "many.discard_title": "まとめて破棄する",
        "many.none": "対象の留置はありません",
        "many.none_text": "すでに解決したか、破棄されています。",
        "many.replay_text": "次の{n}件を、古い順に約{seconds}かけて一件ずつやり直します。"
        "すでに処理の済んだものが二重に処理されることはありません。失敗したものは、また留置されます。",
        "many.discard_text": "次の{n}件を破棄します。この読み手は今後これらの出来事を処理しません。元に戻せません。",
        "many.later": "この画面を開いた後に留置されたものは、対象に入りません。",
        "many.limit": "一度に扱うのは{n}件までです。残りは、もう一度操作してください。",
        "pause.title": "読み手の一時停止",
        "pause.resume_title": "読み手の再開",
        "pause.lead": "止めている間、この読み手への出来事は待ち行列に溜まります。"
        "失われるものはなく、再開すると古い順に処理します。"
        "30分を超えると事故として表示されます。",
        "pause.resume_lead": "待ち行列に溜まった出来事を、古い順に処理し始めます。",
        "pause.look_only": "一時停止と再開は、運用担当が行います。",
        "acts.title": "操作の記録",
        "acts.lead": "運用担当が行った操作です。記録は変更も削除もできません。",
        "acts.empty": "操作の記録はありません",
        "acts.empty_text": "やり直し・破棄・一時停止などを行うと、ここに残ります。",
        "delivery.retry_lead": "次の時刻を待たずに、いま一度試します。",
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
    return word(type_)


def channel_word(channel: str) -> str:
    """Return the word for the door something came in by; a door nobody here knows is shown by its code."""
    return word(channel)


def facts_without_words() -> list[str]:
    """Return the facts that operators could not read by name; a test keeps it empty."""
    return [fact.type for fact in FACTS if fact.type not in FACT_WORDS]


def age(seconds: int) -> str:
    """Return a length of time as an operator says it: 45秒, 3分, 2時間, 5日."""
    minute, hour, day = 60, 3600, 86_400
    for unit, name in ((day, "日"), (hour, "時間"), (minute, "分")):
        if seconds >= unit:
            return f"{seconds // unit}{name}"
    return f"{seconds}秒"
