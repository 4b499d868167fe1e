"""Files: their names as mail programs write them, and what is in them."""

from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from services.intake.domain.mail.values import WarningCode
from tests.intake.domain.mail.corpus.example import TEXT, Example, example, file_part, in_base64, mail, parts, text_part

_NAMES: Final = "reliability §6: file names"
_CONTENT: Final = "reliability §6: attachments"
_ARCHIVES: Final = "reliability §6: archives"
_NAME: Final = "提案書.docx"
_CHANGED: Final = (WarningCode.NAME_CHANGED,)
# A harmless signature every scanner knows, put together here so that this file itself is not taken for a virus.
EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _named(names: bytes, *, content: bytes = b"abc", kind: str = "application/octet-stream") -> bytes:
    return parts(text_part(), file_part(content, kind, names=names))


def _quoted(name: bytes) -> bytes:
    return _named(b'; filename="%s"' % name)


def zipped(entries: dict[str, bytes]) -> bytes:
    """Return a ZIP of these entries."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return made.getvalue()


def locked_zip() -> bytes:
    """Return a ZIP that says that its entry has a password, as the ones that arrive in two mails do."""
    made = bytearray(zipped({"a.txt": b"abc"}))
    # The lowest of the flags of both headers says that the entry is encrypted.
    for header, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(header) + at] |= 1
    return bytes(made)


def overlapping_zip() -> bytes:
    """Return a ZIP whose directory names the same bytes again and again."""
    made = zipped({"a.txt": b"0" * 100_000})
    start, end = made.index(b"PK\x01\x02"), made.index(b"PK\x05\x06")
    times = 200
    tail = bytearray(made[end:])
    tail[8:12] = times.to_bytes(2, "little") * 2
    tail[12:16] = ((end - start) * times).to_bytes(4, "little")
    return made[:start] + made[start:end] * times + bytes(tail)


def _wide_zip() -> bytes:
    return zipped({f"{number}.txt": b"" for number in range(6_000)})


def _nested_zip(depth: int) -> bytes:
    content = zipped({"a.txt": b"0" * 1_000_000})
    for _ in range(depth):
        content = zipped({"a.zip": content})
    return content


_UTF8: Final = b"%E6%8F%90%E6%A1%88%E6%9B%B8.docx"
_JIS_NAME: Final = _NAME.encode("iso2022_jp")

EXAMPLES: Final[tuple[Example, ...]] = (
    example("name-by-rfc-2231", _NAMES, _named(b"; filename*=UTF-8''" + _UTF8), text=TEXT, files=(_NAME,)),
    example(
        "name-in-pieces",
        _NAMES,
        _named(b"; filename*0*=UTF-8''%E6%8F%90;\r\n filename*1*=%E6%A1%88;\r\n filename*2=.docx"),
        files=("提案.docx",),
    ),
    example(
        "name-with-a-piece-missing", _NAMES, _named(b"; filename*0*=UTF-8''%E6%8F%90; filename*2=.docx"), text=TEXT
    ),
    example(
        "name-in-pieces-out-of-order",
        _NAMES,
        _named(b"; filename*1=.docx; filename*0*=UTF-8''%E6%8F%90"),
        files=("提.docx",),
    ),
    example(
        "name-split-inside-a-letter",
        _NAMES,
        _named(b"; filename*0*=UTF-8''%E6%8F; filename*1*=%90.docx"),
        files=("提.docx",),
    ),
    example("name-in-a-wrong-charset", _NAMES, _named(b"; filename*=iso-2022-jp''" + _UTF8), files=(_NAME,)),
    example("name-in-an-unheard-charset", _NAMES, _named(b"; filename*=x-unknown''" + _UTF8), files=(_NAME,)),
    example("name-in-no-charset", _NAMES, _named(b"; filename*=" + _UTF8), text=TEXT),
    example("name-twice", _NAMES, _named(b"; filename=\"plain.docx\"; filename*=UTF-8''" + _UTF8), files=(_NAME,)),
    example(
        "name-in-jis-by-rfc-2231", _NAMES, _named(b"; filename*=iso-2022-jp''%1B%24BDs0F=q%1B%28B.docx"), files=(_NAME,)
    ),
    example("name-as-an-encoded-word", _NAMES, _quoted(f"=?UTF-8?B?{in_base64(_NAME)}?=".encode()), files=(_NAME,)),
    example(
        "name-as-a-word-in-jis", _NAMES, _quoted(f"=?ISO-2022-JP?B?{in_base64(_JIS_NAME)}?=".encode()), files=(_NAME,)
    ),
    example(
        "name-as-words-over-two-lines",
        "mission §3.1: FreeScout #3185",
        _quoted(f"=?UTF-8?B?{in_base64('提案')}?=\r\n =?UTF-8?B?{in_base64('書.docx')}?=".encode()),
        files=(_NAME,),
    ),
    example(
        "name-with-letters-of-one-maker",
        "mission §3.1: FreeScout #3212",
        _named(b"; filename*=cp932''%87%40%87%8A.docx"),
        files=("①㈱.docx",),
    ),
    example(
        "name-only-with-the-type",
        _NAMES,
        parts(
            text_part(),
            f'Content-Type: application/pdf; name="=?UTF-8?B?{in_base64("企画.pdf")}?="\r\n\r\n%PDF-1.4'.encode(),
        ),
        files=("企画.pdf",),
    ),
    example("file-name-in-raw-cp932", _NAMES, _quoted(_NAME.encode("cp932")), files=(_NAME,)),
    example("file-name-in-raw-utf-8", _NAMES, _quoted(_NAME.encode()), files=(_NAME,)),
    example("file-name-in-raw-jis", _NAMES, _named(b"; filename=" + _JIS_NAME), files=(_NAME,)),
    example("name-with-a-backslash-letter", _NAMES, _quoted("予算表.xlsx".encode("cp932")), files=("予算表.xlsx",)),
    example("name-without-quotes", _NAMES, _named(b"; filename=my plan.txt"), text=TEXT),
    example("name-of-a-thousand-letters", _NAMES, _quoted(b"a" * 1_000 + b".docx"), warned=_CHANGED),
    example("name-that-climbs", _NAMES, _quoted(b"../../etc/passwd"), files=("passwd",), warned=_CHANGED),
    example(
        "name-with-a-drive", _NAMES, _quoted(b"C:\\\\Users\\\\a\\\\plan.docx"), files=("plan.docx",), warned=_CHANGED
    ),
    example("name-of-a-device", _NAMES, _quoted(b"CON.txt"), warned=_CHANGED),
    example("name-with-a-dot-at-the-end", _NAMES, _quoted(b"plan.docx."), files=("plan.docx",), warned=_CHANGED),
    example("name-turned-round", _NAMES, _quoted("a\u202excod.exe".encode()), warned=_CHANGED),
    example(
        "name-with-nothing-between", _NAMES, _quoted("a\u200bb.docx".encode()), files=("ab.docx",), warned=_CHANGED
    ),
    example("name-with-a-nul", _NAMES, _quoted(b"a\x00b.docx"), files=("ab.docx",)),
    example("no-name", _NAMES, parts(text_part(), file_part(b"%PDF-1.4\n", "application/pdf")), text=TEXT),
    example("file-of-nothing", _CONTENT, _named(b"; filename=empty.pdf", content=b""), files=("empty.pdf",)),
    example(
        "file-without-a-type",
        _CONTENT,
        parts(text_part(), b"Content-Disposition: attachment; filename=a.bin\r\n\r\nabc"),
        files=("a.bin",),
    ),
    example(
        "file-that-is-something-else",
        _CONTENT,
        _named(b"; filename=plan.docx", content=b"%PDF-1.4\n%\xe2\xe3\n", kind="application/msword"),
        files=("plan.docx",),
        warned=(WarningCode.TYPE_DIFFERS,),
    ),
    example(
        "program-with-the-name-of-a-picture",
        _CONTENT,
        _named(b"; filename=photo.jpg", content=b"MZ\x90\x00" + b"\x00" * 60, kind="image/jpeg"),
        files=("photo.jpg",),
        warned=(WarningCode.TYPE_DIFFERS,),
    ),
    example(
        "five-hundred-pictures",
        _CONTENT,
        lambda: parts(text_part(), *[file_part(b"\x89PNG", "image/png")] * 498),
        says=(TEXT,),
    ),
    example(
        "drawing-with-a-script",
        _CONTENT,
        _named(b"; filename=a.svg", content=b"<svg onload=alert(1)></svg>", kind="image/svg+xml"),
        files=("a.svg",),
    ),
    example(
        "page-with-a-script",
        _CONTENT,
        _named(b"; filename=a.html", content=b"<script>alert(1)</script>", kind="text/html"),
        text=TEXT,
        files=("a.html",),
    ),
    example(
        "shortcut", _CONTENT, _named(b"; filename=a.lnk", content=b"L\x00\x00\x00\x01\x14\x02\x00"), files=("a.lnk",)
    ),
    example(
        "text-file-in-cp932",
        _CONTENT,
        _named(b"; filename=a.txt", content="添付の文字".encode("cp932"), kind="text/plain"),
        text=TEXT,
        files=("a.txt",),
    ),
    example("a-virus", _CONTENT, lambda: _named(b"; filename=a.com", content=EICAR), files=("a.com",)),
    example(
        "a-virus-in-an-archive",
        _ARCHIVES,
        lambda: _named(b"; filename=a.zip", content=zipped({"a.com": EICAR})),
        files=("a.zip",),
    ),
    example(
        "an-archive-with-a-password",
        "ecosystem §1.8: password ZIP",
        lambda: _named(b"; filename=plan.zip", content=locked_zip()),
        files=("plan.zip",),
        warned=(WarningCode.ARCHIVE_ENCRYPTED,),
    ),
    example(
        "an-archive-that-is-a-bomb",
        _ARCHIVES,
        lambda: _named(b"; filename=bomb.zip", content=zipped({"a": b"0" * 30_000_000})),
        files=("bomb.zip",),
        warned=(WarningCode.ARCHIVE_REFUSED,),
    ),
    example(
        "an-archive-that-overlaps",
        _ARCHIVES,
        lambda: _named(b"; filename=bomb.zip", content=overlapping_zip()),
        files=("bomb.zip",),
        warned=(WarningCode.ARCHIVE_REFUSED,),
    ),
    example(
        "an-archive-of-thousands",
        _ARCHIVES,
        lambda: _named(b"; filename=wide.zip", content=_wide_zip()),
        files=("wide.zip",),
        warned=(WarningCode.ARCHIVE_REFUSED,),
    ),
    example(
        "archives-in-archives",
        _ARCHIVES,
        lambda: _named(b"; filename=deep.zip", content=_nested_zip(5)),
        files=("deep.zip",),
    ),
    example(
        "an-archive-cut-short",
        _ARCHIVES,
        lambda: _named(b"; filename=a.zip", content=zipped({"a": b"abc"})[:40]),
        files=("a.zip",),
    ),
    example(
        "a-document-that-is-a-bomb",
        _ARCHIVES,
        lambda: _named(
            b"; filename=a.docx", content=zipped({"[Content_Types].xml": b"x", "word/document.xml": b" " * 30_000_000})
        ),
        files=("a.docx",),
        warned=(WarningCode.ARCHIVE_REFUSED,),
    ),
    example(
        "a-file-is-the-whole-mail",
        _CONTENT,
        mail(in_base64(b"%PDF-1.4\n"), 'application/pdf; name="plan.pdf"', Content_Transfer_Encoding="base64"),
        files=("plan.pdf",),
    ),
)
