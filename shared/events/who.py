"""How a fact names who acted and under which rules; one spelling for all services, ids and codes only."""

from uuid import UUID


def by_account(account_id: UUID) -> str:
    """Return the actor that a signed-in person is."""
    return f"account.{account_id}"


def by_party(party_id: UUID) -> str:
    """Return the actor that a body is which answers through its link."""
    return f"party.{party_id}"


def by_service(name: str) -> str:
    """Return the actor that a service is when nobody asked."""
    return f"service.{name}"


def by_door(name: str) -> str:
    """Return the actor behind a door: whoever sent what arrived there."""
    return f"door.{name}"


def rules_of(desk_id: str, version: int) -> str:
    """Return the version of the rules of a desk."""
    return f"{desk_id}.{version}"


def version_in(rules: str, desk_id: str) -> int | None:
    """Return the version that `rules_of` wrote for this desk; None where nobody wrote it so."""
    version = rules.removeprefix(f"{desk_id}.")
    return int(version) if version != rules and version.isascii() and version.isdigit() else None
