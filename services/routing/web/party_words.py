"""The words of the registry of parties for staff."""

from enum import Enum
from typing import Final

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import PartyAct
from services.routing.domain.party import Found, NameStanding, PartyState

PARTY_WORDS: Final[tuple[dict[str | Enum, str], ...]] = (
    {
        PartyKind.COMPANY: "企業",
        PartyKind.NPO: "NPO・団体",
        PartyKind.UNIVERSITY: "大学・研究機関",
        PartyKind.MUNICIPALITY: "市町村",
        PartyKind.NATIONAL_OFFICE: "国の機関",
        PartyKind.INDIVIDUAL: "個人",
        PartyKind.UNKNOWN: "未確認",
    },
    {PartyState.PROVISIONAL: "未確認", PartyState.CONFIRMED: "確認済み"},
    {NameStanding.VALID: "名称", NameStanding.PROPOSED: "名称の候補", NameStanding.WRITING: "別の書き方"},
    {
        Found.NUMBER: "法人番号の一致",
        Found.NAME: "名称の一致",
        Found.NEW: "新しい団体として登録",
        Found.PERSON: "職員の判断",
        Found.NONE: "団体の記載なし",
    },
    {
        PartyAct.CONFIRMED: "団体を確認",
        PartyAct.NAMED: "名称を登録",
        PartyAct.NAME_CONFIRMED: "名称の候補を確認",
        PartyAct.NAME_SET_ASIDE: "名称の候補を別の書き方として登録",
        PartyAct.NUMBERED: "法人番号を変更",
        PartyAct.KIND_CHANGED: "種別を変更",
        PartyAct.MERGED: "団体を統合",
        PartyAct.TAKEN_APART: "統合を取消し",
        PartyAct.KEPT_APART: "別の団体と確認",
        PartyAct.CASE_JOINED: "案件を結び付け",
        PartyAct.CASE_LEFT: "案件の結び付きを解除",
        PartyAct.CONTACT_ADDED: "連絡先を登録",
        PartyAct.CONTACT_ENDED: "連絡先の使用を終了",
    },
)
