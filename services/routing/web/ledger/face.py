"""How one kind of item looks: its words, what a page shows of it, and what a form offers to choose from."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from services.routing.domain.ledger.item import Item
from services.routing.handlers.ledger.door import Volume
from services.routing.storage.queries import HistoryLine
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.ledger_numbers import PATHS

I = TypeVar("I", bound=Item)  # noqa: E741 - an item
Choices = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    href: str
    words: str


Cell = str | int | date | datetime | Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One card of an item's page: pairs of words and values, a table, a text, or several of them.

    *html_id* is where other pages and errors point to; *none* is said where there is nothing yet.
    """

    title: str
    html_id: str
    pairs: Sequence[tuple[str, Cell]] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    text: str = ""
    none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One more way to narrow a list down: the name of a mark (`form`), its words, and the codes that can be chosen."""

    name: str
    label: str
    options: Callable[[RoutingWork, Actor], Awaitable[Sequence[tuple[str, str]]]]


async def _no_choices(_work: RoutingWork, _actor: Actor, _item: Any) -> Choices:
    return {}


async def _nothing_of_case(_work: RoutingWork, _actor: Actor, _receipt: str) -> Mapping[str, Any]:
    return {}


async def _nothing_beside(_work: RoutingWork, _actor: Actor, _item: Any, _verb: str) -> Sequence[Section]:
    return ()


async def _nothing_filled(_work: RoutingWork, _item: Any, _verb: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face(Generic[I]):
    """One kind of item as people and programs meet it.

    *verbs* are the words of each verb, with those of `begin`, *facts* those of what is told of it; *choices* gives, by
    name of a field, what a form offers (of what is sealed, *sealed_choices* opens it only for a form with that field),
    *filled* what a form holds beforehand, and *of_case* what an item begins with that is begun from a case. *filters*
    narrow a list down by marks, and *late* by what was due and is not done, each with its words; *links* lead from the
    list to what stands over all items. *open_history* says that whoever sees an item may read all that its facts say,
    which are codes and numbers; where not, they are the desk's.
    """

    volume: Volume[I]
    words: str
    list_words: str
    verbs: Mapping[str, str]
    states: Mapping[str, str]
    facts: Mapping[str, str]
    # What the first fact of a kind is called, where later ones only say it anew.
    first_facts: Mapping[str, str] = field(default_factory=dict)
    dues: Mapping[str, str] = field(default_factory=dict)
    # Days on which the machine does something by itself: nobody owes them.
    own_dues: frozenset[str] = frozenset()
    show: Callable[[RoutingWork, Actor, I], Awaitable[Sequence[Section]]]
    data: Callable[[RoutingWork, Actor, I], Awaitable[Mapping[str, Any]]]
    choices: Callable[[RoutingWork, Actor, I | None], Awaitable[Choices]] = _no_choices
    sealed_choices: Mapping[str, Callable[[RoutingWork, Actor, I], Awaitable[Sequence[tuple[str, str]]]]] = field(
        default_factory=dict
    )
    filled: Callable[[RoutingWork, I, str], Awaitable[Mapping[str, Any]]] = _nothing_filled
    of_case: Callable[[RoutingWork, Actor, str], Awaitable[Mapping[str, Any]]] = _nothing_of_case
    # What has to be seen beside the form of a verb.
    beside: Callable[[RoutingWork, Actor, I, str], Awaitable[Sequence[Section]]] = _nothing_beside
    filters: Sequence[Filter] = ()
    late: Mapping[str, str] = field(default_factory=dict)
    links: Sequence[tuple[str, str]] = ()
    # A template of the kind's own, drawn below the sections with `item` and what `show` was given.
    template: str | None = None
    open_history: bool = True

    @property
    def path(self) -> str:
        """Return the word of the kind in addresses."""
        return PATHS[self.volume.book.kind]

    def named(self, history: Sequence[HistoryLine]) -> list[tuple[HistoryLine, str]]:
        """Return what was told of an item, in its order, each line with its words."""
        seen: set[str] = set()
        lines = []
        for line in history:
            words = self.facts.get(line.type, line.type)
            lines.append((line, words if line.type in seen else self.first_facts.get(line.type, words)))
            seen.add(line.type)
        return lines

    async def offered(self, work: RoutingWork, actor: Actor, item: I | None, names: Collection[str]) -> Choices:
        """Return what a form with fields of these *names* offers, and open nothing else for it."""
        offered = dict(await self.choices(work, actor, item))
        for name, opened in self.sealed_choices.items():
            if item is not None and name in names:
                offered[name] = await opened(work, actor, item)
        return offered
