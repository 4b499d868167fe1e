import pytest

from shared.events.who import rules_of, version_in


@pytest.mark.parametrize(
    ("rules", "version"),
    [(rules_of("miono", 12), 12), ("miono:1", None), ("other.1", None), ("miono.", None), ("miono.1.2", None)],
)
def test_the_version_is_read_as_it_was_written_for_this_desk(rules: str, version: int | None) -> None:
    assert version_in(rules, "miono") == version
