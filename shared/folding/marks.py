"""What one line of a mail is, by the marks mail programs leave; every pattern looks at a bounded stretch of text."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

_LONG: Final = 300
_JOINED_LINES: Final = 4
# Gmail and some phones break the line of whoever wrote, with an empty line between.
_JOINED_OVER: Final = 7
_HEADER_LINES: Final = 16
# Nobody writes so much before his history begins; it keeps the worst mail from costing seconds.
_LOOKED_AT: Final = 3_000
_LEAST_HEADERS: Final = 3

_QUOTE: Final = re.compile(r"[ \t　]{0,3}(?:[>＞]|[A-Z]{1,4}>|\|(?![^\n]*\|\s*$))")
_QUOTE_SIGNS: Final = re.compile(r"^(?:[ \t　]{0,3}[>＞|])+[ \t　]?")
_RULE: Final = re.compile(
    r"^[ \t　]*(?P<sign>[-‐–—―─━═=＝_＿*＊~～#＃+＋☆★◆◇■□●○♪・…‥.．:：;；､。〓^＾/／\\|｜<>＜＞oOxX])"
    r"[-‐–—―─━═=＝_＿*＊~～#＃+＋☆★◆◇■□●○♪・…‥.．:：;；､。〓^＾/／\\|｜<>＜＞oOxX \t　]{1,200}$"
)
_DASHES: Final = re.compile(r"^(?:--|－－|——|ᐧ)[ 　]?$")

_ORIGINAL_WORDS: Final = (
    r"original message|original mail|元のメッセージ|元のメール|オリジナルメッセージ|返信元メッセージ|受信メール"
    r"|ursprüngliche nachricht|mensaje original|message d'origine|messaggio originale|mensagem original"
    r"|原始邮件|原始郵件|원본 메시지"
)
_FORWARD_WORDS: Final = (
    r"forwarded message|forwarded by|weitergeleitete nachricht|mensaje reenviado|message transféré"
    r"|転送されたメッセージ|転送メッセージ|転送メール|転送されたメール|以下[、,]?転送"
)
_ORIGINAL: Final = re.compile(rf"^[ \t　*>]*[-_=*－―─━]{{2,}}\s*(?:{_ORIGINAL_WORDS})\s*[-_=*－―─━ ]*$", re.IGNORECASE)
_FORWARD: Final = re.compile(
    rf"^[ \t　*>]*(?:[-_=*－―─━]{{2,}}\s*(?:{_FORWARD_WORDS})[^\n]{{0,60}}"
    rf"|begin forwarded message:|(?:転送されたメッセージ|開封メッセージ)\s*[:：])\s*$",
    re.IGNORECASE,
)

_VERBS: Final = (
    r"wrote|writes|schrieb|geschrieben|a écrit|escribió|escreveu|ha scritto|schreef|geschreven|napisał(?:\(a\))?"
    r"|написал(?:а|\(а\))?|пише|skrev|kirjoitti|写道|寫道|さんは書きました|さんが書きました|は書きました|に書きました"
    r"|さんからのメッセージ|のメール|のメッセージ|さんのコメント"
)
_AT: Final = r"<?(?:mailto:)?[^\s<>]{1,120}@[^\s<>]{1,120}>?"
_ENDS_WITH_VERB: Final = re.compile(rf"(?:^|[\s>、,」』)）\"”])?(?:{_VERBS})[\s>]*[:：。]?$", re.IGNORECASE)
_HOLDS_VERB: Final = re.compile(rf"\b(?:{_VERBS})\b", re.IGNORECASE)
_DATED: Final = re.compile(
    r"\d{4}\s?[-/.年]\s?\d{1,2}|\d{1,2}[:.：]\d{2}|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}月\s?\d{1,2}日"
    r"|\b\d{1,2}(?:st|nd|rd|th|\.)?,?\s(?:de\s)?[^\W\d]{3,12}\.?,?\s(?:de\s)?\d{4}|[^\W\d]{3,9}\s\d{1,2},\s\d{4}"
)
_ADDRESSED: Final = re.compile(r"[^\s<>@]{1,100}@[^\s<>@]{1,100}")
# A day and whose: Gmail speaks so in Japanese and spoke so in English.
_DAY_AND_NAME: Final = re.compile(
    r"^\d{4}(?:[-/]\d{1,2}[-/]\d{1,2}|年\d{1,2}月\d{1,2}日)(?:\s?[(（][月火水木金土日][)）])?"
    r"(?:\s(?:午前|午後|AM|PM)?\s?\d{1,2}:\d{2}(?::\d{2})?)?(?P<zone>\s(?:GMT|UTC)[+-]?\d{0,2}:?\d{0,2})?"
    rf"[\s、,][^\n]{{1,160}}?(?P<address>[<＜(]\s?{_AT}\s?[>＞)]?)?\s?[:：]?$"
)


class Mark(Enum):
    """What a line is."""

    EMPTY = auto()
    TEXT = auto()
    QUOTE = auto()
    ATTRIBUTION = auto()  # 「○月○日、○○さんは書きました」
    ORIGINAL = auto()  # -----元のメッセージ-----
    FORWARD = auto()  # -----転送されたメッセージ-----
    HEADER = auto()  # 差出人: 送信日時: 宛先: 件名:


_FROM: Final = "from"
_LABELS: Final = {
    _FROM: r"from|von|de|da|från|fra|van|差出人|送信者|発信者|寄件者|发件人",
    "date": r"sent|date|gesendet|datum|enviado(?: el)?|envoyé|data|inviato|skickat|送信日時|送信日|日時|日付|受信日時",
    "to": r"to|an|para|à|a|till|til|aan|宛先|受信者|收件人",
    "subject": r"subject|betreff|asunto|objet|oggetto|assunto|ämne|emne|onderwerp|件名|題名|主题",
    "other": r"cc|bcc|reply-to|risposta|importance|attachments|添付ファイル|重要度|返信先|抄送",
}
_HEADER: Final = re.compile(
    r"^[ \t　>*]{0,8}(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items()) + r")\s?\*?[:：]\*?",
    re.IGNORECASE,
)


def marks_of(lines: Sequence[str]) -> list[Mark]:
    """Return what each line is."""
    marks = [_alone(line) for line in lines]
    place = 0
    while place < min(len(lines), _LOOKED_AT):
        place = _mark_from(lines, marks, place)
    return marks


def is_rule(line: str) -> bool:
    """Tell whether a line is nothing but a rule: dashes, ━━, ＝＝, ＊＊."""
    return bool(_DASHES.match(line)) or (len(line.strip()) >= _LEAST_HEADERS and bool(_RULE.match(line)))


def is_dashes(line: str) -> bool:
    """Tell whether a line is the `--` before a signature."""
    return bool(_DASHES.match(line))


def unquoted(line: str) -> str:
    """Return a line without the marks of quotation before it."""
    return _QUOTE_SIGNS.sub("", line[:_LONG])


def is_attribution(words: str) -> bool:
    """Tell whether these words say only who wrote what follows, and when."""
    said = words.strip(" \t　-*_")
    if not said or len(said) > _LONG:
        return False
    day_and_name = _DAY_AND_NAME.match(said)
    if day_and_name and (day_and_name["zone"] or day_and_name["address"]):
        return True
    known = bool(_DATED.search(said) or _ADDRESSED.search(said))
    return known and bool(_ENDS_WITH_VERB.search(said) or (said[-1] in ":：" and _HOLDS_VERB.search(said)))


def _alone(line: str) -> Mark:
    if not line.strip():
        return Mark.EMPTY
    head = line[:_LONG]
    if len(line) <= _LONG and _FORWARD.match(head):
        return Mark.FORWARD
    if len(line) <= _LONG and _ORIGINAL.match(head):
        return Mark.ORIGINAL
    return Mark.QUOTE if _QUOTE.match(head) else Mark.TEXT


def _mark_from(lines: Sequence[str], marks: list[Mark], place: int) -> int:
    """Look whether more than one line together is something; return where to look next."""
    if marks[place] is not Mark.TEXT:
        return place + 1
    ending = _end_of_headers(lines, place) or 0
    mark = Mark.HEADER
    if not ending:
        ending, mark = _end_of_attribution(lines, marks, place) or 0, Mark.ATTRIBUTION
    for one in range(place, ending):
        marks[one] = mark
    return ending or place + 1


def _end_of_headers(lines: Sequence[str], begin: int) -> int | None:
    first = _HEADER.match(lines[begin][:_LONG])
    if first is None or first.lastgroup != _FROM:
        return None
    found, ending, foreign = {_FROM}, begin + 1, 0
    for place in range(begin + 1, min(len(lines), begin + _HEADER_LINES)):
        line = lines[place][:_LONG]
        header = _HEADER.match(line)
        if header is not None and header.lastgroup is not None:
            found.add(header.lastgroup)
            ending, foreign = place + 1, 0
        elif line.strip():
            # A long list of recipients or a long subject goes on in the next line.
            foreign += 1
        if foreign > 1:
            break
    return ending if len(found) >= _LEAST_HEADERS and found & {"date", "subject"} else None


def _end_of_attribution(lines: Sequence[str], marks: Sequence[Mark], begin: int) -> int | None:
    said: list[str] = []
    for place in range(begin, min(len(lines), begin + _JOINED_OVER)) if _may_begin(lines[begin]) else ():
        line = unquoted(lines[place]).strip() if said else lines[place].strip()
        if line:
            said.append(line)
            if is_attribution(" ".join(said)):
                return place + 1
            deeper = place > begin and marks[place] is Mark.QUOTE and not line.endswith(("<", ">"))
            ended = deeper or _ends_sentence(line) or len(said) > _JOINED_LINES or len(line) > _LONG
        else:
            # Only whoever has begun with a day is waited for over an empty line.
            ended = not _DATED.search(said[0])
        if ended:
            return None
    return None


def _may_begin(line: str) -> bool:
    return len(line) <= _LONG and any(sign.isdigit() or sign in "<@＜" for sign in line)


def _ends_sentence(line: str) -> bool:
    return line.endswith(("。", "！", "？", "!", "?")) or (line.endswith(".") and not line[-3:-1].strip().isdigit())
