"""One mail, one recipient, exactly the headers that were meant (V16)."""

from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.mailer import letter
from services.notify.mailer.letter import AutomaticMail, UnsafeMail, UnusableAddress, seal, usable_address

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Desk-Loop",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
]
MAIL = AutomaticMail(
    sender_name="澪野県 公民連携デスク",
    sender_address="renkei@renkei.example.jp",
    recipient="tanaka@example.co.jp",
    subject="【受付番号 R8-0012】ご提案を受け付けました（澪野県 公民連携デスク）",
    body="株式会社みお 御中\n\nありがとうございます。①㈱髙𠮷\n",
    message_id="<1@renkei.example.jp>",
    written_at=datetime(2026, 11, 22, 5, 5, tzinfo=UTC),
    loop_mark="miono",
)
ENCODED_NEWLINE = "提案=?UTF-8?Q?=0A?=Bcc: x@example.net"


def test_a_letter_holds_the_intended_headers_once_each() -> None:
    sealed = seal(MAIL)

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(sealed.content)
    assert sorted(found.keys()) == sorted(HEADERS)
    assert found["To"] == "tanaka@example.co.jp"
    assert found["Date"] == "Sun, 22 Nov 2026 14:05:00 +0900"
    assert (sealed.envelope_from, sealed.recipient) == ("", "tanaka@example.co.jp")


def test_answers_go_where_the_letter_says_and_the_proof_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "teian+rabc@renkei.example.jp"

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(seal(replace(MAIL, reply_to=address)).content)

    assert sorted(found.keys()) == sorted([*HEADERS, "Reply-To"])
    assert found["Reply-To"] == address
    monkeypatch.setattr(letter, "usable_address", lambda text: "x@example.net" if text == address else text)
    with pytest.raises(UnsafeMail):
        seal(replace(MAIL, reply_to=address))


def test_text_arrives_as_it_was_written_also_with_characters_of_no_old_code_page() -> None:
    mail = BytesParser(policy=policy.default).parsebytes(seal(MAIL).content)

    body = mail.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.body
    assert str(mail["Subject"]) == MAIL.subject
    assert str(mail["From"]) == "澪野県 公民連携デスク <renkei@renkei.example.jp>"


def test_lines_are_short_enough_for_every_server() -> None:
    sealed = seal(replace(MAIL, subject="長い件名" * 60, body="長い行" * 500))

    assert max(len(line) for line in sealed.content.split(b"\r\n")) <= 998
    assert sealed.content.isascii()


@pytest.mark.parametrize(
    "subject",
    [
        ENCODED_NEWLINE,
        "提案\r\nBcc: x@example.net",
        "提案\nBcc: x@example.net",
        "提案\u2028Bcc: x@example.net",
        "=?utf-8?b?5o+Q5qGICkJjYzogeEBleGFtcGxlLm5ldA==?=",
        "=?utf-8?q?=3D=3Futf-8=3Fq=3F=0ABcc=3A_x=40example.net=3F=3D?=",
        "=?utf-8?q?=0D=0A=0D=0A<html>?=",
        "提案=?UTF-8?Q?=0",
    ],
)
def test_nothing_in_a_subject_becomes_a_header_of_its_own(subject: str) -> None:
    sealed = seal(replace(MAIL, subject=subject))

    head = sealed.content.partition(b"\r\n\r\n")[0]
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(head + b"\r\n\r\n")
    assert sorted(found.keys()) == sorted(HEADERS)
    assert [line for line in head.split(b"\r\n") if line.lower().startswith(b"bcc")] == []


def test_a_sender_name_cannot_add_a_header_either() -> None:
    sealed = seal(replace(MAIL, sender_name=ENCODED_NEWLINE))

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(sealed.content)
    assert sorted(found.keys()) == sorted(HEADERS)


