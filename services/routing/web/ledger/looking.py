"""What a person may see of an item, for pages, API and command line alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.routing.domain.ledger.item import Item
from services.routing.handlers.verbs.door import shape_of
from services.routing.storage.ledger_queries import ItemFilter, ItemLine
from services.routing.storage.queries import HistoryLine
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Face
from shared.access.actor import Actor, Role
from shared.access.policy import Action, require


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedItem:
    """An item with what stands beside it: its line in the list, items under it, cases, its history."""

    item: Any
    line: ItemLine
    under: Sequence[ItemLine]
    above: Mapping[str, ItemLine]
    receipts: Mapping[Any, str]
    verbs: tuple[str, ...]
    history: Sequence[HistoryLine]


async def list_items(
    work: RoutingWork, actor: Actor, face: Face[Any], wanted: ItemFilter
) -> tuple[list[ItemLine], str | None]:
    """Return a page of the items of a kind; raise NotAllowed."""
    require(actor, Action.LEDGER_SEE)
    return await work.ledger_queries.listed(actor.desk_id, face.volume.book.kind, wanted)


async def open_item(work: RoutingWork, actor: Actor, face: Face[Any], number: str) -> OpenedItem:
    """Return one item with what stands beside it; raise NoSuchItem or NotAllowed."""
    require(actor, Action.LEDGER_SEE)
    item: Item = await work.ledger.find(face.volume.book, actor.desk_id, number)
    lines = await work.ledger_queries.by_number(actor.desk_id, frozenset({number}) | item.under)
    return OpenedItem(
        item=item,
        line=lines[number],
        under=await work.ledger_queries.under(actor.desk_id, number),
        above={one: line for one, line in lines.items() if one != number},
        receipts=await work.queries.receipts(item.cases),
        verbs=face.volume.verbs_now(actor, item),
        history=await work.ledger_queries.history(item.item_id),
    )


def state_as_data(face: Face[Any], item: Item, title: str, verbs: Sequence[str]) -> dict[str, Any]:
    """Return how an item stands and what may be done with it (the machine interface; keep it stable)."""
    here = f"/api/{face.path}/{item.number}"
    return {
        "kind": face.volume.book.kind.value,
        "number": item.number,
        "item_id": item.item_id,
        "title": title,
        "state": item.state,
        "version": item.version,
        "departments": sorted(item.departments),
        "lead": item.lead,
        "dues": [{"what": due.what, "day": due.day, "department": due.department} for due in sorted(item.dues)],
        "actions": [{"verb": verb, "title": face.verbs[verb], "href": f"{here}/commands/{verb}"} for verb in verbs],
        "links": {"self": {"href": here}, "page": {"href": f"/{face.path}/{item.number}"}},
    }


async def item_as_data(work: RoutingWork, actor: Actor, face: Face[Any], opened: OpenedItem) -> dict[str, Any]:
    """Return an item with all that stands beside it."""
    state = state_as_data(face, opened.item, opened.line.title, opened.verbs)
    return state | {
        "actions": [one | {"asks": shape_of(face.volume.door(one["verb"]).asks)} for one in state["actions"]],
        "cases": sorted(opened.receipts.values()),
        "under": sorted(opened.item.under),
        "above": [line.number for line in opened.under],
        "about": dict(await face.data(work, actor, opened.item)),
        "history": [
            {
                "version": line.version,
                "type": line.type,
                "actor": line.actor,
                "occurred_at": line.occurred_at,
                "data": dict(line.data) if face.open_history or Role.DESK in actor.roles else {},
                "hash": line.hash,
            }
            for line in opened.history
        ],
    }
