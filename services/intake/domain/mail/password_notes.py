"""Know the mail that brings only the password of a file in another mail, as Japanese offices send them (PPAP)."""

import re
from typing import Final

from shared.folding import fold, words_of

_LONGEST: Final = 500
_MOST_SENTENCES: Final = 8
_SENTENCE: Final = re.compile(r"[。！？!?]|\.\s")
_WORD: Final = r"(?:パスワード|ﾊﾟｽﾜｰﾄﾞ|パスコード|暗証番号|(?<![a-z])(?:password|passcode|pass|pw)(?![a-z]))"
# Of which file it is told, and that it is told.
_TOLD: Final = re.compile(
    rf"(?i)(?:解凍|展開|開封|閲覧|復号|添付|ファイル|資料|書類|zip|file|attachment|attached).{{0,40}}{_WORD}|"
    rf"{_WORD}.{{0,30}}(?:お知らせ|連絡|お送り|送付|通知|お伝え|以下|下記|次の|左記|file|attach|zip)"
)
# The password itself: behind its word, or alone in a line.
_SHOWN: Final = re.compile(
    rf"(?i){_WORD}[^\n:：=＝→]{{0,40}}(?:[:：=＝→]|\bis\b)[ \t　「『【\"']*[!-~]{{4,64}}[」』】\"']?[ \t　]*$|"
    rf"{_WORD}[^\n]{{0,12}}[「『【\"'][!-~]{{4,64}}[」』】\"']|"
    r"^[ \t　「『【\"']*(?=[!-~]{0,63}[0-9!#$%&*+?^~])(?![!-~]*(?:@|://))[!-~]{6,64}[」』】\"']?[ \t　]*$",
    re.MULTILINE,
)


def tells_only_a_password(subject: str, text: str, sender: str) -> bool:
    """Tell whether a text does no more than tell the password of a file that came, or comes, with another mail."""
    said = words_of(fold(text, sender=sender)).strip()
    # Whoever names an address brings more than a password: files are handed over by links, too.
    if not said or "://" in said or len(said) > _LONGEST or len(_SENTENCE.findall(said)) > _MOST_SENTENCES:
        return False
    return _SHOWN.search(said) is not None and _TOLD.search(f"{subject}\n{said}") is not None
