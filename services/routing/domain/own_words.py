"""What of a text speaks of the idea: not the greeting, the signature, the thanks, nor who writes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shared.folding import fold, words_of
from shared.japanese.normalise import FORM_OF_BODY, matching_text

_END: Final = re.compile(r"[。．!?！？]|\n\s*\n")
# A line end is a break of the sentence only where the line is complete or the next one begins something new.
_SOFT_BREAK: Final = re.compile(
    r"(?<![。．!?！？:：様中位殿])\n(?!\s*(?:[・･●■◆◇○□※*\-–—―①-⑳【(（\[]|\d{1,2}[.)．、]))"
)
_LIST_MARK: Final = re.compile(r"^\s*(?:\d{1,2}(?:[.)、]\s*|$)|\(\d{1,2}\)|[a-z][.)]\s)")
# Whole formulas an office and its writers use around what they mean, in letters alone; never a word that may be meant.
_FORMULAS: Final = (
    r"^.{0,60}と申します$|(?:いつも|大変|日頃より|平素より)*お世話になって(?:おり|い)ます|お?疲れ(?:様|さま)(?:です|でございます)",
    r"^こんにちは|^こんばんは|(?:はじめ|初め)て(?:ご連絡|メール|お便り).{0,14}$|^(?:はじめ|初め)まして|^突然の(?:ご連絡|メール|お便り).{0,20}$",
    r"拝啓|謹啓|前略|敬具|草々|早々$|敬白|時下.{0,40}申し上げます$|^.{0,14}ますます.{0,30}(?:お慶び|お喜び)申し上げます$",
    r"^(?:平素|日頃)(?:は|より|から).{0,30}(?:御礼|お礼|感謝|ありがとう|賜り).{0,24}$",
    r"お忙しい(?:ところ|中)(?:恐れ入りますが|恐縮ですが|大変恐縮ですが|失礼いたします)?|ご多[忙用]の(?:ところ|中)",
    r"(?:誠に|大変)?恐れ入りますが|^.{0,10}失礼(?:いた|致)し(?:ます|ました)$",
    r"[ご御]検討(?:いただけ|頂け|賜り|のほど|ください|くださる).{0,24}$",
    r"(?:何とぞ|何卒|どうぞ|どうか)?(?:よろしく|宜しく)お願い(?:いた|致|申し上げ|し).{0,8}$",
    r"[ご御](?:返信|連絡|回答).{0,8}(?:お待ち|お願い).{0,14}$|^取り急ぎ.{0,30}$|^まずは.{0,30}まで$|^(?:記|以上)$",
    r"(?:先日|前回)(?:お送り|ご連絡|ご提案).{0,12}を?(?:再送|再度|改めて)?(?:お送り)?(?:いた|致)?します$|^.{0,16}再送(?:いた|致)?します$",
)
_FORMULA: Final = re.compile("|".join(_FORMULAS))
# What may be left over of a sentence of formulas: a particle, an address.
_NOTHING: Final = 4
_WRITER: Final = 8
_ADDRESSEE: Final = re.compile(r"(?:御中|様|各位|殿|先生|さま)$")
_LONGEST_ADDRESSEE: Final = 40
# The name of a body beside its legal form: what a body is called says nothing of what it proposes.
_NAME: Final = r"[\u4e00-\u9fff々\u30a1-\u30faー・a-z0-9&]{1,24}"
_BODY: Final = re.compile(
    rf"(?:{FORM_OF_BODY})\s?(?:{_NAME}|[\u3041-\u3096\u30a1-\u30faー\u4e00-\u9fff々]{{1,24}}?(?=[のではがを、。)\s」]|$))"
    rf"|{_NAME}(?:{FORM_OF_BODY})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence in the spelling of `matching_text`; `without_ceremony` are its letters but for the formulas."""

    said: str
    without_ceremony: str


def own_words(title: str, text: str, rest: str = "") -> str:
    """Return what of a proposal speaks of the idea, the title in the first line, in the spelling for comparing."""
    sentences = (one.said for one in sentences_of(text) if len(one.without_ceremony) > _NOTHING)
    lines = (title, *sentences, *filter(None, rest.split("\n")))
    return "\n".join(_BODY.sub(" ", matching_text(line)) for line in lines)


def sentences_of(text: str) -> Iterator[Sentence]:
    """Return the sentences somebody wrote, however a mail program broke their lines; nothing signed or quoted."""
    for part in _END.split(words_of(fold(text))):
        for sentence in _SOFT_BREAK.sub("", part.strip()).split("\n"):
            said = _LIST_MARK.sub("", matching_text(sentence))
            yield Sentence(said=said, without_ceremony=_without_ceremony(said))


def letters_of(text: str) -> str:
    """Return letters and digits alone, in the spelling of `matching_text`."""
    return re.sub(r"[\W_]", "", matching_text(text))


def _without_ceremony(sentence: str) -> str:
    if len(sentence) <= _LONGEST_ADDRESSEE and _ADDRESSEE.search(sentence):
        return ""
    left = _FORMULA.sub("", letters_of(sentence))
    bodiless = _BODY.sub("", sentence)
    # 「株式会社みおの田中です。」, or the same as the last line: a body, and who writes for it.
    return "" if bodiless != sentence and len(letters_of(bodiless)) <= _WRITER else left
