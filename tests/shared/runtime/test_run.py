import pytest

from shared.runtime.run import town


def test_a_part_gets_the_engines_addresses_without_the_credentials_of_the_set_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESK_DATABASE_URL", "postgresql://postgres:p%40ss@127.0.0.1:5432/desk")
    monkeypatch.setenv("DESK_AMQP_URL", "amqp://admin:s@cret@broker:5672/desk")
    monkeypatch.setenv("DESK_MANAGEMENT_URL", "http://broker:15672")

    (part, *others) = town(web_port=8080, first_health_port=8090)

    assert part.env["DESK_DATABASE_URL"] == "postgresql://127.0.0.1:5432/desk"
    assert part.env["DESK_AMQP_URL"] == "amqp://broker:5672/desk"
    assert part.env["DESK_MANAGEMENT_URL"] == "http://broker:15672"
    assert [one.env["DESK_AMQP_URL"] for one in others] == [part.env["DESK_AMQP_URL"]] * len(others)
