"""Cases as they come into being: any number of them with the same few statements."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.history import GENESIS
from services.routing.ports import Begun, CaseWords, NewCase
from services.routing.storage import tables
from services.routing.storage.record import Marks, Subject, chained, record
from shared.database.rows import given_rows, insert_together
from shared.documents import Documents, KeeperKind, Keyring, NewKeeper
from shared.events import Fact, Recorded
from shared.events.who import rules_of
from shared.messaging.outbox import Outbox

_CASE: Final = tables.desk_case
# What is empty in every new case is left out.
_COLUMNS: Final = tuple(column.name for column in _CASE.c if not column.nullable or column.name == "proposing")
_GIVEN: Final = given_rows("given", **{name: _CASE.c[name].type for name in _COLUMNS})
# A second telling of a proposal is nothing. A receipt number that stands on another case already is an error, as ever.
_OPEN: Final = (
    insert(_CASE)
    .from_select(_COLUMNS, select(*(_GIVEN.c[name] for name in _COLUMNS)), include_defaults=False)
    .on_conflict_do_nothing(index_elements=[_CASE.c.proposal_id])
    .returning(_CASE.c.case_id)
)


class NewCaseStore:
    """Implements the port NewCases in one transaction."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._documents = Documents(connection, tables.documents, keyring)

    async def open(self, cases: Iterable[NewCase]) -> list[Begun]:
        """Insert the cases whose proposals have none yet and return them; each must be completed."""
        # In one order everywhere: two transactions that open the same cases must not wait for each other crosswise.
        ordered = sorted(cases, key=lambda new: new.case.proposal_id)
        if not ordered:
            return []
        begun, rows = [], []
        for new in ordered:
            facts = _first_facts(new)
            head, history = chained(new.case.case_id, GENESIS, facts)
            begun.append(Begun(case=new.case, facts=facts, history=history))
            rows.append(_row(new, head))
        found = await self._connection.execute(_OPEN, {name: [row[name] for row in rows] for name in _COLUMNS})
        opened = frozenset(found.scalars())
        return [one for one in begun if one.case.case_id in opened]

    async def complete(self, cases: Sequence[tuple[Begun, CaseWords]]) -> None:
        """Write the first facts of these cases, their keys, and their readable words for lists; one statement.

        What was given and what was decided have a key each, for they are destroyed apart.
        """
        begun = [one for one, _ in cases]
        facts = [fact for one in begun for fact in one.facts]
        keepers = self._documents.seal_anew(
            (
                NewKeeper(keeper_id=one.case.case_id, kind=kind, desk_id=one.case.desk_id)
                for one in begun
                for kind in (KeeperKind.CASE_GIVEN, KeeperKind.CASE_DECIDED)
            ),
            (),
        )
        await insert_together(
            self._connection,
            {tables.case_history: [entry for one in begun for entry in one.history]},
            Outbox(self._connection, tables.messaging).rows(facts),
            keepers.rows,
            {tables.case_words: [_said(one.case.case_id, words) for one, words in cases]},
        )


def _said(case_id: UUID, words: CaseWords) -> dict[str, Any]:
    # A stranger's words may hold a NUL, which PostgreSQL cannot; the document keeps it.
    return {
        "case_id": case_id,
        "title": words.title.replace("\x00", ""),
        "proposer": words.proposer.replace("\x00", ""),
    }


def _first_facts(new: NewCase) -> list[Recorded[Fact]]:
    marks = Marks(rules_of(new.case.desk_id, new.scheme_version), new.classification, new.correlation_id)
    return record(Subject(new.case.desk_id, new.case.case_id, 0), [new.opened], new.told, marks)


def _row(new: NewCase, head: bytes) -> dict[str, Any]:
    case = new.case
    return {
        "case_id": case.case_id,
        "desk_id": case.desk_id,
        "proposal_id": case.proposal_id,
        "receipt": case.receipt,
        "direction": case.direction,
        "proposing": case.proposing,
        "round": case.round,
        "proposer_kind": new.proposer_kind,
        "channel": new.channel,
        "stage": case.stage,
        "confirmed": case.confirmed,
        "classification": new.classification,
        "correlation_id": new.correlation_id,
        "scheme_version": new.scheme_version,
        "next_day": new.next_day,
        "version": case.version,
        "head_hash": head,
        "opened_at": new.told.at,
        "stage_since": new.told.at,
        "changed_at": new.told.at,
        "unled": case.unled,
    }
