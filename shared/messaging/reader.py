"""A named reader: one purpose, one queue, one function per fact it hears."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import Any, Generic, TypeVar

from structlog.contextvars import bound_contextvars

from shared.events import Fact, Recorded
from shared.messaging.topology import ReaderQueue

W = TypeVar("W")
F = TypeVar("F", bound=Fact)
Heard = Callable[[Recorded[F], W], Awaitable[None]]
HeardMany = Callable[[Sequence[Recorded[F]], W], Awaitable[None]]


class Reader(Generic[W]):
    """Hears facts and turns each into work, once, in one transaction with the note that it was handled."""

    def __init__(self, name: str, *, purpose: str, gated: bool = False, from_the_beginning: bool = False) -> None:
        """Name the reader `<service>.<what-it-does>`; *purpose* is shown to operators, in Japanese.

        A gated reader gets the facts of one aggregate in the order of their versions, without a gap. It must hear
        every type of fact its aggregates have: a version it does not hear would hold the ones behind it for ever.
        Where it is new, a reader hears what is told from then on; *from_the_beginning* sends it all there was, which
        is for a reader that tells nobody.
        """
        self.name = name
        self.purpose = purpose
        self.gated = gated
        self.from_the_beginning = gated or from_the_beginning
        self._heard: dict[type[Fact], HeardMany[Any, W]] = {}

    def hears(self, fact: type[F]) -> Callable[[Heard[F, W]], Heard[F, W]]:
        """Register the decorated function for one kind of fact; it gets them one by one."""

        def register(function: Heard[F, W]) -> Heard[F, W]:
            async def one_by_one(facts: Sequence[Recorded[F]], work: W) -> None:
                for recorded in facts:
                    with bound_contextvars(event_id=str(recorded.id), correlation_id=str(recorded.correlation_id)):
                        await function(recorded, work)

            self._heard[fact] = one_by_one
            return function

        return register

    def hears_many(self, fact: type[F]) -> Callable[[HeardMany[F, W]], HeardMany[F, W]]:
        """Register the decorated function for one kind of fact; it gets all that arrived in a row at once."""

        def register(function: HeardMany[F, W]) -> HeardMany[F, W]:
            self._heard[fact] = function
            return function

        return register

    async def handle(self, facts: Sequence[Recorded[Fact]], work: W) -> None:
        """Do what this reader does on *facts*, in their order; a fact it does not hear is nothing to it."""
        with bound_contextvars(reader=self.name):
            for kind, run in groupby(facts, key=lambda recorded: type(recorded.fact)):
                function = self._heard.get(kind)
                if function is not None:
                    await function(list(run), work)

    @property
    def declaration(self) -> ReaderQueue:
        """Return what the broker must know of this reader."""
        return ReaderQueue(
            reader=self.name,
            purpose=self.purpose,
            types=tuple(sorted(fact.type for fact in self._heard)),
            gated=self.gated,
            from_the_beginning=self.from_the_beginning,
        )
