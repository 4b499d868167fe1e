"""Whom a letter addresses."""

import pytest

from services.notify.mailer.filling import addressee


@pytest.mark.parametrize(
    ("organisation", "person", "said"),
    [
        ("株式会社みお", "田中 一郎", "株式会社みお\n田中 一郎 様"),
        ("株式会社みお", "", "株式会社みお 御中"),
        ("", "田中 一郎", "田中 一郎 様"),
        ("", "", "ご提案者 様"),
    ],
)
def test_an_organisation_is_addressed_as_onchu_and_a_person_as_sama(organisation: str, person: str, said: str) -> None:
    assert addressee(organisation, person) == said
