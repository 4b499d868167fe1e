"""Locks on a number that last until the transaction ends: a killed process leaves nothing locked."""

from typing import Final

from sqlalchemy import BigInteger, func, select

from shared.database.rows import given_rows

_GIVEN: Final = given_rows("given", number=BigInteger())
# The numbers are given sorted, so that two transactions cannot lock each other out.
LOCK_ALL: Final = select(func.pg_advisory_xact_lock(_GIVEN.c.number))
TRY_LOCK_ALL: Final = select(_GIVEN.c.number, func.pg_try_advisory_xact_lock(_GIVEN.c.number).label("locked"))
