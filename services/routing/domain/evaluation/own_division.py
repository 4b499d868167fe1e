"""Decisions of an office that divides its work as no duty says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.routing.domain.evaluation.draw import drawn
from services.routing.domain.evaluation.labelled import LabelledText

DECIDED = ASKED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDivision:
    """Texts of one area, all for one section: some were decided, and the others nobody has seen."""

    area: str
    section: str
    decided: tuple[str, ...]
    asked: tuple[str, ...]


def own_divisions(texts: Iterable[LabelledText], sections: Sequence[str]) -> list[OwnDivision]:
    """Return a division for each area of at least 60 different texts; they and the section are drawn by the area.

    So the section is any one of the office, whatever it does.
    """
    by_area: dict[str, list[str]] = {}
    for one in texts:
        by_area.setdefault(one.area, []).append(one.text)
    return [
        OwnDivision(
            area=area,
            section=drawn(sections, of=area)[0],
            decided=tuple(found[:DECIDED]),
            asked=tuple(found[DECIDED : DECIDED + ASKED]),
        )
        for area, texts_of_area in sorted(by_area.items())
        if len(found := drawn(texts_of_area, of=area)) >= DECIDED + ASKED
    ]
