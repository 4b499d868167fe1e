import gzip
import io
import tarfile
import tracemalloc
from collections.abc import Iterator

import pytest

from services.intake.domain.files import kinds
from services.intake.domain.files import reading as reading_module
from services.intake.domain.files.reading import read_file
from services.intake.domain.files.values import FileLimits, FileReading, UnreadFile
from shared.files import FileFinding
from tests.intake.domain.sheet.sheets import changed
from tests.intake.office_files import excel, locked, ole, pdf, slides, word, zipped


def read(content: bytes, name: str, declared: str = kinds.UNKNOWN, limits: FileLimits | None = None) -> FileReading:
    return read_file(UnreadFile(name=name, declared_type=declared, content=content), limits or FileLimits())


def test_word_is_read_in_the_order_of_the_page_and_a_text_box_once() -> None:
    reading = read(word(box="連絡先は枠の中"), "提案書.docx")

    assert reading == FileReading(
        media_type=kinds.WORD,
        text="■ 提案の概要\n移動販売車で集落をまわります。\n連絡先は枠の中\n団体名\t株式会社みどり商店",
    )


def test_excel_is_read_sheet_by_sheet_and_a_hidden_one_is_named_as_such() -> None:
    reading = read(excel(), "様式.xlsx")

    assert (reading.media_type, reading.text) == (
        kinds.EXCEL,
        "【様式】\n団体名\t\t株式会社①\n1200\n【計算】（非表示）",
    )


def test_slides_are_read_in_their_order_with_their_notes() -> None:
    reading = read(slides(), "説明.pptx")

    assert (reading.media_type, reading.text) == (
        kinds.POWERPOINT,
        "【スライド 1】\n見守りのご提案\n\n【スライド 2】\n役割分担\n【ノート】\n県と市町村で分けます\n",
    )


@pytest.mark.parametrize("encoding", ["", "90ms-RKSJ-H"])
def test_a_pdf_whose_japanese_font_is_only_named_is_read(encoding: str) -> None:
    reading = read(pdf("移動販売車による見守り", encoding=encoding), "提案.pdf")

    assert reading == FileReading(media_type=kinds.PDF, text="【1ページ】\n移動販売車による見守り\n")


def test_a_pdf_that_is_a_picture_says_so() -> None:
    assert read(pdf("", ""), "scan.pdf") == FileReading(media_type=kinds.PDF, findings=(FileFinding.IMAGE_ONLY,))


def test_a_pdf_behind_a_password_is_locked() -> None:
    assert read(pdf("秘密", password="open"), "a.pdf").findings == (FileFinding.LOCKED,)


def test_a_long_pdf_is_cut_after_so_many_pages_and_where_time_is_up() -> None:
    content = pdf("一枚目", "二枚目", "三枚目")
    file = UnreadFile(name="a.pdf", declared_type=kinds.PDF, content=content)

    pages = read_file(file, FileLimits(max_pages=2))
    patience = read_file(file, has_time=lambda: False)
    whole = read_file(file, FileLimits(max_pages=3))

    assert whole.findings == ()
    assert (pages.text, pages.findings) == ("【1ページ】\n一枚目\n\n【2ページ】\n二枚目\n", (FileFinding.CUT,))
    assert (patience.text, patience.findings) == ("【1ページ】\n一枚目\n", (FileFinding.CUT,))


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        ("名称,数\r\n見守り,六十\r\n".encode("cp932"), "一覧.csv", "名称,数\n見守り,六十\n"),
        ("提案の本文です。".encode("euc-jp"), "本文.txt", "提案の本文です。"),
        ("<html><body><p>見守り</p><script>evil()</script>".encode(), "説明.html", "見守り"),
        (
            b"{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0 MS;}}\\f0 \\'92\\'f1\\'88\\'c4\\par\\u30475?\\u23432?}",
            "提案.rtf",
            "提案\n看守",
        ),
        (
            b"From: a@example.jp\r\nSubject: =?UTF-8?B?5o+Q5qGI?=\r\n\r\nhello\r\n",
            "元のメール.eml",
            "件名: 提案\n差出人: <a@example.jp>\n日時: \n\nhello\n",
        ),
        (
            zipped(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.text",
                    "content.xml": (
                        '<o:document xmlns:o="o" xmlns:t="t" xmlns:b="b"><o:body><t:h>概要</t:h>'
                        '<t:p>集落を<t:s t:c="2"/>まわる</t:p><b:table b:name="表1"><b:table-row>'
                        "<b:table-cell><t:p>団体</t:p></b:table-cell><b:table-cell><t:p>みどり</t:p></b:table-cell>"
                        "</b:table-row></b:table></o:body></o:document>"
                    ).encode(),
                }
            ),
            "提案.odt",
            "■ 概要\n集落を  まわる\n【表1】\n団体\tみどり",
        ),
    ],
)
def test_other_files_with_text_are_read_too(content: bytes, name: str, text: str) -> None:
    assert read(content, name).text == text


