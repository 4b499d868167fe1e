"""Put schemes and organisations from files into force."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.scheme_plans import VersionTaken, recorded
from services.routing.storage.tables import department, messaging, municipality, scheme_version
from shared.errors import Refused
from shared.events import Classification, Recorded, SchemeApplied
from shared.events.who import rules_of
from shared.ids import new_id
from shared.messaging.outbox import Outbox
from shared.scheme.model import DeskScheme
from shared.scheme.organisation import OrganisationChart

# A desk has no id of its own but its name: what is told of it is told under this.
_DESKS: Final = UUID("0192f0c1-0000-7000-8000-6465736b0000")


class CodeTaken(Refused):
    """A department and a municipality cannot have one code: an account, an inbox, a fact would name both."""

    public_message = "課と市町村に同じコードは使えません。以前に使ったコードも、ほかのものには使えません。"

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


async def apply_scheme(connection: AsyncConnection, scheme: DeskScheme, *, by: str, at: datetime) -> bool:
    """Record *scheme* as applied and tell so; the same version with the same contents changes nothing.

    Return whether something was recorded; raise VersionTaken where it would rewrite history.
    """
    table = scheme_version
    # One after the other for each desk: a version is told under a number of its own.
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"scheme {scheme.desk_id}"))))
    rows = await connection.execute(select(table.c.version).where(table.c.desk_id == scheme.desk_id))
    before = list(rows.scalars())
    if scheme.version in before:
        same = await recorded(connection, scheme.desk_id, scheme.version)
        if same is None or same.scheme != scheme:
            raise VersionTaken(scheme.version)
        return False
    content = scheme.model_dump(mode="json")
    await connection.execute(
        table.insert().values(desk_id=scheme.desk_id, version=scheme.version, content=content, applied_by=by)
    )
    newest = max(before, default=None)
    fact = SchemeApplied(version=scheme.version, before=newest, valid_from=scheme.valid_from)
    await Outbox(connection, messaging).add(
        Recorded(
            id=new_id(),
            fact=fact,
            source="routing",
            desk_id=scheme.desk_id,
            aggregate_id=uuid5(_DESKS, scheme.desk_id),
            aggregate_version=len(before) + 1,
            actor=by,
            rule_version=rules_of(scheme.desk_id, scheme.version),
            occurred_at=at,
            classification=Classification.OPEN,
            correlation_id=new_id(),
        )
    )
    return True


async def apply_organisation(connection: AsyncConnection, desk_id: str, chart: OrganisationChart) -> int:
    """Bring the departments and municipalities of a desk to *chart*; none is ever deleted.

    Return how many departments are in it; raise CodeTaken where a code names something else already.
    """
    await _refuse_codes_of_others(connection, desk_id, chart)
    bureaus = {bureau.code: bureau.name for bureau in chart.bureaus}
    rows = [
        {
            "desk_id": desk_id,
            "code": section.code,
            "valid_from": section.valid_from,
            "valid_to": section.valid_to,
            "successor": section.successor,
            "name": section.name,
            "kana": section.kana,
            "bureau": bureaus[section.bureau],
            "extension": section.extension,
            "duties": list(section.duties),
            "position": position,
        }
        for position, section in enumerate(chart.sections)
    ]
    upsert = insert(department).values(rows)
    keys = ["desk_id", "code", "valid_from"]
    changed = {name: upsert.excluded[name] for name in rows[0] if name not in keys}
    await connection.execute(upsert.on_conflict_do_update(index_elements=keys, set_=changed))
    await _apply_municipalities(connection, desk_id, chart)
    return len(rows)


async def _refuse_codes_of_others(connection: AsyncConnection, desk_id: str, chart: OrganisationChart) -> None:
    """Refuse what the file cannot know: what the desk had before, and still names in histories, keeps its code."""
    for table, said in ((municipality, chart.sections), (department, chart.municipalities)):
        had = select(table.c.code).where(table.c.desk_id == desk_id)
        if taken := {one.code for one in said} & set((await connection.execute(had)).scalars()):
            raise CodeTaken(min(taken))


async def _apply_municipalities(connection: AsyncConnection, desk_id: str, chart: OrganisationChart) -> None:
    rows = [
        {"desk_id": desk_id, **one.model_dump(), "position": position}
        for position, one in enumerate(chart.municipalities)
    ]
    if not rows:
        return
    upsert = insert(municipality).values(rows)
    keys = ["desk_id", "code", "valid_from"]
    changed = {name: upsert.excluded[name] for name in rows[0] if name not in keys}
    await connection.execute(upsert.on_conflict_do_update(index_elements=keys, set_=changed))
