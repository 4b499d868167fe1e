"""What operators are told of incidents: what is wrong, where, since when, and what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.incidents import Change, IncidentPlace, Standing
from shared.incident_words import CAUSE_WORDS, REMEDY_WORDS
from shared.japanese.era import moment_words


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """One incident as a mail says it; *now* is how it stands where it is still open."""

    about: IncidentPlace
    change: Change
    since: datetime
    now: Standing | None


def incident_words(lines: Sequence[IncidentLine], web_url: str) -> dict[str, str]:
    """Return the words of a mail about incidents, those that are open above those that are over."""
    opened = [line for line in lines if line.change is Change.OPENED]
    recovered = [line for line in lines if line.change is Change.RECOVERED]
    counted = [(f"異常 {len(opened)}件", opened), (f"復旧 {len(recovered)}件", recovered)]
    return {
        "headline": "、".join(words for words, some in counted if some),
        "lines": "\n\n".join(_said(line) for line in [*opened, *recovered]),
        "link": f"{web_url}/operations",
    }


def _said(line: IncidentLine) -> str:
    # A program that is older than operations knows its causes by their codes alone.
    what = CAUSE_WORDS.get(line.about.cause, line.about.cause)
    where = f"（{line.about.place}）" if line.about.place else ""
    since = f"　発生　{moment_words(line.since)}"
    if line.now is None:
        return f"■ 復旧　{what}{where}\n{since}"
    many = f"　{line.now.amount}件" if line.now.amount > 1 else ""
    return f"■ 異常　{what}{where}{many}\n{since}\n　対応　{REMEDY_WORDS.get(line.now.remedy, '')}"
