"""What an installation says of its own mail server."""

import pytest

from services.intake.domain.mail.house import SPAM_MARKS, House
from services.intake.settings import read_intake_settings

OWN = frozenset({"teian@renkei.miono.example.jp"})


def test_without_a_word_nothing_is_believed_about_senders_and_the_usual_marks_count() -> None:
    house = read_intake_settings().house(["Teian@renkei.miono.example.jp"])

    assert house == House(addresses=OWN, authserv_id="", spam_marks=SPAM_MARKS)


def test_an_installation_names_its_server_and_its_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_INTAKE_AUTHSERV_ID", " mx.miono.example.jp ")
    monkeypatch.setenv("DESK_INTAKE_SPAM_HEADERS", "X-Kencho-Filter, X-Spam")

    house = read_intake_settings().house(OWN)

    assert (house.authserv_id, house.spam_marks) == ("mx.miono.example.jp", ("X-Kencho-Filter", "X-Spam"))


def test_no_mark_counts_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_INTAKE_SPAM_HEADERS", "")

    assert read_intake_settings().house(OWN).spam_marks == ()
