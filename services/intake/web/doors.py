"""What every door and page of intake needs, kept as `app.state.doors`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import Request

from services.intake.handlers.filled import Accepted, Filled
from services.intake.handlers.structured_door import accept_all
from services.intake.ports import Clock
from services.intake.storage.work import Work
from services.intake.web.shelf import SheetShelf
from shared.database.together import Together
from shared.database.transactions import DatabaseActor, Transactions
from shared.errors import DeskError
from shared.failpoints import Failpoint, reached
from shared.links import status_token
from shared.runtime.site import ask_for_desk
from shared.scheme.gateway import GatewayMapping
from shared.scheme.in_force import SchemesInForce
from shared.scheme.model import DeskScheme

DOOR = DatabaseActor(kind="door")
FIRST_GENERATION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The desk behind the doors, and how to write into its database."""

    transactions: Transactions[Work]
    accepting: Together[Filled, Accepted, Work]
    schemes: SchemesInForce
    gateways: Mapping[str, GatewayMapping]
    gateway_secrets: Mapping[str, str] = field(repr=False)
    link_secret: str = field(repr=False)
    web_url: str
    cookie_secure: bool
    max_json_bytes: int
    clock: Clock
    sheets: SheetShelf = field(default_factory=SheetShelf)

    async def accept(self, filled: Filled) -> Accepted:
        """Return what the sender is told, after the COMMIT; raise the refusal."""
        accepted = await self.accepting.do(filled)
        reached(Failpoint.FORM_COMMITTED)
        return accepted

    def status_path(self, proposal_id: UUID, generation: int = FIRST_GENERATION) -> str:
        """Return the secret path of a proposal; without *generation* of one that was just accepted."""
        return f"/status/{status_token(self.link_secret, proposal_id, generation)}"

    def status_url(self, proposal_id: UUID, generation: int = FIRST_GENERATION) -> str:
        """Return the secret address of a proposal; without *generation* of one that was just accepted."""
        return self.web_url.rstrip("/") + self.status_path(proposal_id, generation)


def accepting(transactions: Transactions[Work], clock: Clock) -> Together[Filled, Accepted, Work]:
    """Return the one place where everything that comes over HTTP is accepted, many at once."""

    async def accept(filled: Sequence[Filled], work: Work) -> list[Accepted | DeskError]:
        return await accept_all(filled, work, now=clock())

    return Together(transactions, accept, actor=DOOR, bytes_of=lambda filled: filled.size_bytes)


async def doors_of(request: Request) -> Doors:
    """Return the doors of the running service; a dependency for routes, async so that no thread is asked for it."""
    doors: Doors = request.app.state.doors
    return doors


DoorsDep = Annotated[Doors, Depends(doors_of)]


async def asked_desk(request: Request, doors: DoorsDep) -> DeskScheme:
    """Return the desk whose public pages are asked for: that of the path, or the front desk; raise NoSuchDesk."""
    desk_id = request.path_params.get("desk_id")
    scheme = doors.schemes.front if desk_id is None else doors.schemes.desk(desk_id)
    ask_for_desk(request, scheme.desk_id)
    return scheme


AskedDesk = Annotated[DeskScheme, Depends(asked_desk)]
