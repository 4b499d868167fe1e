"""Rows as the other services write them, put there by hand."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import MetaData, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.messaging.tables import MessagingTables, messaging_tables

LONG_AGO = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def tables_of(service: str) -> MessagingTables:
    """Return the tables of messages of one service."""
    return messaging_tables(MetaData(schema=service))


async def failed(admin: AsyncEngine, reader: str, receipt: str = "R8-0001", **columns: Any) -> UUID:
    """Write down a failed delivery, parked unless said otherwise, and return the id of its fact."""
    event_id = uuid4()
    values: dict[str, Any] = {
        "reader": reader,
        "event_id": event_id,
        "type": "proposal.received.v1",
        "aggregate_id": uuid4(),
        "state": "parked",
        "attempt": 8,
        "error_class": "NoSuchDesk",
        "error": "NoSuchDesk at consumers.py:27",
        "headers": {},
        "body": orjson.dumps({"receipt": receipt}),
        "first_at": LONG_AGO,
        "last_at": LONG_AGO,
    }
    async with admin.begin() as connection:
        table = tables_of(reader.partition(".")[0]).delivery_issue
        await connection.execute(insert(table).values(values | columns))
    return event_id


async def register(admin: AsyncEngine, reader: str) -> None:
    """Enter a reader into its register, as `desk setup` does."""
    table = tables_of(reader.partition(".")[0]).reader
    async with admin.begin() as connection:
        await connection.execute(insert(table).values(name=reader, begins_at=LONG_AGO).on_conflict_do_nothing())


async def run(admin: AsyncEngine, statement: str, **values: Any) -> list[Any]:
    """Run one statement as somebody who may do everything, past triggers and references; return its rows."""
    async with admin.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        result = await connection.execute(text(statement), values)
        return list(result) if result.returns_rows else []


async def whole_proposal(admin: AsyncEngine, number: int, *, at: datetime = LONG_AGO) -> dict[str, UUID]:
    """Write down one proposal all the way from the door to the public count, and return its ids."""
    ids = {name: uuid4() for name in ("raw", "proposal", "case", "received", "opened")}
    receipt = f"R8-{number:04}"
    known: dict[str, Any] = {**ids, "receipt": receipt, "at": at, "send": uuid4(), "message": str(uuid4())}
    for statement in _WHOLE.split(";\n"):
        if not statement.strip():
            continue
        used = {name: value for name, value in known.items() if re.search(rf":{name}\b", statement)}
        await run(admin, statement, **used)
    for reader, fact in (
        ("routing.cases", "received"),
        ("notify.proposer-mail", "received"),
        ("notify.staff-inbox", "opened"),
        ("publication.counts", "opened"),
    ):
        schema = reader.partition(".")[0]
        await run(
            admin,
            f"INSERT INTO {schema}.handled (reader, event_id) VALUES (:reader, :event)",  # noqa: S608 -- our names
            reader=reader,
            event=ids[fact],
        )
    return ids


def just_now() -> datetime:
    """Return a moment that is young."""
    return datetime.now(UTC) - timedelta(seconds=1)


_WHOLE = """
INSERT INTO intake.door_entry VALUES (:raw, 'miono', 'form', :at);

INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at, size_bytes, sha256, outcome, proposal_id)
VALUES (:raw, 'miono', 'form', :at, 1, '', 'case', :proposal);

INSERT INTO intake.proposal
    (proposal_id, desk_id, receipt, raw_id, channel, proposer_kind, answerable, classification, created_at)
VALUES (:proposal, 'miono', :receipt, :raw, 'form', 'company', true, 'limited', :at);

INSERT INTO intake.event_log (event_id, type, source, desk_id, aggregate_id, aggregate_version, actor, rule_version,
    occurred_at, classification, correlation_id, data)
VALUES (:received, 'proposal.received.v1', 'x', 'miono', :proposal, 1, 'x', 'x', :at, 'limited', :raw, '{}');

INSERT INTO routing.desk_case (case_id, desk_id, proposal_id, receipt, direction, proposer_kind, channel, stage,
    confirmed, classification, correlation_id, scheme_version, next_day, version, head_hash, opened_at)
VALUES (:case, 'miono', :proposal, :receipt, 'to_departments', 'company', 'form', 'received', false, 'limited',
    :raw, 1, '2026-11-27', 1, '', :at);

INSERT INTO routing.event_log (event_id, type, source, desk_id, aggregate_id, aggregate_version, actor, rule_version,
    occurred_at, classification, correlation_id, data)
VALUES (:opened, 'case.opened.v1', 'x', 'miono', :case, 1, 'x', 'x', :at, 'limited', :raw, '{}');

INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, receipt, case_id, about_id, event_id)
VALUES (:send, 'miono', 'desk', 'case_opened', :receipt, :case, :case, :opened);

INSERT INTO notify.mail_send
    (send_id, desk_id, purpose, recipient_ref, proposal_id, receipt, event_id, correlation_id, message_id, state)
VALUES (:send, 'miono', 'acknowledgement', :send, :proposal, :receipt, :received, :raw, :message, 'created');

INSERT INTO publication.public_case (case_id, desk_id, fiscal_year, month, stage, version)
VALUES (:case, 'miono', 2026, '2026-11-01', 'open', 1);
"""
