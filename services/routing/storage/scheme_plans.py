"""Look before a version of a scheme is applied: what it would change, and for how many cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.scheme_changes import Change, changes_between
from services.routing.domain.scheme_warnings import warnings_for
from services.routing.domain.stage import ENDS
from services.routing.storage.tables import desk_case, scheme_version
from shared.errors import Refused
from shared.scheme.in_force import read_applied
from shared.scheme.model import DeskScheme


class SchemeRefused(Refused):
    """This version of the scheme cannot be applied."""

    def __init__(self, sentence: str) -> None:
        """Say why in one sentence, to whoever holds the file."""
        super().__init__(sentence, public=sentence)


class VersionTaken(SchemeRefused):
    """This version of the scheme was applied with other contents."""

    def __init__(self, version: int) -> None:
        """Say which number is taken."""
        super().__init__(f"version：版{version}は、すでに別の内容で適用されています。version を1つ上げてください。")


class VersionTooOld(SchemeRefused):
    """A newer version of the scheme was applied before."""


class AddressTaken(SchemeRefused):
    """Another desk takes its proposals at one of these addresses."""


class Standing(StrEnum):
    """How a file stands to what was applied before."""

    FIRST = "first"  # はじめての版
    NEW_VERSION = "new_version"  # 新しい版
    NONE = "none"  # 変更なし
    TAKEN = "taken"  # 同じ版が別の内容で適用済み


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemePlan:
    """What applying a file would do; *since* is the version its changes are counted from.

    *running* counts the running cases by the version they keep.
    """

    desk_id: str
    version: int
    valid_from: date
    newest: int | None
    change: Standing
    since: int | None
    changes: Sequence[Change] = field(default=())
    warnings: Sequence[str] = field(default=())
    running: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A version that was applied; its scheme is None where today's program cannot read it any more."""

    scheme: DeskScheme | None


async def plan_scheme(
    connection: AsyncConnection, scheme: DeskScheme, current: Mapping[str, DeskScheme], *, on: date
) -> SchemePlan:
    """Return what applying *scheme* would change; *current* is what is in force of every desk.

    Raise AddressTaken or VersionTooOld. A version that was applied with other contents is a plan, too: it cannot be
    carried out, and shows what differs.
    """
    newest = await connection.scalar(
        select(func.max(scheme_version.c.version)).where(scheme_version.c.desk_id == scheme.desk_id)
    )
    standing, before = await _standing(connection, scheme, newest)
    others = [one for one in current.values() if one.desk_id != scheme.desk_id]
    _refuse_addresses(scheme, others)
    running = await running_by_version(connection, scheme.desk_id)
    changes = [] if before is None else changes_between(_data(before), _data(scheme))
    return SchemePlan(
        desk_id=scheme.desk_id,
        version=scheme.version,
        valid_from=scheme.valid_from,
        newest=newest,
        change=standing,
        since=before.version if before else None,
        changes=changes,
        warnings=[]
        if standing is Standing.NONE
        else warnings_for(scheme, before, changes, running=running, others=others, on=on),
        running=running,
    )


async def running_by_version(connection: AsyncConnection, desk_id: str) -> dict[int, int]:
    """Count the cases of a desk that have not ended, by the version of the scheme they keep, the newest first."""
    rows = await connection.execute(
        select(desk_case.c.scheme_version, func.count())
        .where(desk_case.c.desk_id == desk_id, desk_case.c.stage.not_in(ENDS))
        .group_by(desk_case.c.scheme_version)
        .order_by(desk_case.c.scheme_version.desc())
    )
    return {int(version): int(count) for version, count in rows.all()}


async def applied_versions(connection: AsyncConnection, desk_id: str | None) -> Sequence[RowMapping]:
    """Return what was applied, of one desk or of all, the newest version of each first, without its contents."""
    table = scheme_version
    query = select(
        table.c.desk_id,
        table.c.version,
        table.c.content["name"].astext.label("name"),
        table.c.content["valid_from"].astext.label("valid_from"),
        table.c.applied_at,
        table.c.applied_by,
    ).order_by(table.c.desk_id, table.c.version.desc())
    rows = await connection.execute(query if desk_id is None else query.where(table.c.desk_id == desk_id))
    return rows.mappings().all()


async def recorded(connection: AsyncConnection, desk_id: str, version: int) -> Applied | None:
    """Return a version that was applied; None where it never was."""
    content = await connection.scalar(
        select(scheme_version.c.content).where(scheme_version.c.desk_id == desk_id, scheme_version.c.version == version)
    )
    return None if content is None else Applied(scheme=read_applied(content))


async def _standing(
    connection: AsyncConnection, scheme: DeskScheme, newest: int | None
) -> tuple[Standing, DeskScheme | None]:
    """Return how *scheme* stands, and the version it is to be compared with."""
    if newest is None:
        return Standing.FIRST, None
    same = await recorded(connection, scheme.desk_id, scheme.version)
    if same is not None:
        return (Standing.NONE if same.scheme == scheme else Standing.TAKEN), same.scheme
    if scheme.version < newest:
        raise VersionTooOld(
            f"version：版{newest}がすでに適用されています。{scheme.version} を {newest + 1} 以上にしてください。"
        )
    last = await recorded(connection, scheme.desk_id, newest)
    return Standing.NEW_VERSION, last.scheme if last else None


def _refuse_addresses(scheme: DeskScheme, others: Sequence[DeskScheme]) -> None:
    taken = {address.lower(): other for other in others for address in other.intake_addresses}
    for address in scheme.intake_addresses:
        if (other := taken.get(address.lower())) is not None:
            raise AddressTaken(
                f"intake_addresses：「{address}」は、デスク「{other.name}」（{other.desk_id}）の受付アドレスです。"
            )


def _data(scheme: DeskScheme) -> dict[str, Any]:
    return scheme.model_dump(mode="json", exclude={"version"})
