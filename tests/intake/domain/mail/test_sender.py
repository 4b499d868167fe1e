"""Our own server's word about the sender is shown; what others wrote under its name does not count."""

import pytest

from services.intake.domain.mail.house import House
from services.intake.domain.mail.parse import parse_mail
from shared.sender_check import SenderCheck

OURS = House(authserv_id="mx.miono.example.jp")
SAID = "Authentication-Results: mx.miono.example.jp; {}\r\n"


def check(head: str, house: House = OURS) -> SenderCheck:
    """Return what is made of the headers of a mail from kigyo.example.jp."""
    mail = f"{head}From: Hanako <hanako@kigyo.example.jp>\r\nSubject: x\r\n\r\nご提案\r\n"
    return parse_mail(mail.encode(), house=house).sender_check


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("dmarc=pass header.from=kigyo.example.jp", SenderCheck.CONFIRMED),
        ("dmarc=pass (p=none dis=none) header.from=kigyo.example.jp;", SenderCheck.CONFIRMED),
        ("spf=pass smtp.mailfrom=hanako@kigyo.example.jp", SenderCheck.CONFIRMED),
        ("dkim=pass header.d=kigyo.example.jp header.s=a", SenderCheck.CONFIRMED),
        ("dkim=pass header.i=@kigyo.example.jp", SenderCheck.CONFIRMED),
        ("dmarc=fail header.from=kigyo.example.jp; spf=pass smtp.mailfrom=a@other.example", SenderCheck.MISMATCH),
        ("spf=fail smtp.mailfrom=hanako@kigyo.example.jp", SenderCheck.MISMATCH),
        ("spf=softfail smtp.mailfrom=hanako@kigyo.example.jp; dkim=none", SenderCheck.UNCONFIRMED),
        ("spf=pass smtp.mailfrom=a@other.example; dkim=pass header.d=other.example", SenderCheck.UNCONFIRMED),
        ("dkim=pass header.d=sub.kigyo.example.jp", SenderCheck.UNCONFIRMED),
        ("dmarc=pass header.from=other.example", SenderCheck.UNCONFIRMED),
        ("none", SenderCheck.UNCONFIRMED),
        ("spf=pass (never closed", SenderCheck.UNCONFIRMED),
    ],
)
def test_our_servers_word_is_read(said: str, expected: SenderCheck) -> None:
    assert check(SAID.format(said)) is expected


@pytest.mark.parametrize(
    "head",
    [
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=kigyo.example.jp\r\n",
        "Authentication-Results: mx.miono.example.jp.evil.example; dmarc=pass header.from=kigyo.example.jp\r\n",
        "X-Authentication-Results: mx.miono.example.jp; dmarc=pass header.from=kigyo.example.jp\r\n",
        "",
    ],
)
def test_what_our_server_did_not_say_confirms_nothing(head: str) -> None:
    assert check(head) is SenderCheck.UNCONFIRMED


def test_only_the_topmost_word_under_our_servers_name_counts() -> None:
    ours = SAID.format("spf=fail smtp.mailfrom=a@kigyo.example.jp")
    forged = SAID.format("dmarc=pass header.from=kigyo.example.jp")

    assert check(ours + "Received: from x\r\n" + forged) is SenderCheck.MISMATCH


def test_without_the_name_of_our_server_nothing_is_checked() -> None:
    assert check(SAID.format("dmarc=pass header.from=kigyo.example.jp"), House()) is SenderCheck.NOT_CHECKED