@pytest.mark.parametrize(
    ("content", "name", "media_type", "finding"),
    [
        (ole(["WordDocument"]), "旧.doc", kinds.OLD_WORD, FileFinding.OLD_FORMAT),
        (ole(["Workbook"]), "旧.xls", kinds.OLD_EXCEL, FileFinding.OLD_FORMAT),
        (ole(["PowerPoint Document"]), "旧.ppt", kinds.OLD_POWERPOINT, FileFinding.OLD_FORMAT),
        (ole(["DocumentText"]), "提案.jtd", kinds.ICHITARO, FileFinding.ICHITARO),
        (b"\x00\x01ichitaro", "提案.jhd", kinds.ICHITARO, FileFinding.ICHITARO),
    ],
)
def test_old_word_processors_are_named_and_kept(
    content: bytes, name: str, media_type: str, finding: FileFinding
) -> None:
    assert read(content, name) == FileReading(media_type=media_type, findings=(finding,))


@pytest.mark.parametrize(
    ("content", "name", "findings"),
    [
        (b"MZ\x90\x00" + bytes(64), "請求書.pdf", {FileFinding.TYPE_DIFFERS, FileFinding.PROGRAM}),
        (b"echo hello", "start.bat", {FileFinding.SCRIPT}),
        (b"<svg xmlns='x'><script/></svg>", "図.svg", {FileFinding.SCRIPT}),
        (b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(64), "提案書.docx.lnk", {FileFinding.PROGRAM}),
        (bytes(0x8001) + b"CD001" + bytes(64), "disk.iso", {FileFinding.PROGRAM}),
        (
            zipped({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}),
            "a.docm",
            {FileFinding.MACRO, FileFinding.NO_TEXT},
        ),
        (ole(["Workbook", "_VBA_PROJECT_CUR"]), "a.xls", {FileFinding.MACRO, FileFinding.OLD_FORMAT}),
        (b"GIF89a" + bytes(32) + zipped({"a.class": b"x"}), "図.gif", {FileFinding.POLYGLOT}),
        (b"\xff\xd8\xff\xe0%PDF-1.4" + bytes(32), "写真.jpg", {FileFinding.POLYGLOT}),
        (zipped({"資料/起動.vbs": b"x"}), "資料.zip", {FileFinding.ACTIVE_INSIDE}),
        (ole(["EncryptedPackage", "EncryptionInfo"]), "秘密.docx", {FileFinding.LOCKED}),
    ],
)
def test_what_is_dangerous_or_shut_is_told(content: bytes, name: str, findings: set[FileFinding]) -> None:
    assert set(read(content, name).findings) == findings


def test_a_zip_is_listed_with_names_as_their_writers_saw_them() -> None:
    inner = zipped({"奥.txt": b"x" * 2048})
    # Windows writes cp932 without saying so; the standard library would not.
    content = zipped({"AAAAAA.docx": b"abc", "まとめ.zip": inner}).replace(b"AAAAAA", "提案書".encode("cp932"))

    reading = read(content, "一式.zip")

    listed = ["・提案書.docx（3バイト）", f"・まとめ.zip（{len(inner)}バイト）", "　・奥.txt（2KB）"]
    assert reading == FileReading(media_type=kinds.ZIP, text="\n".join(listed))


