"""The steps of taking a list in: the kept file, what would become of its lines, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog

from services.intake.domain.lists.judging import Judged
from services.intake.domain.lists.lines import ListPlan, ReadList
from services.intake.handlers.list_plans import plan_named, read_apart
from services.intake.handlers.lists import TakingIn, judge, take_in, unrecorded
from services.intake.storage.drafts import DraftFile
from services.intake.web.doors import DOOR, Doors
from shared.access.actor import Actor
from shared.access.rows import as_database_actor
from shared.database.errors import DatabaseAway
from shared.errors import Missing

log = structlog.get_logger()


class FileGone(Missing):
    """The file was kept for a day and is gone, or there never was one under this number."""

    public_message = "お預かりしたファイルの保存期間（24時間）が過ぎました。もう一度ファイルをお選びください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A kept file as it was read, and what would become of its lines."""

    file: DraftFile
    plan: ListPlan
    read: ReadList
    judged: Sequence[Judged]
    unrecorded: int


async def kept_file(doors: Doors, draft_id: UUID) -> DraftFile:
    """Return the file a person brought; raise FileGone."""
    async with doors.transactions.begin(DOOR) as work:
        kept = await work.drafts.contents([draft_id])
    if not kept.get(draft_id):
        raise FileGone
    return kept[draft_id][0]


async def try_list(doors: Doors, actor: Actor, draft_id: UUID, plan: str) -> Tried:
    """Return what would become of a kept file; raise FileGone, NoSuchPlan or UnreadableList."""
    file = await kept_file(doors, draft_id)
    scheme = doors.schemes[actor.desk_id]
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        chosen = await plan_named(plan, actor.desk_id, doors.gateways, work)
    read = await read_apart(file.content, chosen, scheme)
    async with doors.transactions.begin(as_database_actor(actor)) as work:
        judged = await judge(read, chosen, scheme, work)
        count = await unrecorded(chosen, scheme, work)
    return Tried(file=file, plan=chosen, read=read, judged=judged, unrecorded=count)


async def finish(tried: Tried, taking: TakingIn, doors: Doors, actor: Actor) -> None:
    """Take the list in; where the database goes away in between, the run stays without an end and may be repeated."""
    try:
        became = await take_in(tried.read, tried.judged, taking, doors.accept)
        async with doors.transactions.begin(as_database_actor(actor)) as work:
            await work.imports.end_run(taking.run_id, became, at=doors.clock())
    except DatabaseAway:
        log.info("import_broke_off", run_id=str(taking.run_id))
