"""A picture of a publication, whoever drew it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with nothing in it but what it shows."""

    media_type: str
    content: bytes = field(repr=False)
