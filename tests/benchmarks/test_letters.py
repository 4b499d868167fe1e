from email import message_from_bytes
from email.policy import default

import orjson

from services.intake.domain.mail.parse import parse_mail
from tests.benchmarks.letters import Door, letters

PORT = 8080


def test_six_of_ten_proposals_are_mails() -> None:
    doors = [letter.door for letter in letters(100, port=PORT)]

    assert (doors.count(Door.MAIL), doors.count(Door.JSON)) == (60, 40)


def test_no_two_proposals_are_the_same() -> None:
    digests = {letter.digest for letter in letters(200, port=PORT)}

    assert len(digests) == 200


def test_a_mail_is_read_as_a_persons_proposal_in_either_coding() -> None:
    mails = [letter.wire.removesuffix(b".\r\n") for letter in letters(6, port=PORT, mail_share=1.0)]

    read = [parse_mail(mail, return_path="relay@miono.example.jp") for mail in mails]

    assert [mail.machine for mail in read] == [None] * 6
    assert [mail.answerable for mail in read] == [True] * 6
    assert [mail.warnings for mail in read] == [()] * 6
    assert {message_from_bytes(mail, policy=default).get_content_charset() for mail in mails} == {
        "utf-8",
        "iso-2022-jp",
    }


def test_content_is_about_one_kilobyte() -> None:
    sizes = [len(letter.wire) for letter in letters(50, port=PORT)]

    assert min(sizes) > 800
    assert max(sizes) < 2200


def test_a_posted_proposal_says_its_length_itself() -> None:
    (posted,) = letters(1, port=PORT, mail_share=0.0)

    head, _, body = posted.wire.partition(b"\r\n\r\n")

    assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")
    assert set(orjson.loads(body)) >= {"title", "summary", "contact_email"}