@pytest.mark.parametrize("name", ["", "Renkei, Desk", 'a" <x@example.net>', "澪野県" * 40])
def test_a_sender_is_one_address_whatever_its_name(name: str) -> None:
    sealed = seal(replace(MAIL, sender_name=name))

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(sealed.content)
    said, address = parseaddr(found["From"])
    assert (str(make_header(decode_header(said))), address) == (name, "renkei@renkei.example.jp")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(MAIL, sender_address="a@b.jp>, <x@example.net"),
        replace(MAIL, sender_address="a@b.jp>\r\nBcc: <x@example.net"),
        replace(MAIL, message_id="<1@b.jp>\r\nBcc: x@example.net"),
        replace(MAIL, message_id="<1@b.jp>\r\n folded"),
        replace(MAIL, loop_mark="miono\r\nBcc: x@example.net"),
        replace(MAIL, loop_mark="miono\r\n\r\nbody"),
        replace(MAIL, loop_mark="澪野"),
    ],
)
def test_what_the_house_itself_says_wrongly_does_not_leave(wrong: AutomaticMail) -> None:
    with pytest.raises(UnsafeMail):
        seal(wrong)


def test_a_mail_whose_bytes_say_more_than_was_meant_does_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letter, "one_line", lambda text: text)
    monkeypatch.setattr(letter, "_HEADERS", (*letter._HEADERS, "X-Missing"))

    with pytest.raises(UnsafeMail):
        seal(MAIL)


@pytest.mark.parametrize(
    "message_id",
    [
        "<1@example.co.jp>",
        "<CAF+Xy=Z_.-a@mail.gmail.example>",
        "<OSZPR01MB1234.jpnprd01.prod.outlook.example@OSZPR01MB1234.jpnprd01.prod.outlook.example>",
        "<%s@example.co.jp>" % ("x" * 880),
        "<=?utf-8?q?=0ABcc=3A_x?=@example.co.jp>",
    ],
)
def test_an_answer_stands_beside_the_mail_it_answers(message_id: str) -> None:
    sealed = seal(replace(MAIL, answers=message_id))

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(sealed.content)
    assert sorted(found.keys()) == sorted([*HEADERS, "In-Reply-To", "References"])
    assert (found["In-Reply-To"], found["References"]) == (message_id, message_id)
    assert max(len(line) for line in sealed.content.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "message_id",
    [
        "",
        "1@example.co.jp",
        "<1>",
        "<@>",
        "<1@a>, <2@b>",
        "<1@a> <2@b>",
        "<1@a\r\nBcc: x@example.net>",
        "<1@a>\r\nBcc: x@example.net",
        "<1@a\n b>",
        "<1@a\u2028b>",
        "<提案@例え.jp>",
        "<1@a\x00>",
        "<%s@example.co.jp>" % ("x" * 890),
    ],
)
def test_what_is_not_one_plain_message_id_is_left_out_and_the_letter_still_leaves(message_id: str) -> None:
    sealed = seal(replace(MAIL, answers=message_id))

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(sealed.content)
    assert sorted(found.keys()) == sorted(HEADERS)


@given(st.text(max_size=60))
def test_no_message_id_adds_a_header_of_its_own(text: str) -> None:
    sealed = seal(replace(MAIL, answers=f"<{text}@example.jp>"))

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(sealed.content)
    assert set(found.keys()) - {"In-Reply-To", "References"} == set(HEADERS)
    assert len(found.keys()) in {len(HEADERS), len(HEADERS) + 2}


@pytest.mark.parametrize(
    "address", ["tanaka@example.co.jp", "a..b@docomo.example.jp", "a.b.@ezweb.example.jp", "x+y@example.jp", " a@b.jp "]
)
def test_addresses_of_real_people_are_usable(address: str) -> None:
    sealed = seal(replace(MAIL, recipient=address))

    assert sealed.recipient == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "a@b.jp,c@d.jp",
        "a@b.jp c@d.jp",
        "<a@b.jp>",
        "a@b.jp\n",
        "a@b.jp\r\nBcc: c@d.jp",
        '"a b"@c.jp',
        "田中@example.jp",
        "a@例え.jp",
        "a@b.jp\u2028",
        "=?utf-8?q?a?=@b.jp\x00",
    ],
)
def test_what_is_not_one_plain_address_is_not_written_to(address: str) -> None:
    with pytest.raises(UnusableAddress):
        usable_address(address if address.strip() == address else address + "x y")


@given(st.text(max_size=80), st.text(max_size=200))
def test_whatever_is_said_the_letter_is_exactly_what_was_meant_or_none(subject: str, body: str) -> None:
    sealed = seal(replace(MAIL, subject=f"【R8-0012】{subject}", body=body))

    found = BytesHeaderParser(policy=policy.compat32).parsebytes(sealed.content)
    assert sorted(found.keys()) == sorted(HEADERS)
    assert found["To"] == "tanaka@example.co.jp"
