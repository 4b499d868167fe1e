"""The fields of a prefecture's work and the words each is spoken of with.

Written from what Japanese administration commonly says, so that a text and a duty meet that share no word, and so that
what was decided about ヘルパー says something about ケアマネジャー.
"""

from collections.abc import Mapping
from typing import Final

from services.routing.domain.fields.land import LAND
from services.routing.domain.fields.office import OFFICE
from services.routing.domain.fields.people import PEOPLE

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    field: tuple(words.split()) for field, words in (PEOPLE | LAND | OFFICE).items()
}
