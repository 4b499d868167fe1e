"""Judge how far a file can be trusted, from what was found in it and what the scanner said."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from shared.files import FileFinding, FileState, ScanReason

_FIRST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(hours=1)


class Scan(StrEnum):
    """What came of asking the scanner."""

    CLEAN = "clean"
    FOUND = "found"
    AWAY = "away"
    WAITING = "waiting"
    TOO_LARGE = "too_large"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far a file can be trusted, why, and whether the scanner is to be asked once more."""

    state: FileState
    reason: ScanReason
    again: bool = False


def judge(findings: tuple[FileFinding, ...], scan: Scan) -> Verdict:
    """Return the verdict; what was found wins, and nobody vouches for what could not be looked into."""
    again = scan in {Scan.AWAY, Scan.WAITING}
    if scan is Scan.FOUND:
        return Verdict(state=FileState.SUSPECT, reason=ScanReason.FOUND)
    if FileFinding.LOCKED in findings:
        return Verdict(state=FileState.UNCHECKABLE, reason=ScanReason.LOCKED, again=again)
    if FileFinding.ARCHIVE_REFUSED in findings:
        return Verdict(state=FileState.UNCHECKABLE, reason=ScanReason.REFUSED, again=again)
    return _BY_SCAN[scan]


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait before the scanner is asked again after the *attempt*-th time (1 is the first)."""
    return min(_FIRST_WAIT * (1 << min(max(attempt, 1) - 1, 10)), _LONGEST_WAIT)


_BY_SCAN: Final = {
    Scan.CLEAN: Verdict(state=FileState.CHECKED, reason=ScanReason.CLEAN),
    Scan.TOO_LARGE: Verdict(state=FileState.UNCHECKABLE, reason=ScanReason.TOO_LARGE),
    Scan.AWAY: Verdict(state=FileState.UNCHECKED, reason=ScanReason.SCANNER_AWAY, again=True),
    Scan.WAITING: Verdict(state=FileState.UNCHECKED, reason=ScanReason.WAITING, again=True),
    Scan.NONE: Verdict(state=FileState.UNCHECKED, reason=ScanReason.NO_SCANNER),
}
