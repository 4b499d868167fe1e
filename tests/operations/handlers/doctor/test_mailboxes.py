from datetime import UTC, datetime, timedelta

from services.operations.domain.examination import Result
from services.operations.domain.mailboxes import PolledMailbox
from services.operations.handlers.doctor.mailboxes import examine_mailboxes

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def polled(*, ago: int = 1, failing: int | None = None, trouble: str | None = None) -> PolledMailbox:
    """Return a mailbox that was looked into *ago* minutes ago and fails for *failing* minutes."""
    return PolledMailbox(
        desk_id="miono",
        looked_at=NOW - timedelta(minutes=ago),
        failing_since=None if failing is None else NOW - timedelta(minutes=failing),
        trouble=trouble,
    )


def result_of(*mailboxes: PolledMailbox) -> Result | None:
    examined = examine_mailboxes(mailboxes, at=NOW)
    return None if examined is None else examined.result


def test_where_no_mailbox_is_polled_nothing_is_said() -> None:
    assert result_of() is None


def test_a_mailbox_that_fails_is_worse_the_longer_it_does() -> None:
    soon, long = polled(failing=1, trouble="away"), polled(failing=6, trouble="away")

    assert (result_of(polled()), result_of(polled(), soon), result_of(soon, long)) == (
        Result.OK,
        Result.WARN,
        Result.FAIL,
    )


def test_a_mailbox_nobody_looks_into_any_more_is_found_out() -> None:
    examined = examine_mailboxes([polled(ago=41)], at=NOW)

    assert examined is not None
    assert (examined.result, "worker" in examined.what_to_do) == (Result.FAIL, True)


def test_every_trouble_says_what_to_do() -> None:
    troubles = ("no_password", "sign_in", "certificate", "refused", "not_moved", "away")

    found = [examine_mailboxes([polled(failing=6, trouble=one)], at=NOW) for one in troubles]

    assert len({one.what_to_do for one in found if one is not None}) == len(troubles)
