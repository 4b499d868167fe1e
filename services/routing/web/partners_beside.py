"""With whom a case goes on, in which way, and why that is fair: once its round was closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.routing.domain.case import Offer
from services.routing.web.access import OpenedCase
from services.routing.web.round_beside import WAYS
from shared.events import CaseReopened, CooperationWay, RoundClosed

_WORDS: Final = {value: words for value, words, _ in WAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersBeside:
    """The partners, each with its name as far as the reader may know it; *ground* is empty for who may not read it."""

    partners: Sequence[tuple[Offer, str]]
    way: CooperationWay
    ground: str = field(repr=False)

    @property
    def way_words(self) -> str:
        """Return the way in words."""
        return _WORDS[self.way.value]


def partners_beside(opened: OpenedCase, names: Mapping[str, str]) -> PartnersBeside | None:
    """Return with whom the present round ended; None before that, and for who does not see the history."""
    line = next((one for one in reversed(opened.history) if one.type in {RoundClosed.type, CaseReopened.type}), None)
    if line is None or line.type != RoundClosed.type:
        return None
    shown = {one.offer_id: one.name for one in opened.offers}
    named = [(one, names.get(one.department or "", "") or shown.get(one.offer_id, "")) for one in opened.case.partners]
    return PartnersBeside(
        partners=[(one, name) for one, name in named if name],
        way=CooperationWay(line.data["way"]),
        ground=opened.words.get(UUID(line.data["ground_id"]), ""),
    )
