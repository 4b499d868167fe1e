"""The words of calls: what can be done, how they stand, what was told of them."""

from collections.abc import Mapping
from typing import Final

from services.routing.domain.ledger.calls.call import CLOSING, RESULTS, RESULTS_DESK, REVIEW, REVIEW_DESK, CallState

VERBS: Final = {
    "begin": "募集を起案する",
    "revise": "案を直す",
    "submit": "デスクに確認を求める",
    "send-back": "差し戻す",
    "publish": "確認して公開する",
    "discard": "取りやめる",
    "publish-answer": "質問と回答を公開する",
    "review": "見直して期限を改める",
    "extend": "締切を延ばす",
    "close": "早めに締め切る",
    "conclude": "結果を公開して終了する",
    "withdraw": "募集を取り下げる",
    "link-application": "提案を応募として登録する",
    "unlink-application": "応募の登録を取り消す",
    "screen": "応募の要件を確認する",
    "score": "応募を採点する",
    "decide": "採否をまとめて決定する",
    "take-back-decision": "通知前の決定を取り消す",
    "release": "結果を応募者に通知する",
}
STATES: Final[Mapping[str, str]] = {
    CallState.DRAFT: "起案中",
    CallState.CHECKING: "確認中",
    CallState.PUBLISHED: "公開中",
    CallState.CLOSED: "締切後（審査中）",
    CallState.DECIDED: "決定済み（通知前）",
    CallState.RELEASED: "結果通知済み",
    CallState.CONCLUDED: "終了",
    CallState.WITHDRAWN: "取下げ",
    CallState.DISCARDED: "取りやめ",
}
FACTS: Final = {
    "call.begun.v1": "起案",
    "call.revised.v1": "案の修正",
    "call.submitted.v1": "確認の依頼",
    "call.sent_back.v1": "差戻し",
    "call.discarded.v1": "取りやめ",
    "call.published.v1": "公開ページへの掲載（更新を含む）",
    "call.answer_published.v1": "質問への回答の公開",
    "call.extended.v1": "締切の延長",
    "call.reviewed.v1": "見直し",
    "call.closed.v1": "締切",
    "call.application_linked.v1": "応募の登録",
    "call.application_unlinked.v1": "応募の登録の取消し",
    "call.application_screened.v1": "応募の要件の確認",
    "call.application_scored.v1": "応募の採点",
    "call.decided.v1": "採否の決定",
    "call.decision_taken_back.v1": "採否の決定の取消し",
    "call.results_released.v1": "結果の通知",
    "call.concluded.v1": "終了",
    "call.withdrawn.v1": "取下げ",
}
DUES: Final = {
    REVIEW: "見直し期限",
    REVIEW_DESK: "見直し期限（デスクへのお知らせ）",
    CLOSING: "募集の締切",
    RESULTS: "結果の通知の予定日",
    RESULTS_DESK: "結果の通知の予定日（デスクへのお知らせ）",
}
PASSED: Final = {None: "未確認", True: "要件を満たす", False: "要件を満たさない"}
ADOPTED: Final = {None: "未決定", True: "採択", False: "不採択"}
