"""Choosing whom to ask: the ranked sections, all others by bureau, and what was chosen when an act was refused."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from typing import Any, Final

from services.routing.domain.suggestion import Ranking
from services.routing.storage.queries import DepartmentLine
from services.routing.web.attempt import Attempt
from services.routing.web.ranked import RankedSection

# Sections beside the ranked ones that can be asked in one go.
OTHERS: Final = ("other-1", "other-2")


def by_bureau(departments: Sequence[DepartmentLine]) -> list[tuple[str, list[DepartmentLine]]]:
    """Return the departments by bureau, in the order of the organisation."""
    return [(bureau, list(group)) for bureau, group in groupby(departments, key=lambda one: one.bureau)]


def choosing(
    ranking: Ranking,
    sections: Sequence[RankedSection],
    departments: Sequence[DepartmentLine],
    attempt: Attempt,
    *,
    contested: bool = False,
) -> dict[str, Any]:
    """Return what the templates need to let the desk choose.

    Nothing is ticked beforehand, however sure the ranking is: a tick that was overlooked would show the abstract to a
    department that nobody chose, and one's own tick costs a second. Who would lead is proposed where the ranking is
    sure and not *contested* by a rule; it counts only where the section is ticked.
    """
    proposed = ranking.lead if ranking.sure and not contested else None
    chosen = list(attempt.lists.get("departments", ()))
    return {
        "ranking": ranking,
        "ranked": [one for one in sections if one.sign],
        "faint": [one for one in sections if not one.sign],
        "bureaus": by_bureau(departments),
        "bureau_options": [
            (bureau, [(one.code, one.name) for one in group]) for bureau, group in by_bureau(departments)
        ],
        "chosen": chosen,
        "others": _others(attempt, {one.code for one in sections}),
        "lead": attempt.typed.get("lead", proposed or ""),
        "offer_refused": bool(chosen) or any(name == "departments" for name, _ in attempt.errors),
    }


def _others(attempt: Attempt, shown: AbstractSet[str]) -> list[tuple[str, str]]:
    """Return what was chosen beside the ranked sections; one that is ranked no longer is kept there, too."""
    gone = iter(code for code in attempt.lists.get("departments", ()) if code not in shown)
    return [(name, attempt.typed.get(name, "") or next(gone, "")) for name in OTHERS]


def asked_departments(ticked: Sequence[str], others: Mapping[str, str], lead: str) -> tuple[tuple[str, ...], str]:
    """Return who is to be asked and who leads; a lead that is not asked counts as none named."""
    asked = tuple(dict.fromkeys(code for code in (*ticked, *others.values()) if code))
    named = others.get(lead, lead)
    return asked, named if named in asked else ""
