"""Who does today what a department did: it, or the one that followed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A department from its first to its last day, and who followed it."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None

    def in_force(self, on: date) -> bool:
        """Tell whether the department is in force on a day; `valid_to` is its last."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Succession:
    """All departments a desk ever had, as of one day."""

    def __init__(self, tenures: Iterable[Tenure], on: date) -> None:
        """Read the departments; of one that was founded twice the tenure in force counts, else the last that began.

        One that is entered ahead of its day changes nothing until then.
        """
        self._known: dict[str, Tenure] = {}
        for one in sorted(tenures, key=lambda one: (one.in_force(on), one.valid_from <= on, one.valid_from)):
            self._known[one.code] = one
        self._on = on

    @property
    def is_empty(self) -> bool:
        """Tell whether the desk has no organisation yet."""
        return not self._known

    def known(self, code: str) -> Tenure | None:
        """Return the department as it was last, in force or not; None for one that never was."""
        return self._known.get(code)

    def today(self, code: str) -> str | None:
        """Return the department in force that does what *code* did; None where nobody followed."""
        passed: set[str] = set()
        at: str | None = code
        while at is not None and at not in passed:
            passed.add(at)
            one = self._known.get(at)
            if one is None:
                return None
            if one.in_force(self._on):
                return at
            at = one.successor
        return None

    def name(self, code: str) -> str:
        """Return the name of a department that is or was; the code itself where there never was one."""
        one = self._known.get(code)
        return one.name if one else code
