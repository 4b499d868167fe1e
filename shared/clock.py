"""The one clock of the desk, passed in where time matters and replaced in tests."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
