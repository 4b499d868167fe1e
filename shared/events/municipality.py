"""Facts of routing about municipalities that take part in a case: invited, joined, declined, left."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class MunicipalityInvited(Fact):
    """A municipality was invited to a case, and asked to say by a day whether it joins; the words are a document."""

    type: ClassVar[str] = "case.municipality_invited.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    municipality: Code
    due: date
    note_id: UUID
    # The department that invites; None for the desk.
    department: Code | None = None
    # Invited as one of all municipalities there are, not by its name.
    of_all: bool = False


class MunicipalityJoined(Fact):
    """An invited municipality takes part from now on."""

    type: ClassVar[str] = "case.municipality_joined.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    municipality: Code


class MunicipalityDeclined(Fact):
    """An invited municipality does not take part; the reason is a document of routing."""

    type: ClassVar[str] = "case.municipality_declined.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    municipality: Code
    reason_id: UUID


class MunicipalityLeft(Fact):
    """A municipality takes part no more, by its own wish or because the desk ended it; the reason is a document."""

    type: ClassVar[str] = "case.municipality_left.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    municipality: Code
    reason_id: UUID
    by_desk: bool = False
