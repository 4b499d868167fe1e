"""Invitations and cards are kept as files and told in lines; nothing is put anywhere."""

import pytest

from services.intake.domain.mail.calendar import read_calendar
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.vcard import read_vcard
from tests.intake.domain.mail.oracles.agreement import DATA, MISSING


def event(*lines: str, method: str = "REQUEST", before: str = "") -> bytes:
    whole = ["BEGIN:VCALENDAR", f"METHOD:{method}", before, "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(line for line in whole if line).encode()


def test_an_invitation_says_what_when_where_and_who() -> None:
    text = read_calendar(
        event(
            "SUMMARY;LANGUAGE=ja:移動販売の\\, 打合せ",
            "DTSTART;TZID=Asia/Tokyo:20261201T140000",
            "DTEND;TZID=Asia/Tokyo:20261201T153000",
            "LOCATION:県庁３階\\n第２会議室",
            'ORGANIZER;CN="佐藤 花子":mailto:hanako@kigyo.exam',
            " ple.jp",
            "BEGIN:VALARM",
            "SUMMARY:お知らせ",
            "END:VALARM",
        ),
        "utf-8",
    )

    assert text == (
        "【予定の案内】\n件名：移動販売の, 打合せ\n日時：令和8年12月1日（火） 14時00分 ～ 15時30分\n"
        "場所：県庁３階 第２会議室\n主催者：佐藤 花子 <hanako@kigyo.example.jp>"
    )


ZONE = "BEGIN:VTIMEZONE\r\nTZID:本社\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE"


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("DTSTART:20261201T050000Z",), "令和8年12月1日（火） 14時00分"),
        (("DTSTART;TZID=Tokyo Standard Time:20261201T140000",), "令和8年12月1日（火） 14時00分"),
        (("DTSTART;TZID=本社:20261201T140000",), "令和8年12月1日（火） 14時00分"),
        (("DTSTART;TZID=America/New_York:20261201T000000",), "令和8年12月1日（火） 14時00分"),
        (("DTSTART:20261201T140000",), "令和8年12月1日（火） 14時00分（時間帯の指定なし）"),
        (("DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202"), "令和8年12月1日（火）"),
        (
            ("DTSTART:20190430T145900Z", "DURATION:PT2M"),
            "平成31年4月30日（火） 23時59分 ～ 令和元年5月1日（水） 0時01分",
        ),
        (("DTSTART:20261201T050000Z", "RRULE:FREQ=WEEKLY"), "令和8年12月1日（火） 14時00分（くり返しあり）"),
    ],
)
def test_times_are_those_of_tokyo(lines: tuple[str, ...], when: str) -> None:
    assert read_calendar(event(*lines, before=ZONE), "utf-8") == f"【予定の案内】\n日時：{when}"


@pytest.mark.parametrize(("method", "line"), [("CANCEL", "SEQUENCE:1"), ("REQUEST", "STATUS:CANCELLED")])
def test_what_is_called_off_says_so(method: str, line: str) -> None:
    assert read_calendar(event("SUMMARY:会議", line, method=method), "") == "【予定の取消し】\n件名：会議"


@pytest.mark.parametrize("method", ["REPLY", "COUNTER"])
def test_an_answer_to_an_invitation_says_so(method: str) -> None:
    assert read_calendar(event("SUMMARY:会議", method=method), "") == "【予定への返事】\n件名：会議"


def test_a_calendar_in_the_letters_of_old_outlook_is_read() -> None:
    content = event("SUMMARY:髙波との打合せ①").decode().encode("cp932")

    assert read_calendar(content, "") == "【予定の案内】\n件名：髙波との打合せ①"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"BEGIN:VEVENT\r\n" * 20_000,
        event("DTSTART:99999999T999999Z", "DTEND:00000000", "DURATION:P99999W", "SUMMARY"),
        event("DTSTART:20261201T140000", "DURATION:P9999W"),
        event("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:00010101"),
        event("DTSTART;TZID=../../etc/passwd:20261201T140000", "ORGANIZER:" + "x" * 100_000),
        b"A" * 100_000 + b":x",
        b'A;B="' * 50_000,
        b"END:VEVENT\r\nEND:VCALENDAR\r\nSUMMARY:x",
        b"BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+9999",
    ],
)
def test_a_broken_calendar_breaks_nothing(content: bytes) -> None:
    read_calendar(content, "")
    read_vcard(content, "")


def test_a_calendar_is_kept_as_a_file_with_its_lines_beside_it() -> None:
    content = event("SUMMARY:会議")
    head = b"From: a@b.example\r\nSubject: x\r\nContent-Type: "

    alone = parse_mail(head + b"text/calendar; method=REQUEST; charset=utf-8\r\n\r\n" + content)
    parts = (
        b"\r\n--m\r\nContent-Type: text/plain\r\n\r\nhello\r\n--m\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n"
    )
    beside = parse_mail(head + b"multipart/alternative; boundary=m\r\n" + parts + content + b"\r\n--m--")

    told = "【予定の案内】\n件名：会議"
    assert (alone.text, [file.text for file in alone.attachments]) == (told, [told])
    assert (beside.text.strip(), [file.name for file in beside.attachments]) == ("hello", ["calendar.ics"])


def test_a_card_says_who_where_and_how_to_reach() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:佐藤;花子;;;\r\nFN:佐藤 花子\r\nX-PHONETIC-LAST-NAME:さとう\r\n"
        "ORG:㈱髙波水産技研;企画部\r\nTITLE:部長\r\nitem1.TEL;type=WORK:029-301-0000\r\nEMAIL:hanako@kigyo.example.jp\r\n"
        "ADR;TYPE=WORK:;;笠原町978-6;澪野市;澪野県;310-8555;日本\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n"
    )

    assert read_vcard(card.encode(), "") == (
        "【連絡先】\n氏名：佐藤 花子（さとう）\n組織：㈱髙波水産技研 企画部\n役職：部長\n電話：029-301-0000\n"
        "電子メール：hanako@kigyo.example.jp\n住所：310-8555 澪野県 澪野市 笠原町978-6"
    )


def test_a_card_of_an_old_telephone_is_read() -> None:
    name = "".join(f"={byte:02X}" for byte in "佐藤;花子".encode("cp932"))
    line = f"N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:{name[:12]}=\r\n{name[12:]}"
    card = f"BEGIN:VCARD\r\nVERSION:2.1\r\n{line}\r\nEND:VCARD"

    assert read_vcard(card.encode(), "") == "【連絡先】\n氏名：佐藤 花子"


@pytest.mark.skipif(not DATA.is_dir(), reason=MISSING)
def test_every_calendar_of_the_corpus_is_read() -> None:
    files = sorted((DATA / "ical-js").rglob("*.ics"))

    told = [read_calendar(path.read_bytes(), "") for path in files]

    assert len(files) > 30
    assert sum(text is not None for text in told) > 10
