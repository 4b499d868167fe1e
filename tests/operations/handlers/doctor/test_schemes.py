"""A file that nobody applied changes nothing, and the doctor says so."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.operations.domain.examination import Result
from services.operations.handlers.doctor.schemes import examine_schemes
from services.operations.storage.work import Work
from shared.database.transactions import Transactions
from shared.scheme.model import DeskScheme
from tests.shared.scheme.schemes import small_scheme


async def apply(admin: AsyncEngine, scheme: DeskScheme) -> None:
    """Record a version as routing does."""
    async with admin.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO routing.scheme_version (desk_id, version, content, applied_by)"
                " VALUES (:desk, :version, :content, 'test')"
            ),
            {"desk": scheme.desk_id, "version": scheme.version, "content": scheme.model_dump_json()},
        )


async def test_files_that_were_applied_are_well_and_each_other_is_named(
    clean: None, admin: AsyncEngine, by_web: Transactions[Work]
) -> None:
    applied, changed, ahead, new = (small_scheme(desk_id=name) for name in ("applied", "changed", "ahead", "new"))
    for scheme in (applied, changed, ahead):
        await apply(admin, scheme)
    files = [applied, small_scheme(desk_id="changed", name="別の窓口"), small_scheme(desk_id="ahead", version=2), new]

    well = await examine_schemes(by_web, {"applied": applied})
    found = await examine_schemes(by_web, {one.desk_id: one for one in files})

    assert (well.result, found.result) == (Result.OK, Result.WARN)
    assert found.message == (
        "デスク「別の窓口」（changed）のファイルは、適用した版1と内容が異なります。"
        "デスク「公民連携デスク」（ahead）のファイルの版2は適用されていません（適用済みは版1まで）。"
        "デスク「公民連携デスク」（new）の設定は、まだ適用されていません（ファイルのまま使われています）。"
    )
