"""What is asked about cases that belong together."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.routing.domain.verbs import Verb
from shared.events import LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The desk says that the case belongs with another one of the same desk, and how.

    *follows* says that the other one came before it.
    """

    verb: ClassVar[Verb] = Verb.LINK
    to_case: UUID
    to_receipt: str
    kind: LinkKind
    follows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlink:
    """The desk takes back that the case and another one belong together; *stands* says that this was said."""

    verb: ClassVar[Verb] = Verb.UNLINK
    to_case: UUID
    to_receipt: str
    kind: LinkKind
    stands: bool
    reason_id: UUID | None


LinkCommand = Link | Unlink
