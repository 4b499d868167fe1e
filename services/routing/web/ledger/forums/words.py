"""The words of forums: what can be done, how they stand, what was told of them."""

from collections.abc import Mapping
from typing import Final

from services.routing.domain.ledger.forums.forum import FORUM_DAY, ForumState

VERBS: Final = {
    "begin": "意見交換会を企画する",
    "announce": "公表して申込みを受け付ける",
    "invite": "案内する",
    "link-idea": "提案を登録する",
    "mark-attendance": "出欠を記録する",
    "attend": "参加者を記録する",
    "write-summary": "開催の記録を書く",
    "close": "結果を公開して終了する",
    "revise": "内容を変更する",
    "cancel": "中止する",
    "drop": "取りやめる",
}
STATES: Final[Mapping[str, str]] = {
    ForumState.DRAFT: "企画中",
    ForumState.ANNOUNCED: "公表済み",
    ForumState.CLOSED: "終了",
    ForumState.CANCELLED: "中止",
    ForumState.DROPPED: "取りやめ",
}
FACTS: Final = {
    "forum.begun.v1": "企画",
    "forum.revised.v1": "内容の変更",
    "forum.dropped.v1": "取りやめ",
    "forum.announced.v1": "公開内容の更新",
    "forum.invited.v1": "案内",
    "forum.idea_linked.v1": "提案の登録",
    "forum.attendance_marked.v1": "出欠の記録",
    "forum.attended.v1": "参加者の記録",
    "forum.summary_written.v1": "開催の記録",
    "forum.closed.v1": "終了",
    "forum.withdrawn.v1": "中止",
}
# What the first of several facts of a kind is called.
FIRST_FACTS: Final = {"forum.announced.v1": "公表"}
DUES: Final = {FORUM_DAY: "意見交換会の開催"}
