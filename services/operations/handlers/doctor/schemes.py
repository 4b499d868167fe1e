"""Examine whether the files of the desks are what was applied: a file nobody applied changes nothing."""

from collections.abc import Mapping

from services.operations.domain.examination import Examined, fail, ok, warn
from services.operations.storage.work import Work
from shared.database.errors import DATABASE_ERRORS
from shared.database.transactions import Transactions
from shared.errors import Temporary
from shared.scheme.in_force import SchemesInForce
from shared.scheme.model import DeskScheme

_APPLY = "「desk scheme apply ファイル --dry-run」で変わるところを確かめてから、適用してください。"


async def examine_schemes(transactions: Transactions[Work], files: Mapping[str, DeskScheme]) -> Examined:
    """Return how the *files* stand to what was applied, desk by desk."""
    known = SchemesInForce(files)
    try:
        async with transactions.begin() as work:
            await known.look(work.connection)
            behind = [
                sentence
                for file in files.values()
                if (sentence := _sentence(file, known.newest(file.desk_id), await known.same_as(work.connection, file)))
            ]
    except (*DATABASE_ERRORS, Temporary) as error:
        return fail(
            "schemes",
            f"適用されたデスクの設定を読めません（{type(error).__name__}）。",
            "上の項目を先に直してください。",
        )
    if behind:
        return warn("schemes", "".join(behind), _APPLY)
    return ok("schemes", "デスクの設定は、どのファイルも適用したとおりです。")


def _sentence(file: DeskScheme, newest: int | None, same: bool) -> str:
    desk = f"デスク「{file.name}」（{file.desk_id}）"
    if newest is None:
        return f"{desk}の設定は、まだ適用されていません（ファイルのまま使われています）。"
    if file.version > newest:
        return f"{desk}のファイルの版{file.version}は適用されていません（適用済みは版{newest}まで）。"
    return "" if same else f"{desk}のファイルは、適用した版{file.version}と内容が異なります。"
