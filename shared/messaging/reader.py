"""A named reader: one purpose, one queue, one function per fact it hears."""

from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar, cast

from shared.events import Fact, Recorded
from shared.messaging.topology import ReaderQueue

W = TypeVar("W")
F = TypeVar("F", bound=Fact)
Heard = Callable[[Recorded[F], W], Awaitable[None]]


class Reader(Generic[W]):
    """Hears facts and turns each into work, once, in one transaction with the note that it was handled."""

    def __init__(self, name: str, *, purpose: str) -> None:
        """Name the reader `<service>.<what-it-does>`; *purpose* is shown to operators, in Japanese."""
        self.name = name
        self.purpose = purpose
        self._heard: dict[type[Fact], Callable[[Recorded[Any], W], Awaitable[None]]] = {}

    def hears(self, fact: type[F]) -> Callable[[Heard[F, W]], Heard[F, W]]:
        """Register the decorated function for one kind of fact."""

        def register(function: Heard[F, W]) -> Heard[F, W]:
            self._heard[fact] = function
            return function

        return register

    async def handle(self, recorded: Recorded[Fact], work: W) -> None:
        """Do what this reader does on *recorded*; a fact it does not hear is nothing to it."""
        function = self._heard.get(type(recorded.fact))
        if function is not None:
            await function(cast("Recorded[Any]", recorded), work)

    @property
    def declaration(self) -> ReaderQueue:
        """Return what the broker must know of this reader."""
        return ReaderQueue(
            reader=self.name, purpose=self.purpose, types=tuple(sorted(fact.type for fact in self._heard))
        )
