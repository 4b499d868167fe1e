"""The narrow views the other services open for the balance: ids, states and receipt numbers, no content."""

from typing import Any, Final

from sqlalchemy import Boolean, DateTime, TableClause, Text, Uuid, column, table
from sqlalchemy.types import TypeEngine

_AT: Final = DateTime(timezone=True)
_ID: Final[TypeEngine[Any]] = Uuid()
_CODE: Final = Text()


def _view(schema: str, name: str, **columns: TypeEngine[Any]) -> TableClause:
    return table(name, *(column(one, type_) for one, type_ in columns.items()), schema=schema)


# Counted at the doors, apart from everything else.
DOOR: Final = _view("intake", "balance_door", raw_id=_ID, desk_id=_CODE, channel=_CODE, accepted_at=_AT)
# What became of each, from the table of each outcome.
OUTCOME: Final = _view("intake", "balance_outcome", raw_id=_ID, outcome=_CODE)
# What waits for a person, and since when.
HELD: Final = _view("intake", "balance_held", raw_id=_ID, desk_id=_CODE, held_at=_AT)
PROPOSALS: Final = _view(
    "intake",
    "balance_proposal",
    proposal_id=_ID,
    raw_id=_ID,
    desk_id=_CODE,
    receipt=_CODE,
    answerable=Boolean(),
    created_at=_AT,
)
CASES: Final = _view(
    "routing", "balance_case", case_id=_ID, proposal_id=_ID, desk_id=_CODE, receipt=_CODE, opened_at=_AT
)
NOTICES: Final = _view("notify", "balance_notice", case_id=_ID)
ACKNOWLEDGEMENTS: Final = _view("notify", "balance_acknowledgement", proposal_id=_ID, state=_CODE)
COUNTED: Final = _view("publication", "balance_counted", case_id=_ID)
