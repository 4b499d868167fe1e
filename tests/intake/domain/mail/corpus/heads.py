"""Header blocks: senders, subjects, dates and ids as they come, broken or not."""

from typing import Final

from services.intake.domain.mail.values import WarningCode
from services.intake.domain.outcome import Outcome
from tests.intake.domain.mail.corpus.example import (
    DESK,
    FROM,
    SENDER,
    SUBJECT,
    TEXT,
    Example,
    example,
    head,
    in_base64,
    mail,
)

_RAW: Final = "reliability §6: 8-bit headers"
_WORDS: Final = "reliability §6: encoded words"
_PEOPLE: Final = "reliability §6: senders"
_IDS: Final = "reliability §6: Message-ID and Date"
_CONTROLS: Final = "reliability §6: controls and bidi"
_GIANT: Final = "reliability §6: giant headers"
_JIS_SUBJECT: Final = SUBJECT.encode("iso2022_jp")
_B: Final = in_base64(SUBJECT)
# Codes of NEC row 13 and the IBM extensions, which no Python codec knows.
_CIRCLED: Final = b"\x1b$B-!\x1b(B"
_COMPANY: Final = b"\x1b$B-j|b\x1b(B"


def _split_inside_a_letter() -> str:
    raw = SUBJECT.encode()
    return f"=?UTF-8?B?{in_base64(raw[:4])}?=\r\n =?UTF-8?B?{in_base64(raw[4:])}?="


