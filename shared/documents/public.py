"""The shape of what is approved for everybody: written by routing, copied by publication, its calls read by intake."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.scheme.fields import Field


class _ForEverybody(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_bytes(self) -> bytes:
        """Return the content as the bytes of a document (JSON)."""
        return self.model_dump_json().encode()


class PublicSection(_ForEverybody):
    """A passage under its own heading."""

    heading: str
    text: str


class PublicWord(_ForEverybody):
    """A code of the scheme and the words everybody reads for it."""

    code: str
    words: str


class PublicEffect(_ForEverybody):
    """What something brought: a figure with its unit, as of which day, and how and by whom it was found."""

    label: str
    value: str
    unit: str = ""
    as_of: date | None = None
    method: str = ""
    estimator: str = ""
    amount_yen: int | None = None


class PublicAnswer(_ForEverybody):
    """A question that was asked about a call, with the answer everybody gets."""

    question: str
    answer: str
    day: date | None = None


class PublicCount(_ForEverybody):
    """A number with what it counts."""

    label: str
    number: int


class PublicOutcome(_ForEverybody):
    """What came out of a call or a forum, in words and in numbers."""

    words: str = ""
    counts: tuple[PublicCount, ...] = ()


class PublicContent(_ForEverybody):
    """DocumentKind.PUBLIC: everything that is shown of one entry of the register, and nothing beside it.

    Empty is what does not apply. *fiscal_year* is the western year it began in; *fields* are the own questions of a
    call, as its form asks them; *captions* are the text alternatives of the pictures, in their order. *capacity* is how
    many people may come to a forum (None: not counted); with *waiting_list* who comes later may wait for a place.
    """

    title: str
    summary: str = ""
    sections: tuple[PublicSection, ...] = ()
    categories: tuple[PublicWord, ...] = ()
    form: PublicWord | None = None
    fiscal_year: int | None = None
    partners: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    begins_on: date | None = None
    ends_on: date | None = None
    effects: tuple[PublicEffect, ...] = ()
    questions: tuple[PublicAnswer, ...] = ()
    fields: tuple[Field, ...] = ()
    opens_on: date | None = None
    closes_on: date | None = None
    held_on: date | None = None
    begins: str = ""
    place: str = ""
    capacity: int | None = None
    waiting_list: bool = False
    outcome: PublicOutcome | None = None
    contact: str = ""
    captions: tuple[str, ...] = ()
