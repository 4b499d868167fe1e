"""Which facts are a reader's business, and which of those it misses."""

from sqlalchemy import ColumnElement, and_, exists, true

from services.operations.domain.queues import WatchedReader
from services.operations.storage.tables import given_by, heard_type


def missed_by(
    reader: WatchedReader, teller: str, types: tuple[str, ...], *, after: int, until: int | None = None
) -> ColumnElement[bool]:
    """Say of a fact of *teller* that *reader* should have heard it, and neither handled it nor failed at it.

    Only facts with a seq above *after* and not above *until* are looked at.

    A reader, or a type it hears, that is not registered begins with the next `desk setup`. A failed delivery,
    parked or discarded, is in the table where a person sees it: it is not missed.
    """
    facts, own = given_by(teller).facts, given_by(reader.service)
    handled, issue, register = own.handled, own.delivery_issue, own.reader
    return and_(
        facts.c.seq > after,
        facts.c.seq <= until if until is not None else true(),
        facts.c.type.in_(types),
        exists().where(
            heard_type.c.reader == reader.reader,
            heard_type.c.type == facts.c.type,
            heard_type.c.begins_at <= facts.c.occurred_at,
        ),
        exists().where(register.c.name == reader.reader, register.c.begins_at <= facts.c.occurred_at),
        ~exists().where(handled.c.reader == reader.reader, handled.c.event_id == facts.c.event_id),
        ~exists().where(issue.c.reader == reader.reader, issue.c.event_id == facts.c.event_id),
    )
