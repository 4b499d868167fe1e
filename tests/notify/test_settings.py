import pytest

from services.notify.domain.pace import Pace
from services.notify.settings import read_notify_settings
from shared.settings import SettingMissing


def test_a_mail_never_counts_as_left_behind_while_it_may_still_be_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_NOTIFY_SMTP_TIMEOUT_SECONDS", "5")
    monkeypatch.setenv("DESK_NOTIFY_SMTP_ANSWER_TIMEOUT_SECONDS", "20")
    monkeypatch.setenv("DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS", "29")

    with pytest.raises(SettingMissing, match="DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS"):
        read_notify_settings()


def test_how_long_a_mail_may_be_on_its_way_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_NOTIFY_SMTP_TIMEOUT_SECONDS", "5")
    monkeypatch.setenv("DESK_NOTIFY_SMTP_ANSWER_TIMEOUT_SECONDS", "20")
    monkeypatch.setenv("DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS", "30")

    settings = read_notify_settings()
    assert settings.stale_after.total_seconds() == 30
    assert (settings.relay.timeout_seconds, settings.relay.answer_seconds) == (5, 20)


def test_a_letter_that_waits_for_a_free_hand_is_over_before_it_counts_as_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESK_NOTIFY_SMTP_TIMEOUT_SECONDS", "5")
    monkeypatch.setenv("DESK_NOTIFY_SMTP_ANSWER_TIMEOUT_SECONDS", "20")
    monkeypatch.setenv("DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS", "32")

    assert read_notify_settings().patience_seconds == 3.5


def test_ten_mails_a_second_leave_unless_a_setting_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = read_notify_settings().pace
    monkeypatch.setenv("DESK_NOTIFY_MAILS_PER_SECOND", "0.2")

    assert (usual, read_notify_settings().pace) == (Pace(per_second=10, burst=20), Pace(per_second=0.2, burst=1))


@pytest.mark.parametrize(
    ("said", "is_well"),
    [
        ({"HOST": "mail.example.jp", "USER": "teian"}, False),
        ({"HOST": "mail.example.jp", "USER": "teian", "TLS": "true"}, True),
        ({"HOST": "mail.example.jp", "USER": "teian", "STARTTLS": "true"}, True),
        ({"HOST": "127.0.0.1", "USER": "teian"}, True),
        ({"HOST": "mail.example.jp"}, True),
        ({"HOST": "mail.example.jp", "TLS": "true", "STARTTLS": "true"}, False),
    ],
)
def test_a_password_is_never_said_aloud(monkeypatch: pytest.MonkeyPatch, said: dict[str, str], is_well: bool) -> None:
    for name, value in said.items():
        monkeypatch.setenv(f"DESK_NOTIFY_SMTP_{name}", value)

    if is_well:
        assert read_notify_settings().relay.host == said["HOST"]
    else:
        with pytest.raises(SettingMissing, match="DESK_NOTIFY_SMTP_TLS"):
            read_notify_settings()
