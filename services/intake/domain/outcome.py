"""What became of a raw message: exactly one outcome each (P1)."""

from enum import StrEnum


class Outcome(StrEnum):
    """The one thing that became of what arrived."""

    PENDING = "pending"  # 処理待ち
    CASE = "case"  # 提案として受付
    REPLY = "reply"  # 返信
    HELD = "held"  # 保留
    SPAM = "spam"  # 迷惑メール
    DUPLICATE = "duplicate"  # 重複
    MACHINE = "machine"  # 自動送信メール
    NOT_FOR_US = "not_for_us"  # 対象外


class HoldReason(StrEnum):
    """Why a person must look at a message."""

    UNREADABLE = "unreadable"  # 読み取れない
    WORKER_GAVE_UP = "worker_gave_up"  # 読み取りが時間内に終わらない
    REPLY = "reply"  # 返信と思われる
    MAYBE_MACHINE = "maybe_machine"  # 自動送信か人が書いたものか分からない
    REPORT_PASSED_ON = "report_passed_on"  # 配信できなかったという通知の転送
    TAKEN_OUT = "taken_out"  # 仕分けから取り出した
    RETURN_ADDRESS = "return_address"  # 配信不能の通知だけを受ける宛先に届いた
    ENCRYPTED = "encrypted"  # 暗号化されていて読めない
    EMPTY = "empty"  # 件名も本文も添付もない
    PASSWORD_ONLY = "password_only"  # noqa: S105 - パスワードだけのお知らせ
    GATEWAY_INCOMPLETE = "gateway_incomplete"  # 連携データに提案名も概要もない
    GATEWAY_CHANGED = "gateway_changed"  # 受付済みの記録の内容が変わった
    TOO_LARGE = "too_large"  # 大きすぎて受け取れない
    PAUSED = "paused"  # 受付停止中


class Decision(StrEnum):
    """What became of a held message."""

    PROPOSAL = "proposal"  # 提案として受け付ける
    ATTACH = "attach"  # 受付済みの案件に追加する
    READ_AGAIN = "read_again"  # もう一度読み取る
    NOT_FOR_US = "not_for_us"  # 対象外とする
    RESUMED = "resumed"  # 受付再開により読み直す（人の判断ではない）
