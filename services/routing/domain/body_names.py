"""Names of bodies as people write them: who is a body at all, of which kind, and which two names are alike."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from shared.events import ProposerKind
from shared.japanese.corporate_number import corporate_number
from shared.japanese.normalise import forms_of_body, matching_name, matching_text


class PartyKind(StrEnum):
    """What a party is."""

    COMPANY = "company"  # 企業
    NPO = "npo"  # NPO・団体
    UNIVERSITY = "university"  # 大学・研究機関
    MUNICIPALITY = "municipality"  # 市町村
    NATIONAL_OFFICE = "national_office"  # 国の機関
    INDIVIDUAL = "individual"  # 個人
    UNKNOWN = "unknown"  # 未確認


_COMPANIES: Final = frozenset({"株式会社", "有限会社", "合同会社", "合資会社", "合名会社"})
_UNIVERSITIES: Final = frozenset({"国立大学法人", "公立大学法人"})
_KIND_BY_WORD: Final = (
    (re.compile(r"(大学|大学院|高等専門学校|高専|研究所|研究機構)(?:[^社]{0,12})$"), PartyKind.UNIVERSITY),
    (re.compile(r"^.{1,8}[都道府県]?.{1,8}[市町村区](?:役所|役場)?$"), PartyKind.MUNICIPALITY),
    (re.compile(r"(省|庁|地方整備局|経済産業局|運輸局|農政局|労働局|財務局)$"), PartyKind.NATIONAL_OFFICE),
    (
        re.compile(
            r"(協会|協議会|組合|連合会|商工会|商工会議所|委員会|実行委員会|振興会|財団|社団|の会|ネットワーク)$"
        ),
        PartyKind.NPO,
    ),
)
_SHORT_FORMS: Final = ("株", "有", "同", "資", "名", "一社", "一財", "公社", "公財", "特非", "福", "医", "学")
_ABBREVIATED: Final = tuple(f"({form})" for form in _SHORT_FORMS)
# What people put between the name of a body and their own.
_BETWEEN: Final = re.compile(rf"[\s/|,、<>\[\]]+|\((?!(?:{'|'.join(_SHORT_FORMS)})\))")
_NUMBER_SAID: Final = re.compile(r"法人番号\s*[:=]?\s*(?P<typed>T?\d[\d\-‐‑‒–—―−ー ]{11,24})")
# A person may be called 中村 or 大町 as well.
_NO_SIGN_IN_PASSING: Final = frozenset({PartyKind.UNKNOWN, PartyKind.MUNICIPALITY})
# Share of pairs of characters that two names have in common.
_ALIKE_FROM: Final = 0.5


def kind_of(stated: ProposerKind, name: str) -> PartyKind:
    """Return what a body is: what was stated, else what its name says."""
    if stated not in {ProposerKind.UNKNOWN, ProposerKind.DEPARTMENT}:
        kind = PartyKind(stated.value)
        national = kind is PartyKind.MUNICIPALITY and _kind_said(name) is PartyKind.NATIONAL_OFFICE
        return PartyKind.NATIONAL_OFFICE if national else kind
    return _kind_said(name)


def _kind_said(name: str) -> PartyKind:
    forms = forms_of_body(name)
    if forms & _COMPANIES:
        return PartyKind.COMPANY
    if forms & _UNIVERSITIES:
        return PartyKind.UNIVERSITY
    plain = matching_text(name).replace(" ", "")
    found = next((kind for words, kind in _KIND_BY_WORD if words.search(plain)), PartyKind.UNKNOWN)
    return PartyKind.NPO if forms and found is PartyKind.UNKNOWN else found


def body_in(display: str) -> str:
    """Return the name of a body in the sender's name of a mail (みお商事株式会社 田中); empty where it names none."""
    plain = unicodedata.normalize("NFKC", display)
    parts = [part for part in (_bare(part) for part in _BETWEEN.split(plain)) if part]
    for at, part in enumerate(parts):
        if not forms_of_body(part):
            continue
        if not is_only_a_form(part):
            return part
        # 「株式会社 みお」: the form stands alone before the name, or behind it.
        return "".join(parts[at : at + 2] if at + 1 < len(parts) else parts[max(at - 1, 0) :])
    return next((part for part in parts if _kind_said(part) not in _NO_SIGN_IN_PASSING), "")


def is_only_a_form(name: str) -> bool:
    """Tell whether a name is 株式会社 or the like and names nobody."""
    return bool(forms_of_body(name)) and matching_name(name) == matching_text(name).replace(" ", "")


def _bare(part: str) -> str:
    part = part.strip(" 「」『』・:")
    return part if part.endswith(_ABBREVIATED) else part.rstrip(")")


def number_said(text: str) -> str:
    """Return the 法人番号 as a text writes it after that word; empty where it says none."""
    found = _NUMBER_SAID.search(unicodedata.normalize("NFKC", text))
    return found["typed"].strip() if found else ""


def number_of(*typed: str) -> tuple[str | None, str]:
    """Return the first valid number among what was typed, and the words it stands on; None where none is valid."""
    said = [one.strip() for one in typed if one.strip()]
    for one in said:
        if number := corporate_number(one):
            return number, one
    return None, said[0] if said else ""


def agree(one: str, other: str) -> bool:
    """Tell whether two names may be of one body: the same but for legal forms of which no two contradict."""
    if matching_name(one) != matching_name(other):
        return False
    mine, theirs = forms_of_body(one), forms_of_body(other)
    return not mine or not theirs or bool(mine & theirs)


def alike(one: str, other: str) -> bool:
    """Tell whether a person may take two names for those of one body: one in the other, or many pairs in common."""
    mine, theirs = matching_name(one), matching_name(other)
    if not mine or not theirs:
        return False
    if min(len(mine), len(theirs)) > 1 and (mine in theirs or theirs in mine):
        return True
    pairs, others = _pairs(mine), _pairs(theirs)
    return 2 * len(pairs & others) >= _ALIKE_FROM * (len(pairs) + len(others)) if pairs and others else False


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}
