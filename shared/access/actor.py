"""Who acts: a signed-in person with roles, a desk and perhaps a department or a municipality."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class Role(StrEnum):
    """What a person is in the house; one person may be several things."""

    DESK = "desk"  # デスク担当
    DEPARTMENT = "department"  # 担当課
    MUNICIPALITY = "municipality"  # 市町村
    OPERATOR = "operator"  # 運用担当
    ADMINISTRATOR = "administrator"  # 管理者


ROLE_WORDS: Mapping[Role, str] = MappingProxyType(
    {
        Role.DESK: "デスク担当",
        Role.DEPARTMENT: "担当課",
        Role.MUNICIPALITY: "市町村",
        Role.OPERATOR: "運用担当",
        Role.ADMINISTRATOR: "管理者",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person, as the account says it is at this moment.

    Roles are read from the account at every request, never kept in the session,
    so that taking a role away acts at once. *department* is the code of the person's unit: a department of the
    prefecture, or the municipality they work for, which is a unit of the installation beside the departments.
    """

    account_id: UUID
    user: str
    display_name: str
    roles: frozenset[Role]
    desk_id: str
    department: str | None = None

    def has(self, role: Role) -> bool:
        """Tell whether this person holds *role*."""
        return role in self.roles
