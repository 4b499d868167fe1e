"""Make the sample prefecture: its scheme, its organisation and its people, on a desk that has none."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.routing.storage.apply import apply_organisation, apply_scheme
from shared.access.accounts import NewAccount, NoSuchAccount, create_account, set_password
from shared.access.actor import Role
from shared.access.tables import account
from shared.database.roles import owner
from shared.errors import Refused
from shared.events.who import by_service
from shared.scheme.load import load_scheme, read_toml
from shared.scheme.organisation import OrganisationChart
from shared.scheme.strict import Address, Code, Strict, Words
from shared.setup.database import as_owner
from shared.web.pages import utc_now

_HERE = Path(__file__).parent
SCHEME = _HERE.parents[0] / "desks" / "miono.toml"


class DeskInUse(Refused):
    """The desk has people of its own, so the sample prefecture is not put into it."""


class SampleAccount(Strict):
    """One person of the sample prefecture."""

    user: Code
    display_name: Words
    department: Code
    roles: tuple[Role, ...]
    email: Address | None = None


class SampleAccounts(Strict):
    """The people of the sample prefecture."""

    accounts: tuple[SampleAccount, ...]


async def prepare_sample(kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """Apply scheme and organisation and create the people; who stands in *kept* keeps that password."""
    scheme = load_scheme(SCHEME)
    people = read_toml(_HERE / "accounts.toml", SampleAccounts).accounts
    async with as_owner(owner("routing")) as connection:
        if not kept and await connection.scalar(select(account.c.id).limit(1)) is not None:
            raise DeskInUse
        await apply_scheme(connection, scheme, by=by_service("sample"), at=utc_now())
        chart = read_toml(_HERE / "organisation.toml", OrganisationChart)
        await apply_organisation(connection, scheme.desk_id, chart)
        return [await _person(connection, person, scheme.desk_id, kept) for person in people]


def kept_passwords(file: Path) -> dict[str, str]:
    """Return the passwords by user as `keep_cards` wrote them."""
    if not file.exists():
        return {}
    return {card["user"]: card["password"] for card in json.loads(file.read_text(encoding="utf-8"))}


def keep_cards(file: Path, cards: list[dict[str, Any]]) -> None:
    """Write the people with their passwords to a private file (mode 600)."""
    file.touch(mode=0o600)
    file.write_text(json.dumps(cards, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


async def _person(
    connection: AsyncConnection, person: SampleAccount, desk_id: str, kept: Mapping[str, str]
) -> dict[str, Any]:
    password = kept.get(person.user) or secrets.token_urlsafe(15)
    if person.user not in kept:
        try:
            await set_password(connection, person.user, password=password, now=utc_now())
        except NoSuchAccount:
            new = NewAccount(
                user=person.user,
                display_name=person.display_name,
                roles=frozenset(person.roles),
                desk_id=desk_id,
                department=person.department,
                email=person.email,
            )
            await create_account(connection, new, password=password, now=utc_now())
    return {
        "user": person.user,
        "password": password,
        "roles": [role.value for role in person.roles],
        "department": person.department,
        "name": person.display_name,
    }
