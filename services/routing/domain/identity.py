"""What makes two proposals one: the idea's own words, without the forms of politeness and of spelling around them."""

import re
from collections.abc import Iterator
from typing import Final

from shared.folding import PieceKind, fold
from shared.japanese.normalise import matching_text

# Shorter than this it is a greeting or a heading, and two of them prove nothing.
_ENOUGH: Final = 24
_LONGEST_CEREMONY: Final = 90
_END: Final = re.compile(r"[。．!?！？]|\n\s*\n")
# A line end is a break of the sentence only where the line is complete or the next one begins something new.
_SOFT_BREAK: Final = re.compile(
    r"(?<![。．!?！？:：様中位殿])\n(?!\s*(?:[・･●■◆◇○□※*\-–—―①-⑳【(（\[]|\d{1,2}[.)．、]))"
)
_LIST_MARK: Final = re.compile(r"^\s*(?:\d{1,2}(?:[.)、]\s*|$)|\(\d{1,2}\)|[a-z][.)]\s)")
# Formulas an office and its writers use around what they mean; a sentence with one of them says nothing of the idea.
_FORMULAS: Final = (
    r"お世話になっ|(?:初めて|はじめて)(?:ご連絡|メール|お便り)|はじめまして|初めまして|お?疲れ(?:様|さま)",
    r"突然の|と申します|でございます$|平素|格別の|日頃(?:より|から)|取り急ぎ|まずは.{0,20}まで$|^(?:記|以上)$",
    r"拝啓|前略|謹啓|敬具|草々|早々|敬白|時下|清栄|清祥|隆盛|健勝",
    r"お忙しい(?:ところ|中)|ご多[忙用]|恐れ入りますが|失礼(?:いた|致)し",
    r"[ご御]検討.{0,12}(?:お願い|幸い)|よろしくお願い|宜しくお願い|お願い申し上げます$",
    r"[ご御](?:返信|連絡|回答).{0,12}(?:お待ち|お願い)",
    r"再送|再度(?:お送り|ご連絡|送信)|改めてお送り|先日.{0,20}お送り",
)
_CEREMONY: Final = re.compile("|".join(_FORMULAS))
_ADDRESSEE: Final = re.compile(r"(?:御中|様|各位|殿|先生|さま)$")
_LONGEST_ADDRESSEE: Final = 40


def essence_of(title: str, text: str, rest: str = "", *, sender: str = "") -> str | None:
    """Return the idea's own words as letters and digits alone; None where too little is said to tell it from others.

    *text* is the mail, whose greeting, signature and quotations count for nothing; *rest* is what fields and files
    say. Equal for every spelling `matching_text` holds to be one, whatever stands between the words. The title
    counts only where there is nothing else, for it is the first thing to be changed when something is sent again.
    """
    said = "".join(
        letters for letters in (*map(_letters, _sentences(_written(text, sender))), _letters(rest)) if letters
    )
    whole = said if len(said) >= _ENOUGH else _letters(title) + said
    return whole if len(whole) >= _ENOUGH else None


def _written(text: str, sender: str) -> str:
    return "\n".join(piece.text for piece in fold(text, sender=sender) if piece.kind is PieceKind.WORDS)


def _sentences(text: str) -> Iterator[str]:
    """Return the sentences that are not ceremony."""
    for part in _END.split(text):
        for sentence in _SOFT_BREAK.sub("", part.strip()).split("\n"):
            matched = matching_text(sentence)
            if not _is_ceremony(matched):
                yield _LIST_MARK.sub("", matched)


def _is_ceremony(sentence: str) -> bool:
    if len(sentence) <= _LONGEST_ADDRESSEE and _ADDRESSEE.search(sentence):
        return True
    return len(sentence) <= _LONGEST_CEREMONY and _CEREMONY.search(sentence) is not None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", matching_text(text))
