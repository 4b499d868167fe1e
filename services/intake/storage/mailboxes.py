"""Mailboxes that are polled: which of their mails are kept already, and how the last looks went."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ColumnElement, LargeBinary, cast, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.intake.domain.mailbox import MailboxStanding, MailboxTrouble
from services.intake.storage.tables import mailbox_look, mailbox_mail
from shared.database.errors import DATABASE_ERRORS, DatabaseAway, is_away
from shared.database.rows import TableRows


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """A folder of a mailbox under one of its numberings; a server that starts anew numbers anew."""

    mailbox: str
    validity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMail:
    """A mail of a mailbox that is kept."""

    uid: int
    sha256: bytes = field(repr=False)
    raw_id: UUID


@asynccontextmanager
async def alone_at(engine: AsyncEngine, mailbox: str) -> AsyncIterator[bool]:
    """Tell whether nobody else is looking into this mailbox inside the block; a killed process leaves nothing locked.

    A lock of the connection, not of a transaction, which the time of a slow mail server would be too long for.
    """
    number = func.hashtextextended(f"look:{mailbox}", 0)
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
            alone = bool(await connection.scalar(select(func.pg_try_advisory_lock(number))))
            try:
                yield alone
            finally:
                if alone:
                    await connection.execute(select(func.pg_advisory_unlock(number)))
    except DATABASE_ERRORS as error:
        if is_away(error):
            raise DatabaseAway from error
        raise


class Mailboxes:
    """The rows of `mailbox_mail` and `mailbox_look` in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def lock(self, mailbox: str) -> None:
        """Let nobody else keep mails of this mailbox until the transaction ends."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(mailbox, 0))))

    async def kept(self, numbering: Numbering, uids: Collection[int]) -> set[int]:
        """Return which of these mails are kept already."""
        one = mailbox_mail.c
        found = select(one.uid).where(_of(numbering), one.uid == func.any(_uids(uids)))
        return set(await self._connection.scalars(found))

    async def left_under_other_numbers(self, numbering: Numbering, hashes: Collection[bytes]) -> dict[bytes, UUID]:
        """Return the mails with these contents that were kept under another numbering and not moved from there."""
        one = mailbox_mail.c
        found = select(one.sha256, one.raw_id).where(
            one.mailbox == numbering.mailbox,
            one.validity != numbering.validity,
            one.moved_at.is_(None),
            one.sha256 == func.any(cast(list(hashes), ARRAY(LargeBinary))),
        )
        return {row.sha256: row.raw_id for row in await self._connection.execute(found)}

    def rows(self, numbering: Numbering, mails: Sequence[KeptMail], *, at: datetime) -> TableRows:
        """Return what to insert for mails that are kept now."""
        return {
            mailbox_mail: [
                {
                    "mailbox": numbering.mailbox,
                    "validity": numbering.validity,
                    "uid": one.uid,
                    "sha256": one.sha256,
                    "raw_id": one.raw_id,
                    "kept_at": at,
                }
                for one in mails
            ]
        }

    async def moved(self, numbering: Numbering, uids: Collection[int], *, at: datetime) -> None:
        """Note that these lie among the processed ones now; their like under other numbers needs no move any more."""
        one = mailbox_mail.c
        moving = update(mailbox_mail).values(moved_at=at)
        these = _of(numbering) & (one.uid == func.any(_uids(uids)))
        contents = select(one.sha256).where(these)
        await self._connection.execute(moving.where(these))
        await self._connection.execute(
            moving.where(one.mailbox == numbering.mailbox, one.moved_at.is_(None), one.sha256.in_(contents))
        )

    async def forget(self, *, before: datetime) -> int:
        """Forget mails that were moved before this moment: no server gives a number twice."""
        gone = await self._connection.execute(delete(mailbox_mail).where(mailbox_mail.c.moved_at < before))
        return gone.rowcount

    async def forget_looks(self, *, but: Collection[str]) -> None:
        """Forget how mailboxes stood, all *but* these."""
        await self._connection.execute(delete(mailbox_look).where(mailbox_look.c.mailbox.not_in(but)))

    async def note(self, mailbox: str, standing: MailboxStanding) -> None:
        """Write how a look went; *taken* and *moved* are added to what stands there."""
        entry = insert(mailbox_look).values(
            mailbox=mailbox,
            desk_id=standing.desk_id,
            looked_at=standing.looked_at,
            succeeded_at=standing.succeeded_at,
            failing_since=standing.failing_since,
            trouble=standing.trouble,
            waiting=standing.waiting,
            taken=standing.taken,
            moved=standing.moved,
        )
        new, old = entry.excluded, mailbox_look.c
        values: dict[str, Any] = {
            "looked_at": new.looked_at,
            "succeeded_at": func.coalesce(new.succeeded_at, old.succeeded_at),
            # The first of several failures in a row says since when.
            "failing_since": text(
                "CASE WHEN excluded.trouble IS NOT NULL"
                " THEN coalesce(mailbox_look.failing_since, excluded.failing_since) END"
            ),
            "trouble": new.trouble,
            "waiting": new.waiting,
            "taken": old.taken + new.taken,
            "moved": old.moved + new.moved,
        }
        await self._connection.execute(entry.on_conflict_do_update(index_elements=[old.mailbox], set_=values))

    async def standings(self) -> Mapping[str, MailboxStanding]:
        """Return how every mailbox stands."""
        rows = await self._connection.execute(select(mailbox_look))
        return {
            row.mailbox: MailboxStanding(
                desk_id=row.desk_id,
                looked_at=row.looked_at,
                succeeded_at=row.succeeded_at,
                failing_since=row.failing_since,
                trouble=None if row.trouble is None else MailboxTrouble(row.trouble),
                waiting=row.waiting,
                taken=row.taken,
                moved=row.moved,
            )
            for row in rows
        }


def _of(numbering: Numbering) -> ColumnElement[bool]:
    one = mailbox_mail.c
    return (one.mailbox == numbering.mailbox) & (one.validity == numbering.validity)


def _uids(uids: Collection[int]) -> ColumnElement[Any]:
    return cast(list(uids), ARRAY(BigInteger))
