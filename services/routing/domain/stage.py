"""Where a case stands; stored values are never renamed, readers' words live in web/labels.py."""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of a case, in the order of the guideline, and its ends."""

    RECEIVED = "received"  # 受付
    CONFIRMING = "confirming"  # 確認中
    WAITING_FOR_PROPOSER = "waiting_for_proposer"  # 補正待ち
    OFFERED = "offered"  # 提案中
    REVIEWING = "reviewing"  # 検討中
    COORDINATING = "coordinating"  # 調整中
    IMPLEMENTING = "implementing"  # 実施中
    COMPLETED = "completed"  # 完了
    DECLINED = "declined"  # 見送り
    WITHDRAWN = "withdrawn"  # 取下げ
    REFERRED = "referred"  # 他窓口へ紹介
    MERGED = "merged"  # 統合


# Nothing more is expected of anybody.
ENDS = frozenset({Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN, Stage.REFERRED, Stage.MERGED})


class OfferState(StrEnum):
    """Where one offer stands."""

    ASKED = "asked"  # 検討依頼中
    TAKEN_UP = "taken_up"  # 引受け
    JUDGED = "judged"  # 検討結果あり
    RETURNED = "returned"  # 担当外として返送
    EXPIRED = "expired"  # 期限切れ
    RECALLED = "recalled"  # 取りやめ
    JOINED = "joined"  # 参画
    LEFT = "left"  # 離脱


# The addressee gave it back, or the desk took it back: it asks nobody any more.
GONE = frozenset({OfferState.RETURNED, OfferState.EXPIRED, OfferState.RECALLED, OfferState.LEFT})
# Somebody still owes an answer.
OPEN = frozenset({OfferState.ASKED, OfferState.TAKEN_UP})
