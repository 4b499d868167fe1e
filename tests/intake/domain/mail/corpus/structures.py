"""How a mail is put together, and where that is broken."""

from typing import Final

from services.intake.domain.mail.values import WarningCode
from services.intake.domain.outcome import Outcome
from tests.intake.domain.mail.corpus.example import (
    SUBJECT,
    TEXT,
    Example,
    example,
    file_part,
    head,
    in_base64,
    mail,
    parts,
    text_part,
)

_BROKEN: Final = "reliability §6: truncated MIME and line ends"
_DEEP: Final = "reliability §6: depth"
_HTML: Final = "reliability §6: HTML"
_EMPTY: Final = "reliability §6: empty body"
_SIGNED: Final = "reliability §6: S/MIME and PGP"
_DATED: Final = "reliability §6: calendar and vCard"
_TNEF: Final = "reliability §6: TNEF"
_FORMS: Final = "ecosystem §1.8 and reliability §6: format=flowed, uuencode, letters inside, apple double"


def _html(html: str, **more: str) -> bytes:
    return mail(html, "text/html; charset=UTF-8", **more)


def _boxes(depth: int) -> bytes:
    """Return multiparts inside each other, with a text in the innermost."""
    said = text_part()
    for level in range(depth):
        said = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n%s\r\n--b%d--\r\n' % (
            level,
            level,
            said,
            level,
        )
    return head() + said


def _letters_in_letters(depth: int) -> bytes:
    said = mail()
    for _ in range(depth):
        said = head(Content_Type="message/rfc822") + b"\r\n" + said
    return said


_CLOSED: Final = parts(text_part(), file_part(b"abc", names=b'; filename="a.bin"'))
_CALENDAR: Final = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:1@kigyo.example.jp\r\nDTSTAMP:20261122T000000Z\r\n"
    "DTSTART:20261201T010000Z\r\nDTEND:20261201T020000Z\r\nSUMMARY:打合せ\r\nLOCATION:県庁\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_CARD: Final = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:佐藤;花子;;;\r\nFN:佐藤 花子\r\nORG:見守り企業\r\n"
    "TEL:03-0000-0000\r\nEND:VCARD\r\n"
)
_ARMOR: Final = "-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----\r\n"
_SIGNATURE: Final = b"Content-Type: application/pgp-signature\r\n\r\n" + _ARMOR.encode()
_APPLE: Final = (
    b"Content-Type: multipart/appledouble; boundary=ad\r\n\r\n"
    b'--ad\r\nContent-Type: application/applefile; name="a.pdf"\r\n\r\n\x00\x05\x16\x07\r\n'
    b'--ad\r\nContent-Type: application/pdf; name="a.pdf"\r\n\r\n%PDF-1.4\r\n--ad--'
)
_PICTURE: Final = (
    b"Content-Type: image/png; name=a.png\r\nContent-ID: <1>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
)
_PGP: Final = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
_CLEAR: Final = f"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n{TEXT}\r\n{_ARMOR}"
_UU: Final = b"begin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n"

