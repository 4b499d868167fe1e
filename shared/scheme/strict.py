"""What every part of a scheme has in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.plain_address import MAX_ADDRESS_CHARACTERS, PLAIN_ADDRESS


class Strict(BaseModel):
    """A value read from TOML: it never changes, and a key nobody knows is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Words = Annotated[str, StringConstraints(min_length=1, max_length=400)]  # one line a person reads
Passage = Annotated[str, StringConstraints(min_length=1, max_length=4000)]  # several lines a person reads
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=40)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
# Stricter than the standard on purpose: these addresses are written into the headers of every mail we send.
Address = Annotated[str, StringConstraints(pattern=PLAIN_ADDRESS.pattern, max_length=MAX_ADDRESS_CHARACTERS)]


def repeated(values: list[str]) -> list[str]:
    """Return the values that stand more than once, each once, in their order."""
    return [value for place, value in enumerate(values) if values.index(value) == place and values.count(value) > 1]
