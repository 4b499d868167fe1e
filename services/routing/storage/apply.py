"""Put schemes and organisations from files into force."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.tables import department, scheme_version
from shared.errors import Refused
from shared.scheme.in_force import read_applied
from shared.scheme.model import DeskScheme
from shared.scheme.organisation import OrganisationChart


class VersionTaken(Refused):
    """This version of the scheme was applied with other contents."""

    public_message = "この版の設定は、すでに別の内容で適用されています。version を1つ上げてください。"


async def plan_scheme(connection: AsyncConnection, scheme: DeskScheme) -> dict[str, Any]:
    """Return what applying *scheme* would change; raise VersionTaken when it would rewrite history."""
    table = scheme_version
    applied = await connection.scalar(
        select(table.c.content).where(table.c.desk_id == scheme.desk_id, table.c.version == scheme.version)
    )
    newest = await connection.scalar(select(func.max(table.c.version)).where(table.c.desk_id == scheme.desk_id))
    if applied is not None and read_applied(applied) != scheme:
        raise VersionTaken
    change = "none" if applied is not None else "first" if newest is None else "new_version"
    return {"desk_id": scheme.desk_id, "version": scheme.version, "newest": newest, "change": change}


async def apply_scheme(connection: AsyncConnection, scheme: DeskScheme, *, by: str) -> None:
    """Record *scheme* as applied; the same version with the same contents changes nothing."""
    plan = await plan_scheme(connection, scheme)
    if plan["change"] != "none":
        await connection.execute(
            scheme_version.insert().values(
                desk_id=scheme.desk_id,
                version=scheme.version,
                content=scheme.model_dump(mode="json"),
                applied_by=by,
            )
        )


async def apply_organisation(connection: AsyncConnection, desk_id: str, chart: OrganisationChart) -> int:
    """Bring the departments of a desk to *chart* and return how many are in it; none is ever deleted."""
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
    return len(rows)
