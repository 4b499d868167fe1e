"""Who registered for forums, in one transaction: rows without a name, and the places that are left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.intake.domain.attending import Places, Registration
from services.intake.storage.tables import public_call, registration
from shared.documents import Keyring
from shared.events.registration import RegistrationState

_ROW: Final = registration.c
_COLUMNS: Final = tuple(_ROW[name] for name in Registration.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRegistration:
    """Somebody who registers now, by which form and from which address."""

    registration_id: UUID
    desk_id: str
    number: str
    state: RegistrationState
    people: int
    contact_id: UUID
    words_id: UUID | None
    form_key: UUID
    email: str = field(repr=False)
    at: datetime


class Registrations:
    """The rows of `registration`, and the count of places that belongs to them."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        """Join the caller's transaction."""
        self._connection = connection
        self._keyring = keyring

    async def count(self, desk_id: str, number: str) -> int | None:
        """Count the places of a forum anew: nobody else does until this transaction ends; None where there is none."""
        one = public_call.c
        counted = (
            update(public_call)
            .where(one.desk_id == desk_id, one.number == number, ~one.gone)
            .values(tally=one.tally + 1)
            .returning(one.tally)
        )
        tally: int | None = (await self._connection.execute(counted)).scalar_one_or_none()
        return tally

    async def places(self, desk_id: str, number: str) -> Places:
        """Return how the places stand; of a forum that nobody announced none is counted."""
        forum = select(public_call.c.capacity, public_call.c.waiting_list).where(
            public_call.c.desk_id == desk_id, public_call.c.number == number
        )
        said = (await self._connection.execute(forum)).one_or_none()
        taken = func.coalesce(func.sum(_ROW.people).filter(_ROW.state == RegistrationState.REGISTERED), 0)
        waiting = func.count().filter(_ROW.state == RegistrationState.WAITING)
        counted = select(taken, waiting).where(_ROW.desk_id == desk_id, _ROW.number == number)
        people, queued = (await self._connection.execute(counted)).one()
        return Places(
            capacity=None if said is None else said.capacity,
            waiting_list=said is not None and said.waiting_list,
            taken=people,
            waiting=queued,
        )

    async def add(self, new: NewRegistration) -> None:
        """Keep somebody who registers."""
        row = {
            "registration_id": new.registration_id,
            "desk_id": new.desk_id,
            "number": new.number,
            "state": new.state.value,
            "people": new.people,
            "contact_id": new.contact_id,
            "words_id": new.words_id,
            "answerable": bool(new.email),
            "form_key": new.form_key,
            "address_mark": self._mark(new.email),
            "version": 1,
            "registered_at": new.at,
        }
        await self._connection.execute(insert(registration).values(row))

    async def find(self, registration_id: UUID) -> Registration | None:
        """Return one registration, if the actor of this transaction may see it."""
        return await self._one(_asked().where(_ROW.registration_id == registration_id))

    async def by_form(self, form_key: UUID) -> Registration | None:
        """Return what a form that was sent before has made."""
        return await self._one(_asked().where(_ROW.form_key == form_key))

    async def by_address(self, desk_id: str, number: str, email: str) -> Registration | None:
        """Return the registration of this address that stands."""
        mark = self._mark(email)
        if mark is None:
            return None
        stands = _ROW.state != RegistrationState.CANCELLED
        here = (_ROW.desk_id == desk_id, _ROW.number == number, _ROW.address_mark == mark, stands)
        return await self._one(_asked().where(*here))

    async def waiting(self, desk_id: str, number: str) -> list[Registration]:
        """Return who waits, in the order they came."""
        state = _ROW.state == RegistrationState.WAITING
        asked = _asked().where(_ROW.desk_id == desk_id, _ROW.number == number, state)
        rows = await self._connection.execute(asked.order_by(_ROW.registered_at, _ROW.registration_id))
        return [_registration(row._mapping) for row in rows]  # noqa: SLF001 - its public way

    async def change(self, one: Registration) -> None:
        """Keep how a registration stands now; its version says that nobody else changed it."""
        await self._connection.execute(
            update(registration)
            .where(_ROW.registration_id == one.registration_id, _ROW.version == one.version - 1)
            .values(
                state=one.state.value,
                people=one.people,
                contact_id=one.contact_id,
                words_id=one.words_id,
                version=one.version,
            )
        )

    async def _one(self, asked: Select[Any]) -> Registration | None:
        row = (await self._connection.execute(asked)).one_or_none()
        return None if row is None else _registration(row._mapping)  # noqa: SLF001 - its public way

    def _mark(self, email: str) -> bytes | None:
        return self._keyring.mark("registration", email.lower()) if email else None


def _asked() -> Select[Any]:
    return select(*_COLUMNS)


def _registration(row: Mapping[Any, Any]) -> Registration:
    return Registration(**{**row, "state": RegistrationState(row["state"])})
