"""The desk's sheets, made when somebody first asks for one."""

import asyncio
from typing import Final

from services.intake.domain.sheet.making import SheetFormat, make_sheet
from services.intake.domain.sheet.plan import plan_of
from shared.scheme.model import DeskScheme
from shared.workers import Workers

_MEMORY_MB: Final = 256
_SECONDS: Final = 20.0


class SheetShelf:
    """The sheets of the desks, each made once in a process of its own and then kept."""

    def __init__(self) -> None:
        """Begin with an empty shelf."""
        self._made: dict[tuple[str, int, SheetFormat], bytes] = {}
        self._making = asyncio.Lock()

    async def sheet(self, scheme: DeskScheme, format_: SheetFormat) -> bytes:
        """Return the empty sheet of a desk."""
        key = (scheme.desk_id, scheme.version, format_)
        async with self._making:
            if key not in self._made:
                async with Workers(1, _MEMORY_MB, _SECONDS) as workers:
                    self._made[key] = await workers.run(make_sheet, plan_of(scheme), format_)
        return self._made[key]
