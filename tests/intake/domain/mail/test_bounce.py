"""A mail server's report is read: whom it could not reach, whether for good, and which mail of ours it was."""

from uuid import UUID

import pytest

from services.intake.domain.failure_reports import failure_told_by
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import FailureReport, ParsedMail
from shared.events import MailFailureReported
from shared.mail_addresses import AddressKind, SecretAddress
from tests.intake.conftest import NOW
from tests.intake.mails import a_mail

SEND_ID = UUID("0192e4a0-0000-7000-8000-000000000001")
OURS = f"<{SEND_ID}@renkei.miono.example.jp>"
DOMAINS = {"renkei.miono.example.jp"}
RETURNED = f"From: renkei@renkei.miono.example.jp\r\nMessage-ID: {OURS}\r\nSubject: x\r\n\r\nbody\r\n"


def report(status: str, *, returned: str = "", returned_type: str = "message/rfc822") -> bytes:
    """Return a report of RFC 3464, with what it returns of the mail."""
    parts = ["Content-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"]
    parts.append(f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\n{status}\r\n")
    if returned:
        parts.append(f"Content-Type: {returned_type}\r\n\r\n{returned}")
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    head = "From: MAILER-DAEMON@mx.example.jp\r\nSubject: Undelivered Mail Returned to Sender\r\n"
    return (head + 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n' + body).encode()


def words(text: str, *, subject: str = "failure notice") -> bytes:
    """Return a report that is written for people."""
    return f"From: MAILER-DAEMON@mx.example.jp\r\nSubject: {subject}\r\n\r\n{text}".encode()


def failures(raw: bytes) -> FailureReport:
    found = parse_mail(raw, return_path="").failures
    assert found is not None
    return found


FAILED = "Final-Recipient: rfc822; kigyo@example.jp\r\nAction: failed\r\nStatus: 5.1.1\r\n"
DELAYED = "Final-Recipient: rfc822; kigyo@example.jp\r\nAction: delayed\r\nStatus: 4.4.1\r\n"


@pytest.mark.parametrize(
    ("raw", "recipient", "status", "final"),
    [
        (report(FAILED), "kigyo@example.jp", "5.1.1", True),
        (report(DELAYED), "kigyo@example.jp", "4.4.1", False),
        (report("Final-Recipient: rfc822; a@example.jp\r\nStatus: 5.2.2\r\n"), "a@example.jp", "5.2.2", True),
        (report(FAILED.replace("Action: failed", "Action: failed (user unknown)")), "kigyo@example.jp", "5.1.1", True),
        (report("Original-Recipient: rfc822;b@example.jp\r\n" + FAILED), "b@example.jp", "5.1.1", True),
        (report(DELAYED + "\r\n" + FAILED), "kigyo@example.jp", "4.4.1", True),
        (
            words("<a@example.jp>:\r\n192.0.2.1 does not like recipient.\r\n550 5.1.1 no\r\n"),
            "a@example.jp",
            "5.1.1",
            True,
        ),
        (words("Hi.\r\n\r\n<a@example.jp>:\r\nSorry. (#5.7.1)\r\n"), "a@example.jp", "5.7.1", True),
        (words("宛先: a@docomo.ne.jp\r\n550 Unknown user\r\n"), "a@docomo.ne.jp", "5.0.0", True),
        (words("a@example.jp: no answer yet\r\n", subject="Warning: message delayed"), "a@example.jp", "", False),
    ],
)
def test_what_failed_is_read(raw: bytes, recipient: str, status: str, final: bool) -> None:
    found = failures(raw)

    assert (found.failures[0].recipient, found.failures[0].status, found.final) == (recipient, status, final)


@pytest.mark.parametrize(
    "raw",
    [
        report(FAILED, returned=RETURNED),
        report(FAILED, returned=RETURNED.partition("\r\n\r\n")[0], returned_type="text/rfc822-headers"),
        words(f"550 5.1.1 no\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n{RETURNED}"),
    ],
)
def test_the_message_id_in_what_came_back_says_which_mail_of_ours_it_was(raw: bytes) -> None:
    told = failure_told_by(parse_mail(raw, return_path=""), (), DOMAINS, received_at=NOW)

    assert told == MailFailureReported(send_id=SEND_ID, final=True, status="5.1.1", received_at=NOW)


def test_the_return_address_says_it_before_anything_in_the_report() -> None:
    another = UUID(int=7)
    written_to = (SecretAddress(kind=AddressKind.RETURN, about=another),)

    told = failure_told_by(
        parse_mail(report(DELAYED, returned=RETURNED), return_path=""), written_to, DOMAINS, received_at=NOW
    )

    assert told == MailFailureReported(send_id=another, final=False, status="4.4.1", received_at=NOW)


@pytest.mark.parametrize(
    "read",
    [
        parse_mail(report(FAILED), return_path=""),
        parse_mail(report(FAILED, returned=RETURNED.replace("renkei.miono", "other")), return_path=""),
        parse_mail(report(FAILED, returned=RETURNED.replace(str(SEND_ID), "not-an-id")), return_path=""),
        parse_mail(a_mail()),
        parse_mail(a_mail(Auto_Submitted="auto-replied")),
    ],
)
def test_what_speaks_of_no_mail_of_ours_tells_nothing(read: ParsedMail) -> None:
    assert failure_told_by(read, (), DOMAINS, received_at=NOW) is None


def test_where_one_recipient_is_late_and_one_failed_the_failure_counts() -> None:
    read = parse_mail(report(DELAYED + "\r\n" + FAILED, returned=RETURNED), return_path="")

    assert failure_told_by(read, (), DOMAINS, received_at=NOW) == MailFailureReported(
        send_id=SEND_ID, final=True, status="5.1.1", received_at=NOW
    )


def test_an_automatic_reply_to_the_return_address_is_no_failure() -> None:
    written_to = (SecretAddress(kind=AddressKind.RETURN, about=SEND_ID),)

    assert (
        failure_told_by(parse_mail(a_mail(Auto_Submitted="auto-replied")), written_to, DOMAINS, received_at=NOW) is None
    )
