"""Programmes of an organisation whose section is asked for again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from services.routing.domain.evaluation.labelled import LabelledText
from services.routing.domain.suggestion import Duties

_THIRD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section with what stands above it and the names of its programmes."""

    code: str
    name: str
    bureau: str
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """An organisation that has forgotten a third of its programmes, and the forgotten ones with their sections."""

    departments: tuple[Duties, ...]
    texts: tuple[LabelledText, ...]


def hold_out(sections: Sequence[Section]) -> HeldOut:
    """Take a third of the programmes from every section, rounded to the nearest whole number.

    Those with the lowest SHA-256 of "code, line break, programme" go. A programme of several sections would be
    right with each of them.
    """
    filed: dict[str, set[str]] = {}
    for section in sections:
        for programme in section.programmes:
            filed.setdefault(programme, set()).add(section.code)
    departments: list[Duties] = []
    texts: list[LabelledText] = []
    for section in sections:
        out = _chosen(section)
        kept = tuple(one for one in section.programmes if one not in out)
        departments.append(Duties(code=section.code, name=section.name, bureau=section.bureau, duties=kept))
        texts.extend(LabelledText(text=one, area=section.code, acceptable=frozenset(filed[one])) for one in sorted(out))
    return HeldOut(departments=tuple(departments), texts=tuple(texts))


def _chosen(section: Section) -> frozenset[str]:
    names = set(section.programmes)
    by_hash = sorted(names, key=lambda one: hashlib.sha256(f"{section.code}\n{one}".encode()).digest())
    return frozenset(by_hash[: round(len(names) / _THIRD)])