def test_a_zip_with_a_password_is_listed_and_locked() -> None:
    reading = read(locked(zipped({"提案書.docx": b"abc"})), "提案.zip")

    assert reading == FileReading(
        media_type=kinds.ZIP, text="・提案書.docx（3バイト）［パスワード付き］", findings=(FileFinding.LOCKED,)
    )


def deep(levels: int) -> bytes:
    """Return a zip in a zip in a zip …"""
    content = zipped({"底.txt": b"x"})
    for _ in range(levels):
        content = zipped({"中.zip": content})
    return content


def overlapping(entries: int) -> bytes:
    """Return a zip all of whose entries are the same megabytes."""
    one = zipped({"0": bytes(1_000_000)})
    start = one.rindex(b"PK\x01\x02")
    entry, end = one[start : one.rindex(b"PK\x05\x06")], one[one.rindex(b"PK\x05\x06") :]
    directory = b"".join(entry.replace(b"0", str(number % 10).encode(), 0) for number in range(entries))
    counted = entries.to_bytes(2, "little") * 2
    return one[:start] + directory + end[:8] + counted + len(directory).to_bytes(4, "little") + end[16:]


def tar(*, link: bool) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        info = tarfile.TarInfo("提案.txt")
        info.type, info.linkname = (tarfile.SYMTYPE, "/etc/passwd") if link else (tarfile.REGTYPE, "")
        archive.addfile(info)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "finding"),
    [
        (zipped({"a": bytes(60_000_000), "b": bytes(60_000_000)}), "bomb.zip", FileFinding.ARCHIVE_REFUSED),
        (zipped({"word/document.xml": bytes(40_000_000)}), "bomb.docx", FileFinding.ARCHIVE_REFUSED),
        (zipped({str(number): b"" for number in range(6_000)}), "many.zip", FileFinding.ARCHIVE_REFUSED),
        (overlapping(200), "overlap.zip", FileFinding.ARCHIVE_REFUSED),
        (zipped({"42.zip": zipped({"a": bytes(19_000_000)})}), "42.zip", FileFinding.ARCHIVE_REFUSED),
        (deep(4), "deep.zip", FileFinding.ARCHIVE_DEEP),
        (gzip.compress(bytes(120_000_000)), "bomb.gz", FileFinding.ARCHIVE_REFUSED),
        (tar(link=True), "link.tar.gz", FileFinding.LINKS_INSIDE),
        (word()[:2000], "half.docx", FileFinding.UNREADABLE),
        (b"%PDF-1.7 nothing follows", "half.pdf", FileFinding.UNREADABLE),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_bomb_or_a_wreck_costs_little_and_is_told(content: bytes, name: str, finding: FileFinding) -> None:
    tracemalloc.start()

    reading = read(content, name)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert finding in reading.findings
    assert most < 60_000_000


def test_what_broke_a_reading_is_named_so_that_a_bug_of_ours_does_not_hide(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_a_bug(_: bytes, __: FileLimits) -> Iterator[str]:
        yield "読めた行"
        raise AttributeError

    wreck = read(b"%PDF-1.7 nothing follows", "half.pdf")
    monkeypatch.setitem(reading_module._LINES, kinds.WORD, with_a_bug)
    bug = read(word(), "提案書.docx")

    assert (wreck.findings, wreck.broken_by) == ((FileFinding.UNREADABLE,), "PDFSyntaxError")
    assert (bug.text, bug.findings, bug.broken_by) == ("読めた行", (FileFinding.CUT,), "AttributeError")


def test_an_entity_of_a_document_reaches_nothing() -> None:
    inside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    inside += "<document><body><p><r><t>前後&x;</t></r></p></body></document>"

    reading = read(zipped({"word/document.xml": inside.encode()}), "a.docx")

    assert reading.text == "前後"


def test_entities_of_a_workbook_are_never_expanded() -> None:
    told = '<!DOCTYPE worksheet [<!ENTITY a "見守り">]><worksheet '
    content = changed(excel(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<worksheet ", told, 1))

    reading = read(content, "様式.xlsx")

    assert (reading.text, reading.findings) == (None, (FileFinding.UNREADABLE,))
