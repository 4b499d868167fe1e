import pytest

from services.notify.settings import read_notify_settings
from shared.settings import SettingMissing


def test_a_mail_never_counts_as_left_behind_while_it_may_still_be_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_NOTIFY_SMTP_TIMEOUT_SECONDS", "5")
    monkeypatch.setenv("DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS", "9")

    with pytest.raises(SettingMissing, match="DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS"):
        read_notify_settings()


def test_how_long_a_mail_may_be_on_its_way_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_NOTIFY_SMTP_TIMEOUT_SECONDS", "5")
    monkeypatch.setenv("DESK_NOTIFY_MAIL_STALE_AFTER_SECONDS", "10")

    assert read_notify_settings().stale_after.total_seconds() == 10
