"""Programmes of an organisation whose section is asked for again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.routing.domain.evaluation.draw import drawn
from services.routing.domain.evaluation.labelled import LabelledText
from services.routing.domain.suggestion import Duties

_THIRD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """An organisation that has forgotten a third of its duties, and the forgotten ones with their sections."""

    departments: tuple[Duties, ...]
    texts: tuple[LabelledText, ...]


def hold_out(sections: Sequence[Duties]) -> HeldOut:
    """Take a third of the duties from every section, rounded to the nearest whole number.

    They are drawn by the section's code. A duty of several sections would be right with each of them.
    """
    filed: dict[str, set[str]] = {}
    for section in sections:
        for duty in section.duties:
            filed.setdefault(duty, set()).add(section.code)
    departments: list[Duties] = []
    texts: list[LabelledText] = []
    for section in sections:
        out = _chosen(section)
        departments.append(replace(section, duties=tuple(one for one in section.duties if one not in out)))
        texts.extend(LabelledText(text=one, area=section.code, acceptable=frozenset(filed[one])) for one in sorted(out))
    return HeldOut(departments=tuple(departments), texts=tuple(texts))


def _chosen(section: Duties) -> frozenset[str]:
    names = drawn(section.duties, of=section.code)
    return frozenset(names[: round(len(names) / _THIRD)])
