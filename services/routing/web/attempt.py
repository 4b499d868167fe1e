"""An act that a page asked for and that was not accepted, so that the page comes back as it was filled in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from shared.web.csrf import FIELD

# What is shorter is typed again at once.
_AT_LENGTH: Final = 8
# What a form sends for a choice, a case or a day: nobody wrote it.
_CODE: Final = re.compile(r"[\w.:-]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What is wrong where, and what was typed; *refused* says why it cannot be done at all as the case stands now."""

    errors: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    refused: str = ""

    @property
    def status(self) -> int:
        """Return with which status the page comes back."""
        return 409 if self.refused else 422

    @property
    def words(self) -> tuple[str, ...]:
        """Return what somebody wrote at length, so that it can be used again where its form has gone."""
        return tuple(
            text.strip()
            for name, text in self.typed.items()
            if name != FIELD and len(text.strip()) >= _AT_LENGTH and not _CODE.fullmatch(text.strip())
        )
