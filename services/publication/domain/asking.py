"""What somebody looks for in the register, and from where on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from services.publication.domain.entry import FIELD, FORM, PARTNER, WORDS, word_marks
from shared.japanese.normalise import SPACES, matching_text

SHORTEST_WORD: Final = 2
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Behind which entry a page begins; *at* is what it is sorted by."""

    at: datetime
    entry_id: UUID

    def __str__(self) -> str:
        """Return the place as it stands in an address."""
        return f"{(self.at - _EPOCH) // _MICROSECOND}-{self.entry_id.hex}"


def place_in(text: str) -> Place | None:
    """Return the place that an address names; None where it names none."""
    moment, _, entry_id = text.partition("-")
    try:
        return Place(at=_EPOCH + int(moment) * _MICROSECOND, entry_id=UUID(entry_id))
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A look into the register of one desk; empty is what does not matter.

    In the order of when they were first shown; *by_change* in that of their last change, and then what was taken
    back is among them.
    """

    desk_id: str
    kinds: tuple[str, ...] = ()
    field: str = ""
    form: str = ""
    year: int | None = None
    partner: str = ""
    words: str = ""
    by_change: bool = False
    after: Place | None = None
    most: int

    @property
    def marks(self) -> frozenset[str]:
        """Return what an entry has to have."""
        codes = {f"{group}:{code}" for group, code in ((FIELD, self.field), (FORM, self.form)) if code}
        return frozenset(codes) | word_marks(PARTNER, self.partner) | word_marks(WORDS, self.words)

    @property
    def has_short_word(self) -> bool:
        """Tell whether a word is too short to be looked for."""
        wanted = SPACES.split(matching_text(f"{self.partner} {self.words}").strip())
        return any(0 < len(word) < SHORTEST_WORD for word in wanted)
