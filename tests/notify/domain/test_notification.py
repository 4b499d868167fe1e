"""Who may still be called to a case."""

from uuid import UUID

from services.notify.domain.notification import CaseAccess, is_still_asked


def access(*offered: str, taken_up: frozenset[str] = frozenset(), version: int = 5) -> CaseAccess:
    return CaseAccess(
        case_id=UUID(int=1), desk_id="miono", offered=frozenset(offered), taken_up=taken_up, version=version
    )


def test_an_offer_is_announced_while_nothing_newer_is_known() -> None:
    assert is_still_asked("sangyo", asked_at=4, access=None) is True
    assert is_still_asked("sangyo", asked_at=5, access=access()) is True


def test_an_offer_is_announced_while_the_department_is_among_those_asked() -> None:
    assert is_still_asked("sangyo", asked_at=4, access=access("sangyo", "norin")) is True
    assert is_still_asked("sangyo", asked_at=4, access=access(taken_up=frozenset({"sangyo"}))) is True


def test_an_offer_that_was_taken_back_is_not_announced() -> None:
    assert is_still_asked("sangyo", asked_at=4, access=access("norin")) is False
