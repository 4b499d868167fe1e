"""The words of the list of cases for staff."""

from enum import Enum

from services.routing.storage.case_filter import CaseOrder, OfficerWanted

LIST_WORDS: dict[str | Enum, str] = {
    CaseOrder.NEWEST: "新しい順",
    CaseOrder.NEXT_DAY: "次に動く日の順",
    CaseOrder.CHANGED: "最近動きのあった順",
    OfficerWanted.MINE: "自分",
    OfficerWanted.NOBODY: "担当者なし",
}