EXAMPLES: Final[tuple[Example, ...]] = (
    example("cut-in-the-middle", _BROKEN, _CLOSED[:-30], says=(TEXT,)),
    example("cut-in-the-headers", _BROKEN, head()[:60], outcome=Outcome.HELD),
    example("never-closed", _BROKEN, _CLOSED.replace(b"--=_b--\r\n", b""), text=TEXT, files=("a.bin",)),
    example("boundary-inside-a-text", _BROKEN, parts(text_part(f"{TEXT}\r\n --=_b\r\n--=_bx")), says=(TEXT, "--=_bx")),
    example("no-boundary-named", _BROKEN, mail(TEXT, "multipart/mixed"), says=(TEXT,)),
    example(
        "boundary-that-never-comes",
        _BROKEN,
        mail(TEXT, "multipart/mixed; boundary=never"),
        says=(TEXT,),
        warned=(WarningCode.TRUNCATED,),
    ),
    example("no-empty-line", _BROKEN, head(Content_Type="text/plain; charset=UTF-8") + TEXT.encode(), says=(TEXT,)),
    example("only-line-feeds", _BROKEN, _CLOSED.replace(b"\r\n", b"\n"), text=TEXT, files=("a.bin",)),
    example("only-carriage-returns", _BROKEN, mail().replace(b"\r\n", b"\r"), subject=SUBJECT, says=(TEXT,)),
    example("line-ends-of-all-kinds", _BROKEN, _CLOSED.replace(b"\r\n", b"\n", 4), text=TEXT, files=("a.bin",)),
    example("nothing-but-a-text", _BROKEN, TEXT.encode(), says=(TEXT,), warned=(WarningCode.HEADERS_MISSING,)),
    example("nothing-at-all", _BROKEN, b"", outcome=Outcome.HELD, warned=(WarningCode.BODY_EMPTY,)),
    example(
        "base64-with-rubbish-in-it",
        _BROKEN,
        mail(in_base64(TEXT)[:8] + "!*\r\n" + in_base64(TEXT)[8:], Content_Transfer_Encoding="base64"),
        text=TEXT,
    ),
    example(
        "base64-behind-stray-signs-and-a-blank",
        _BROKEN,
        mail(in_base64(TEXT)[:16] + "\r\n!! " + in_base64(TEXT)[16:], Content_Transfer_Encoding="base64"),
        text=TEXT,
        warned=(WarningCode.ENCODING_DAMAGED,),
    ),
    example(
        "base64-with-five-strays-in-a-short-text",
        _BROKEN,
        mail(
            "!#".join(in_base64(TEXT)[place : place + 20] for place in range(0, 60, 20)) + "%",
            Content_Transfer_Encoding="base64",
        ),
        text=TEXT,
        warned=(WarningCode.ENCODING_DAMAGED,),
    ),
    example(
        "base64-that-is-none",
        _BROKEN,
        mail(TEXT, Content_Transfer_Encoding="base64"),
        text=TEXT,
        warned=(WarningCode.NOT_DECODED,),
    ),
    example(
        "base64-cut-short",
        _BROKEN,
        mail(in_base64(TEXT)[:-3], Content_Transfer_Encoding="base64"),
        says=("集落を週に",),
        warned=(WarningCode.ENCODING_DAMAGED,),
    ),
    example("a-transfer-encoding-unheard-of", _BROKEN, mail(TEXT, Content_Transfer_Encoding="x-own"), text=TEXT),
    example("boxes-a-hundred-deep", _DEEP, lambda: _boxes(100), warned=(WarningCode.TOO_DEEP,)),
    example("boxes-three-thousand-deep", _DEEP, lambda: _boxes(3_000), warned=(WarningCode.TOO_DEEP,)),
    example("letters-fifty-deep", _DEEP, lambda: _letters_in_letters(50), subject=SUBJECT),
    example("a-thousand-parts", _DEEP, lambda: parts(*[text_part("a")] * 1_000), warned=(WarningCode.TOO_MANY_PARTS,)),
    example(
        "html-alone",
        _HTML,
        _html(f"<p>{TEXT}</p><p>二行目</p>"),
        says=(TEXT, "二行目"),
        warned=(WarningCode.TEXT_FROM_HTML,),
    ),
    example(
        "html-with-scripts", _HTML, _html(f"<script>alert(1)</script><p onclick=x>{TEXT}</p><svg onload=x>"), text=TEXT
    ),
    example(
        "html-with-a-style",
        _HTML,
        _html(f"<style>p{{background:url(http://evil.example)}}</style><p>{TEXT}</p>"),
        text=TEXT,
    ),
    example(
        "html-that-hides-its-tags",
        _HTML,
        _html(f"<noscript><p title='</noscript><img src=x onerror=alert(1)>'>{TEXT}</p>"),
        says=(TEXT,),
    ),
    example(
        "html-with-remote-pictures", _HTML, _html(f"<p>{TEXT}</p><img src='https://track.example/1.gif'>"), says=(TEXT,)
    ),
    example(
        "html-with-a-picture-inside",
        _HTML,
        parts(
            b"Content-Type: text/html; charset=UTF-8\r\n\r\n<p>" + TEXT.encode() + b"</p><img src='cid:1'>",
            _PICTURE,
            kind="related",
        ),
        says=(TEXT,),
        files=("a.png",),
    ),
    example(
        "html-without-end",
        _HTML,
        lambda: _html(f"<p>{TEXT}</p>" + "<a href=http://x.example>x</a>" * 50_000),
        says=(TEXT,),
    ),
    example(
        "html-in-jis-by-its-own-word",
        _HTML,
        mail(b"<meta charset=iso-2022-jp><p>" + TEXT.encode("iso2022_jp"), "text/html"),
        text=TEXT,
    ),
    example(
        "both-readings",
        _HTML,
        parts(text_part(), b"Content-Type: text/html; charset=UTF-8\r\n\r\n<p>other</p>", kind="alternative"),
        text=TEXT,
    ),
    example(
        "plain-reading-empty",
        _HTML,
        parts(
            text_part(""),
            b"Content-Type: text/html; charset=UTF-8\r\n\r\n<p>" + TEXT.encode() + b"</p>",
            kind="alternative",
        ),
        text=TEXT,
    ),
    example("body-empty", _EMPTY, mail(""), text="", subject=SUBJECT, warned=(WarningCode.BODY_EMPTY,)),
    example(
        "body-of-spaces",
        _EMPTY,
        mail(" \u3000\r\n", Subject=None),
        outcome=Outcome.HELD,
        text="",
        warned=(WarningCode.BODY_EMPTY,),
    ),
    example(
        "body-empty-with-a-file", _EMPTY, parts(text_part(""), file_part(b"a", names=b"; filename=a.bin")), text=""
    ),
    example("pgp-signed-in-the-text", _SIGNED, mail(_CLEAR), says=(TEXT,)),
    example(
        "pgp-signed-in-parts",
        _SIGNED,
        parts(text_part(), _SIGNATURE, kind="signed"),
        says=(TEXT,),
        warned=(WarningCode.SIGNED,),
    ),
    example("pgp-shut-in-the-text", _SIGNED, mail(_PGP), outcome=Outcome.HELD, warned=(WarningCode.ENCRYPTED,)),
    example(
        "smime-signed-in-parts",
        _SIGNED,
        parts(
            text_part(),
            file_part(b"0\x80", "application/pkcs7-signature", names=b"; filename=smime.p7s"),
            kind="signed",
        ),
        says=(TEXT,),
    ),
    example(
        "pgp-shut-in-parts",
        _SIGNED,
        parts(
            b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
            b"Content-Type: application/octet-stream\r\n\r\n" + _PGP.encode(),
            kind="encrypted",
        ),
        outcome=Outcome.HELD,
        warned=(WarningCode.ENCRYPTED,),
    ),
    example(
        "smime-shut",
        _SIGNED,
        mail(
            "MIAGCSqGSIb3DQEHA6CAMIA=",
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            Content_Transfer_Encoding="base64",
        ),
        outcome=Outcome.HELD,
        warned=(WarningCode.ENCRYPTED,),
    ),
    example(
        "an-invitation",
        _DATED,
        parts(
            text_part(),
            b"Content-Type: text/calendar; method=REQUEST; charset=UTF-8\r\n\r\n"
            + _CALENDAR.format(method="REQUEST").encode(),
            kind="mixed",
        ),
        says=(TEXT,),
    ),
    example(
        "an-invitation-taken-back",
        _DATED,
        mail(_CALENDAR.format(method="CANCEL"), "text/calendar; method=CANCEL; charset=UTF-8"),
        subject=SUBJECT,
    ),
    example(
        "a-card",
        _DATED,
        parts(text_part(), file_part(_CARD.encode(), "text/vcard", names=b'; filename="sato.vcf"')),
        text=TEXT,
        files=("sato.vcf",),
    ),
    example(
        "winmail-that-is-none",
        _TNEF,
        parts(text_part(), file_part(b"not tnef", "application/ms-tnef", names=b'; filename="winmail.dat"')),
        text=TEXT,
        files=("winmail.dat",),
    ),
    example(
        "winmail-cut-short",
        _TNEF,
        parts(
            text_part(),
            file_part(b"\x78\x9f\x3e\x22\x01\x00", "application/ms-tnef", names=b'; filename="winmail.dat"'),
        ),
        text=TEXT,
        files=("winmail.dat",),
    ),
    example(
        "rich-text",
        _TNEF,
        parts(text_part(), file_part(b"{\\rtf1 a}", "application/rtf", names=b'; filename="a.rtf"')),
        text=TEXT,
        files=("a.rtf",),
    ),
    example("flowed", _FORMS, mail("one \r\ntwo\r\n", "text/plain; charset=utf-8; format=flowed"), text="one two"),
    example(
        "flowed-without-spaces",
        _FORMS,
        mail("一行目が \r\n続く\r\n", "text/plain; charset=utf-8; format=flowed; delsp=yes"),
        text="一行目が続く",
    ),
    example("uuencoded", _FORMS, mail(TEXT.encode() + b"\r\n" + _UU), text=TEXT, files=("cat.txt",)),
    example(
        "a-letter-inside",
        _FORMS,
        parts(text_part(), b"Content-Type: message/rfc822\r\n\r\n" + mail("inner text")),
        says=(TEXT,),
    ),
    example(
        "apple-double",
        _FORMS,
        parts(
            text_part(),
            _APPLE,
        ),
        says=(TEXT,),
    ),
    example("a-digest", _FORMS, parts(b"\r\n" + mail("inner text"), kind="digest"), subject=SUBJECT),
)
