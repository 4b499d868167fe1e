"""How lists are read: which plan a person chose, and reading in a process of its own, within limits."""

from collections.abc import Mapping
from typing import Final

from services.intake.domain.lists.lines import Glimpse, ListPlan, ReadList, glimpse, read_list
from services.intake.domain.lists.mapping import ListMapping
from services.intake.domain.lists.words import UnreadableList
from services.intake.storage.work import Work
from shared.errors import Missing
from shared.scheme.gateway import GatewayMapping
from shared.scheme.model import DeskScheme
from shared.workers import WorkerGaveUp, Workers

SAVED: Final = "list"
GATEWAY: Final = "gateway"
_MEMORY_MB: Final = 768
_SECONDS: Final = 30.0
_PRELOAD: Final = ("shared.workers.limits", "services.intake.domain.lists.lines")


class NoSuchPlan(Missing):
    """Nobody saved a mapping of this name, and no gateway of this name has an export."""

    public_message = "この名前の「列の対応」または照合先はありません。選び直してください。"


def plan_of_mapping(name: str, mapping: ListMapping) -> ListPlan:
    """Return the plan that reads lists by a mapping of the desk."""
    return ListPlan(name=name, label=name, mapping=mapping)


def plan_of_gateway(gateway: GatewayMapping) -> ListPlan:
    """Return the plan that compares the export of a gateway with what it notified; raise NoSuchPlan without one."""
    if gateway.export is None:
        raise NoSuchPlan(f"the gateway {gateway.name!r} has no export")
    return ListPlan(name=gateway.name, label=gateway.label, mapping=ListMapping(columns={}), gateway=gateway)


def exporting(gateways: Mapping[str, GatewayMapping], desk_id: str) -> list[GatewayMapping]:
    """Return the gateways of a desk whose lists can be compared."""
    return [one for one in gateways.values() if one.desk_id == desk_id and one.export is not None]


async def plan_named(plan: str, desk_id: str, gateways: Mapping[str, GatewayMapping], work: Work) -> ListPlan:
    """Return the plan a page calls `list:NAME` or `gateway:NAME`; raise NoSuchPlan."""
    kind, _, name = plan.partition(":")
    if kind == GATEWAY:
        gateway = next((one for one in exporting(gateways, desk_id) if one.name == name), None)
        if gateway is None:
            raise NoSuchPlan
        return plan_of_gateway(gateway)
    mapping = await work.imports.mapping(desk_id, name) if kind == SAVED else None
    if mapping is None:
        raise NoSuchPlan
    return plan_of_mapping(name, mapping)


async def glimpse_apart(content: bytes, header_row: int, delimiter: str) -> Glimpse:
    """Return the headings and first values of a list, read in another process; raise UnreadableList."""
    async with _workers() as workers:
        try:
            return await workers.run(glimpse, content, header_row, delimiter)
        except WorkerGaveUp as error:
            raise UnreadableList(public=_too_much(error)) from error


async def read_apart(content: bytes, plan: ListPlan, scheme: DeskScheme) -> ReadList:
    """Return every line of a list, read in another process; raise UnreadableList."""
    async with _workers() as workers:
        try:
            return await workers.run(read_list, content, plan, scheme)
        except WorkerGaveUp as error:
            raise UnreadableList(public=_too_much(error)) from error


def _workers() -> Workers:
    # Lists are rare: a process for each costs a moment and leaves nothing behind.
    return Workers(1, _MEMORY_MB, _SECONDS, preload=_PRELOAD)


def _too_much(error: WorkerGaveUp) -> str:
    return f"{error.public}ファイルを分けてください。"
