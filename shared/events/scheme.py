"""Facts of a desk itself: the rules it works under."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from shared.events.base import Fact


class SchemeApplied(Fact):
    """A desk has a further version of its scheme, from *valid_from* on; cases that run keep the one they began under.

    *before* is the newest version there was; none for the first of a desk.
    """

    type: ClassVar[str] = "scheme.applied.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "desk"

    version: Annotated[int, Field(ge=1)]
    before: Annotated[int, Field(ge=1)] | None = None
    valid_from: date
