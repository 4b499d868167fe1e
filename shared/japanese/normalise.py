"""One spelling for what people spell in many ways; what they typed is stored beside it, never replaced."""

import re
import unicodedata
from typing import Final

# Variants NFKC leaves alone, although names are written either way.
_OLD_FORMS: Final = str.maketrans(
    "髙﨑嵜濵濱邉邊齋齊德澤廣國學櫻瀨嶋嶌冨惠榮眞萬與龍圓會",
    "高崎崎浜浜辺辺斎斉徳沢広国学桜瀬島島富恵栄真万与竜円会",
)
_WAVES: Final = str.maketrans({"〜": "~", "～": "~", "∼": "~"})
_VARIANTS: Final = _OLD_FORMS | _WAVES
_DASH_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[-‐‑‒–—―−ー](?=\d)")
SPACES: Final = re.compile(r"\s+")
# Legal forms, as a pattern for `matching_text`.
FORM_OF_BODY: Final = (
    r"株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)(?:社団|財団)法人|特定非営利活動法人|npo法人"
    r"|(?:国立大学|公立大学|学校|社会福祉|医療|宗教|独立行政|地方独立行政)法人"
    r"|\((?:株|有|同|資|名|一社|一財|公社|公財|特非|福|医|学)\)"
)
_FORMS_OF_BODY: Final = re.compile(FORM_OF_BODY)
# How a legal form is written short in running text; (名) and (有) may mean something else there.
_SHORT_FORMS: Final = {
    "(株)": "株式会社",
    "(一社)": "一般社団法人",
    "(一財)": "一般財団法人",
    "(特非)": "特定非営利活動法人",
}
_SHORT_FORM: Final = re.compile("|".join(map(re.escape, _SHORT_FORMS)))
_JAPANESE: Final = "\u3041-\u30ff\u4e00-\u9fff々"
_BREAK: Final = re.compile(f"(?<=[{_JAPANESE}]) (?=[{_JAPANESE}])")

_WRITTEN_OUT: Final = {
    "(株)": "株式会社",
    "(有)": "有限会社",
    "(同)": "合同会社",
    "(資)": "合資会社",
    "(名)": "合名会社",
    "(一社)": "一般社団法人",
    "(一財)": "一般財団法人",
    "(公社)": "公益社団法人",
    "(公財)": "公益財団法人",
    "(特非)": "特定非営利活動法人",
    "npo法人": "特定非営利活動法人",
    "(福)": "社会福祉法人",
    "(医)": "医療法人",
    "(学)": "学校法人",
}


def matching_text(text: str) -> str:
    """Return *text* in the one spelling used for searching and comparing; never show it to a person."""
    return SPACES.sub(" ", spelt_alike(unicodedata.normalize("NFKC", text))).strip()


def spelt_alike(composed: str) -> str:
    """Return a text in NFKC in the spelling used for matching, its spaces as they are.

    Only small letters can make it longer, each by itself, so that a place in it can be followed back.
    """
    return _DASH_BETWEEN_DIGITS.sub("-", composed.lower().translate(_VARIANTS))


def matching_prose(text: str) -> str:
    """Return running text as matching_text does, with no break inside Japanese words and legal forms written out.

    Mail programs break lines inside words, and forms set them wide.
    """
    joined = _BREAK.sub("", matching_text(text))
    return _SHORT_FORM.sub(lambda found: _SHORT_FORMS[found[0]], joined)


def matching_name(name: str) -> str:
    """Return the name of a body without its legal form and spaces, so that ㈱, (株) and 株式会社 are one.

    A name that consists of nothing but a legal form stays as it is.
    """
    folded = matching_text(name).replace(" ", "")
    return _FORMS_OF_BODY.sub("", folded) or folded


def forms_of_body(name: str) -> frozenset[str]:
    """Return the legal forms a name says, each written out: ㈱みお and みお株式会社 both say 株式会社."""
    said = _FORMS_OF_BODY.findall(matching_text(name).replace(" ", ""))
    return frozenset(_WRITTEN_OUT.get(form, form) for form in said)
