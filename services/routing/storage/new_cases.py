"""Cases as they come into being: any number of them with the same few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.domain.history import GENESIS
from services.routing.domain.suggestion import Suggestion
from services.routing.ports import CaseWords, NewCase
from services.routing.storage import tables
from services.routing.storage.record import Marks, chained, record
from shared.database.rows import given_rows, insert_rows
from shared.events import Fact, Recorded
from shared.events.who import rules_of
from shared.messaging.outbox import Outbox

_CASE: Final = tables.desk_case
_COLUMNS: Final = tuple(name for name in _CASE.c.keys() if name not in {"officer", "abstract_id"})  # noqa: SIM118 - a collection of columns, not a dict
_GIVEN: Final = given_rows("given", **{name: _CASE.c[name].type for name in _COLUMNS})
# A second telling of a proposal is nothing. A receipt number that stands on another case already is an error, as ever.
_OPEN: Final = (
    insert(_CASE)
    .from_select(_COLUMNS, select(*(_GIVEN.c[name] for name in _COLUMNS)), include_defaults=False)
    .on_conflict_do_nothing(index_elements=[_CASE.c.proposal_id])
    .returning(_CASE.c.case_id)
)
_WORDS: Final = tables.case_words
_SAID: Final = given_rows("said", **{name: _WORDS.c[name].type for name in _WORDS.c.keys()})  # noqa: SIM118 - the same
_INSERT_WORDS: Final = insert(_WORDS).from_select(tuple(_SAID.c.keys()), select(*_SAID.c), include_defaults=False)
_SET_WORDS: Final = _INSERT_WORDS.on_conflict_do_update(
    index_elements=[_WORDS.c.case_id],
    set_={"title": _INSERT_WORDS.excluded.title, "proposer": _INSERT_WORDS.excluded.proposer},
)
_FORGET: Final = delete(tables.suggestion).where(
    tables.suggestion.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid)))
)


class NewCaseStore:
    """Implements the port NewCases in one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        """Join the caller's transaction."""
        self._connection = connection

    async def open(self, cases: Iterable[NewCase]) -> frozenset[UUID]:
        """Insert the cases whose proposals have none yet, each with its first facts, and return their ids."""
        # In one order everywhere: two transactions that open the same cases must not wait for each other crosswise.
        ordered = sorted(cases, key=lambda new: new.case.proposal_id)
        if not ordered:
            return frozenset()
        first = {new.case.case_id: _first_facts(new) for new in ordered}
        history = {case_id: chained(case_id, GENESIS, facts) for case_id, facts in first.items()}
        rows = [_row(new, history[new.case.case_id][0]) for new in ordered]
        found = await self._connection.execute(_OPEN, {name: [row[name] for row in rows] for name in _COLUMNS})
        opened = frozenset(found.scalars())
        await insert_rows(
            self._connection,
            tables.case_history,
            [entry for case_id, (_, entries) in history.items() if case_id in opened for entry in entries],
        )
        told = [fact for case_id, facts in first.items() if case_id in opened for fact in facts]
        await Outbox(self._connection, tables.messaging).add_all(told)
        return opened

    async def set_words(self, words: Mapping[UUID, CaseWords]) -> None:
        """Store the readable words of cases for lists."""
        if not words:
            return
        # A stranger's words may hold a NUL, which PostgreSQL cannot; the document keeps it.
        said = {
            "case_id": list(words),
            "title": [one.title.replace("\x00", "") for one in words.values()],
            "proposer": [one.proposer.replace("\x00", "") for one in words.values()],
        }
        await self._connection.execute(_SET_WORDS, said)

    async def suggest(self, found: Mapping[UUID, Sequence[Suggestion]]) -> None:
        """Replace the suggested departments of each of these cases."""
        await self._connection.execute(_FORGET, {"cases": list(found)})
        rows = [
            {
                "case_id": case_id,
                "rank": rank,
                "department": one.department,
                "share": one.share,
                "reasons": [{"words": reason.words, "duty": reason.duty} for reason in one.reasons],
            }
            for case_id, suggestions in found.items()
            for rank, one in enumerate(suggestions, start=1)
        ]
        await insert_rows(self._connection, tables.suggestion, rows)


def _first_facts(new: NewCase) -> list[Recorded[Fact]]:
    marks = Marks(rules_of(new.case.desk_id, new.scheme_version), new.classification, new.correlation_id)
    return record(replace(new.case, version=0), [new.opened], new.told, marks)


def _row(new: NewCase, head: bytes) -> dict[str, Any]:
    case = new.case
    return {
        "case_id": case.case_id,
        "desk_id": case.desk_id,
        "proposal_id": case.proposal_id,
        "receipt": case.receipt,
        "direction": case.direction,
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
    }
