"""Which departments may see a case, as row-level security asks it."""

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.case import Case
from services.routing.storage.tables import case_access


async def save_access(connection: AsyncConnection, before: Case, after: Case) -> None:
    """Write which departments may see the case from now on, where that changed."""
    known = {code: code in before.taken_up for code in before.offered}
    rows = [
        {"case_id": after.case_id, "department": code, "taken_up": code in after.taken_up, "asked": True}
        for code in sorted(after.offered)
        if known.get(code) != (code in after.taken_up)
    ]
    if rows:
        upsert = insert(case_access).values(rows)
        await connection.execute(
            upsert.on_conflict_do_update(
                index_elements=["case_id", "department"],
                set_={"taken_up": upsert.excluded.taken_up, "asked": True},
            )
        )
    if after.offered >= before.offered:
        return
    gone = (case_access.c.case_id == after.case_id, case_access.c.department.not_in(after.offered))
    # Who judges it for a call goes on reading it.
    await connection.execute(update(case_access).where(*gone, case_access.c.judges).values(asked=False, taken_up=False))
    # Last, because row-level security lets a department write only while it still has access.
    await connection.execute(delete(case_access).where(*gone, ~case_access.c.judges))
