import importlib
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.intake.domain.stages import Stage
from services.intake.storage.progress import Move
from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from tests.intake.conftest import NOW


async def a_proposal(connection: AsyncConnection, receipt: str, *, case: UUID | None = None, version: int = 0) -> UUID:
    proposal = uuid4()
    await connection.execute(text("SET LOCAL session_replication_role = replica"))
    await connection.execute(
        text(
            "INSERT INTO intake.progress (proposal_id, desk_id, receipt, case_id, case_version, stage, changed_at)"
            " VALUES (:proposal, 'miono', :receipt, :case, :version, 'received', :now)"
        ),
        {"proposal": proposal, "receipt": receipt, "case": case, "version": version, "now": NOW},
    )
    return proposal


async def test_many_stages_are_looked_up_and_moved_at_once(
    admin: AsyncEngine, worker_transactions: Transactions[Work], clean: None
) -> None:
    case = uuid4()
    async with admin.begin() as connection:
        proposals = [await a_proposal(connection, f"R8-000{number}") for number in (1, 2, 3)]

    async with worker_transactions.begin() as work:
        moves = [Move(proposal_id=id_, stage=Stage.OFFERED, case_id=case, at=NOW) for id_ in proposals[:2]]
        await work.progress.move(moves)
        known = await work.progress.known([("miono", f"R8-000{number}") for number in (1, 3, 4)])

    assert {key[1]: row.stage for key, row in known.items()} == {"R8-0001": Stage.OFFERED, "R8-0003": Stage.RECEIVED}


async def test_cases_known_before_the_gate_get_an_estimated_position(admin: AsyncEngine, clean: None) -> None:
    migration = importlib.import_module("services.intake.storage.migrations.0006_pre_progress_positions")
    case = uuid4()
    async with admin.begin() as connection:
        await a_proposal(connection, "R8-0001", case=case, version=4)
        await a_proposal(connection, "R8-0002")
        for statement in migration._SEED.format(owner="desk_intake").split(";")[:-1]:
            await connection.execute(text(statement))
        rows = await connection.execute(text("SELECT reader, aggregate_id, version FROM intake.reader_position"))
        positions = [tuple(row) for row in rows]

    assert positions == [("intake.progress", case, -4)]