EXAMPLES: Final[tuple[Example, ...]] = (
    example("subject-in-raw-cp932", _RAW, mail(Subject=SUBJECT.encode("cp932")), subject=SUBJECT),
    example("subject-in-raw-utf-8", _RAW, mail(Subject=SUBJECT.encode()), subject=SUBJECT),
    example("subject-in-raw-euc", _RAW, mail(Subject=SUBJECT.encode("euc_jp")), subject=SUBJECT),
    example("subject-in-raw-jis", _RAW, mail(Subject=_JIS_SUBJECT), subject=SUBJECT),
    example(
        "name-in-raw-cp932",
        _RAW,
        mail(From=FROM.encode("cp932") + b" <hanako@kigyo.example.jp>"),
        who=FROM,
        sender=SENDER,
    ),
    example(
        "name-in-raw-jis",
        _RAW,
        mail(From=FROM.encode("iso2022_jp") + b" <hanako@kigyo.example.jp>"),
        who=FROM,
        sender=SENDER,
    ),
    example(
        "name-quoted-around-a-word",
        _RAW,
        mail(From=f'"=?UTF-8?B?{in_base64(FROM)}?=" <{SENDER}>'),
        who=FROM,
        sender=SENDER,
    ),
    example("word-split-inside-a-letter", _WORDS, mail(Subject=_split_inside_a_letter()), subject=SUBJECT),
    example(
        "word-split-inside-jis",
        _WORDS,
        mail(
            Subject=f"=?ISO-2022-JP?B?{in_base64(_JIS_SUBJECT[:9])}?= =?ISO-2022-JP?B?{in_base64(_JIS_SUBJECT[9:])}?="
        ),
        subject=SUBJECT,
    ),
    example(
        "word-with-broken-base64",
        _WORDS,
        mail(Subject=f"=?ISO-2022-JP?B?{in_base64(_JIS_SUBJECT).rstrip('=')[:-1]}?="),
        says=(TEXT,),
    ),
    example("word-without-padding", _WORDS, mail(Subject=f"=?UTF-8?B?{_B.rstrip('=')}?="), subject=SUBJECT),
    example(
        "word-with-a-newline-in-it",
        _WORDS,
        mail(Subject=f"=?UTF-8?B?{in_base64('見守り' + chr(10) + 'Bcc: x@example.jp')}?="),
        subject="見守り Bcc: x@example.jp",
    ),
    example(
        "word-with-spaces-in-it",
        _WORDS,
        mail(Subject="=?UTF-8?Q?Renkei desk proposal?="),
        subject="Renkei desk proposal",
    ),
    example(
        "word-in-an-unknown-charset",
        _WORDS,
        mail(Subject=f"=?x-mac-japanese?B?{in_base64(SUBJECT, 'cp932')}?="),
        subject=SUBJECT,
    ),
    example("word-glued-to-letters", _WORDS, mail(Subject=f"Re:=?UTF-8?B?{_B}?=_1"), subject=f"Re:{SUBJECT}_1"),
    example(
        "word-with-jis-circled-number", _WORDS, mail(Subject=f"=?ISO-2022-JP?B?{in_base64(_CIRCLED)}?="), subject="①"
    ),
    example(
        "subject-over-many-lines",
        "mission §3.1, ecosystem §3.1: FreeScout #3312",
        mail(Subject=f"=?UTF-8?B?{_B}?=\r\n =?UTF-8?B?{_B}?=\r\n\t=?UTF-8?B?{_B}?="),
        subject=SUBJECT * 3,
    ),
    example(
        "subject-with-letters-of-one-maker",
        "mission §3.1, ecosystem §3.1: FreeScout #3124",
        mail(Subject=f"=?ISO-2022-JP?B?{in_base64(_COMPANY)}?="),
        subject="㈱髙",
    ),
    example("subject-empty", _PEOPLE, mail(Subject=""), subject=""),
    example("subject-missing", _PEOPLE, mail(Subject=None), subject=""),
    example(
        "nobody-wrote", _PEOPLE, mail(From=None), sender="", warned=(WarningCode.SENDER_MISSING,), answerable=False
    ),
    example(
        "several-wrote",
        _PEOPLE,
        mail(From=f"a <{SENDER}>, b <taro@kigyo.example.jp>"),
        sender=SENDER,
        warned=(WarningCode.SENDER_AMBIGUOUS,),
    ),
    example("from-a-group", _PEOPLE, mail(From=f"企画部: {SENDER};".encode()), sender=SENDER),
    example("from-a-group-of-nobody", _PEOPLE, mail(From="undisclosed-recipients:;"), sender="", answerable=False),
    example(
        "from-no-address",
        _PEOPLE,
        mail(From="佐藤花子".encode()),
        who="佐藤花子",
        sender="",
        warned=(WarningCode.SENDER_MISSING,),
    ),
    example(
        "from-an-international-address",
        _PEOPLE,
        mail(From="佐藤 <花子@企業.example.jp>".encode()),
        sender="花子@企業.example.jp",
    ),
    example(
        "from-a-punycode-host",
        _PEOPLE,
        mail(From="sato <hanako@xn--vckwc0cv392b.jp>"),
        sender="hanako@xn--vckwc0cv392b.jp",
    ),
    example("from-our-own-address", _PEOPLE, mail(From=f"desk <{DESK}>"), outcome=Outcome.HELD, answerable=False),
    example("from-with-comments", _PEOPLE, mail(From=f"{SENDER} (Sato (Planning) Hanako)"), sender=SENDER),
    example("id-missing", _IDS, mail(Message_ID=None), subject=SUBJECT),
    example("id-of-ten-kilobytes", _IDS, mail(Message_ID="<" + "x" * 10_000 + "@kigyo.example.jp>"), subject=SUBJECT),
    example("id-over-two-lines", _IDS, mail(Message_ID="<corpus\r\n @kigyo.example.jp>"), subject=SUBJECT),
    example("id-without-brackets", _IDS, mail(Message_ID="corpus@kigyo.example.jp"), subject=SUBJECT),
    example("date-missing", _IDS, mail(Date=None), subject=SUBJECT),
    example("date-of-1970", _IDS, mail(Date="Thu, 01 Jan 1970 00:00:00 +0000"), subject=SUBJECT),
    example("date-of-2099", _IDS, mail(Date="Tue, 01 Dec 2099 00:00:00 +0900"), subject=SUBJECT),
    example("date-that-is-none", _IDS, mail(Date="令和8年11月22日".encode()), subject=SUBJECT),
    example("nul-in-subject", _CONTROLS, mail(Subject=b"a\x00b"), subject="ab"),
    example("nul-in-the-text", _CONTROLS, mail(b"a\x00b"), text="ab"),
    example("controls-in-the-text", _CONTROLS, mail(b"a\x07\x08b\xc2\x9b31m"), says=("a", "b")),
    example(
        "bidi-in-subject",
        _CONTROLS,
        mail(Subject="invoice\u202efdp.exe".encode()),
        subject="invoicefdp.exe",
        warned=(WarningCode.BIDI_REMOVED,),
    ),
    example("bidi-in-the-text", _CONTROLS, mail("x\u202ey\u202c"), text="xy", warned=(WarningCode.BIDI_REMOVED,)),
    example("subject-of-a-megabyte", _GIANT, lambda: mail(Subject="a" * 1_000_000), warned=(WarningCode.HEADERS_CUT,)),
    example(
        "ten-thousand-headers", _GIANT, lambda: b"X-Long: 1\r\n" * 10_000 + mail(), warned=(WarningCode.HEADERS_CUT,)
    ),
    example(
        "ten-thousand-recipients",
        _GIANT,
        lambda: mail(To=", ".join(f"a{n}@example.jp" for n in range(10_000))),
        warned=(WarningCode.RECIPIENTS_CUT,),
    ),
    example(
        "a-hundred-thousand-references",
        _GIANT,
        lambda: mail(References=" ".join(f"<{n}@example.jp>" for n in range(100_000))),
        warned=(WarningCode.HEADERS_CUT,),
    ),
    example(
        "comments-without-end", "reliability §6: deep comments", lambda: mail(From="(" * 5_000 + SENDER), says=(TEXT,)
    ),
    example(
        "headers-of-ours-from-a-stranger",
        "reliability §5: no X-headers control",
        mail(**{"X-Desk-Outcome": "spam", "X-Desk-Case": "R8-0001"}),
        subject=SUBJECT,
    ),
    example(
        "a-forged-proof-of-the-sender",
        "reliability §5: inbound mail trust",
        mail(Authentication_Results="evil.example.com; spf=pass; dkim=pass; dmarc=pass"),
        sender=SENDER,
    ),
    example(
        "a-space-before-the-colon",
        _RAW,
        b"Received: x\r\nSubject : hello\r\n" + head(Subject=None) + b"\r\n" + TEXT.encode(),
        subject="hello",
    ),
)
