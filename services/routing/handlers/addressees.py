"""What is wrong with whom the desk asks: told at each of them, for one act asks many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAddressee:
    """What is wrong with one who is asked, by its place among them (None: with all), at which field of it.

    *pointer* names the same place of the body of a request by the API.
    """

    addressee: int | None
    field: str
    pointer: str
    error: Invalid


class AddresseesWrong(Invalid):
    """Something is wrong with one or more of those who are asked; nobody was asked."""

    public_message = "宛先ごとの入力の内容をご確認ください。"

    def __init__(self, wrong: Sequence[WrongAddressee]) -> None:
        """Keep what is wrong with whom; one mistake alone is told in its own words."""
        first = wrong[0].error
        super().__init__(str(first), public=first.public if len(wrong) == 1 else None)
        self.wrong: Final = tuple(wrong)

    @property
    def errors(self) -> tuple[dict[str, str], ...]:
        """Return the same as problem details name it."""
        return tuple({"detail": one.error.public, "pointer": one.pointer} for one in self.wrong)
