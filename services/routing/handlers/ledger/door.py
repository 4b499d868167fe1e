"""What is asked of an item of the ledger: one door a verb, as for cases."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from services.routing.domain.ledger.book import Book
from services.routing.domain.ledger.item import Item
from services.routing.handlers.acting import Step
from services.routing.handlers.verbs.door import Asked, said_as
from services.routing.ports import ChangedMeanwhile, Told
from services.routing.storage.ledger import NewItem
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action, CaseScope, can, require
from shared.errors import Missing
from shared.events import Fact
from shared.events.who import by_account
from shared.ids import new_id
from shared.scheme.model import DeskScheme

I = TypeVar("I", bound=Item)  # noqa: E741 - an item
A = TypeVar("A", bound=Asked)


class NoSuchLedgerVerb(Missing):
    """Nothing of that name can be done with this kind of item."""

    public_message = "この名前の操作はありません。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something in the ledger, in one transaction, under the scheme in force."""

    work: RoutingWork
    step: Step
    scheme: DeskScheme

    @property
    def actor(self) -> Actor:
        """Return who does it."""
        return self.step.actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What becomes true, and how lists call the item from now on (None: as before)."""

    facts: Sequence[Fact]
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginDoor(Generic[A]):
    """How an item begins: what is asked for, the right, and what makes the first facts for a new id.

    The number is there already, for facts that name it.
    """

    action: Action
    asks: type[A]
    do: Callable[[Doing, UUID, str, A], Awaitable[Decided]]


def _anybodys(_actor: Actor, _item: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDoor(Generic[I, A]):
    """One verb of a kind: what it asks for, the right it needs, and what makes the facts.

    *belongs* tells to whom of those who have the right it is shown; whoever else tries is refused by *do*.
    """

    verb: str
    action: Action
    asks: type[A]
    do: Callable[[Doing, I, A], Awaitable[Decided]]
    belongs: Callable[[Actor, Any], bool] = _anybodys


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(Generic[I]):
    """One kind of item with its doors; *begins* is None where items begin by themselves (a project from a case)."""

    book: Book[I]
    begins: BeginDoor[Any] | None
    doors: tuple[LedgerDoor[I, Any], ...]

    def door(self, verb: str) -> LedgerDoor[I, Any]:
        """Return the door of a verb; raise NoSuchLedgerVerb."""
        found = next((door for door in self.doors if door.verb == verb), None)
        if found is None:
            raise NoSuchLedgerVerb
        return found

    def verbs_now(self, actor: Actor, item: I) -> tuple[str, ...]:
        """Return what *actor* may do with the item as it stands, in the order of the doors."""
        permitted, scope = self.book.permitted(item), scope_of_item(item)
        mine = (d for d in self.doors if d.verb in permitted and d.belongs(actor, item))
        return tuple(d.verb for d in mine if can(actor, d.action, scope))


def scope_of_item(item: Item) -> CaseScope:
    """Return what the policy must know of an item: whoever is in charge of it stands as if it had a case taken up."""
    return CaseScope(desk_id=item.desk_id, taken_up=item.departments, lead=item.lead)


async def begin(volume: Volume[I], doing: Doing, said: Mapping[str, Any], *, item_id: UUID | None = None) -> I:
    """Begin an item with what was said; raise NotAllowed, WrongInput or what the door refuses.

    Under an *item_id* that a form brought, the same form sent twice begins one item.
    """
    if volume.begins is None:
        raise NoSuchLedgerVerb
    require(doing.actor, volume.begins.action)
    work, desk_id, item_id = doing.work, doing.actor.desk_id, item_id or new_id()
    if await work.ledger.exists(item_id):
        return await work.ledger.find(volume.book, desk_id, await work.ledger.number_of(item_id))
    asked = said_as(volume.begins.asks, said)
    told = Told(actor=by_account(doing.actor.account_id), at=doing.step.at)
    await work.ledger_texts.keep_for(item_id, desk_id)
    number = await work.ledger.next_number(volume.book.kind, desk_id, told)
    decided = await volume.begins.do(doing, item_id, number, asked)
    title, version = decided.title or number, doing.scheme.version
    new = NewItem(item_id=item_id, desk_id=desk_id, title=title, scheme_version=version)
    return await work.ledger.begin(volume.book, new, number, decided.facts, told)


async def perform(volume: Volume[I], doing: Doing, number: str, verb: str, said: Mapping[str, Any]) -> I:
    """Do what *verb* names and return the item as it is then; the one way in for pages, API and command line."""
    door = volume.door(verb)
    item = await doing.work.ledger.get(volume.book, doing.actor.desk_id, number)
    require(doing.actor, door.action, scope_of_item(item))
    if doing.step.version is not None and doing.step.version != item.version:
        raise ChangedMeanwhile
    volume.book.state_after(item, verb)
    decided = await door.do(doing, item, said_as(door.asks, said))
    if not decided.facts:
        return item
    told = Told(actor=by_account(doing.actor.account_id), at=doing.step.at)
    return await doing.work.ledger.save(volume.book, item, decided.facts, told, title=decided.title)
