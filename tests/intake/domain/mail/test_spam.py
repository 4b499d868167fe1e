"""Only what our own mail server writes calls a mail spam."""

import pytest

from services.intake.domain.mail.house import House
from services.intake.domain.mail.parse import parse_mail

_MAIL = "From: a@kigyo.example.jp\r\nSubject: x\r\n{head}\r\nご提案\r\n"


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("X-Spam-Flag: YES\r\n", "x-spam-flag"),
        ("X-Spam-Status: Yes, score=9.1 required=5.0\r\n", "x-spam-status"),
        ("X-Spam: Yes\r\n", "x-spam"),
        ("X-Spam-Flag: NO\r\nX-Spam-Flag: YES\r\n", "x-spam-flag"),
        ("X-Spam-Flag: NO\r\nX-Spam-Status: No, score=-1\r\n", ""),
        ("X-Other-Filter: yes\r\n", ""),
        ("", ""),
    ],
)
def test_the_mark_that_calls_a_mail_spam_is_named(head: str, mark: str) -> None:
    assert parse_mail(_MAIL.format(head=head).encode()).spam_mark == mark


def test_an_installation_names_the_marks_of_its_own_server() -> None:
    house = House(spam_marks=("X-Kencho-Filter",))
    head = "X-Kencho-Filter: SPAM\r\nX-Spam-Flag: YES\r\n"

    assert parse_mail(_MAIL.format(head=head).encode(), house=house).spam_mark == "x-kencho-filter"
