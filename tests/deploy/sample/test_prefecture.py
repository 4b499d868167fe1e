import tomllib
from pathlib import Path
from typing import Any

from shared.scheme.load import load_scheme

DEPLOY = Path(__file__).parents[3] / "deploy"


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((DEPLOY / "sample" / f"{name}.toml").read_text(encoding="utf-8"))


ORGANISATION = table("organisation")
SECTIONS: list[dict[str, Any]] = ORGANISATION["sections"]
CODES = [section["code"] for section in SECTIONS]
IN_FORCE = {section["code"] for section in SECTIONS if "valid_to" not in section}
ACCOUNTS: list[dict[str, Any]] = table("accounts")["accounts"]


def test_there_are_twelve_bureaus_and_about_sixty_sections() -> None:
    assert (len(ORGANISATION["bureaus"]), 60 <= len(SECTIONS) <= 66) == (12, True)


def test_codes_names_and_extensions_are_unique() -> None:
    for key in ("code", "name", "extension"):
        assert len({section[key] for section in SECTIONS}) == len(SECTIONS)


def test_every_section_belongs_to_a_bureau_and_has_four_to_eight_duties() -> None:
    bureaus = {bureau["code"] for bureau in ORGANISATION["bureaus"]}

    assert [s["code"] for s in SECTIONS if s["bureau"] not in bureaus or not 4 <= len(s["duties"]) <= 8] == []


def test_an_abolished_section_has_a_successor_in_force() -> None:
    abolished = [section for section in SECTIONS if "valid_to" in section]

    assert [(section["code"], section["successor"] in IN_FORCE) for section in abolished] == [("seishonen", True)]


def test_the_desk_of_the_scheme_is_the_one_desk_section() -> None:
    scheme = load_scheme(DEPLOY / "desks" / "miono.toml")

    assert [section["code"] for section in SECTIONS if section.get("desk")] == [scheme.department]


def test_routing_rules_point_to_sections_in_force() -> None:
    scheme = load_scheme(DEPLOY / "desks" / "miono.toml")

    assert [rule.department for rule in scheme.routing if rule.department not in IN_FORCE] == []


def test_the_accounts_hold_every_role_and_no_password() -> None:
    roles = [role for account in ACCOUNTS for role in account["roles"]]

    counts = {role: roles.count(role) for role in ("administrator", "desk", "operator", "department", "municipality")}

    assert counts == {"administrator": 1, "desk": 2, "operator": 1, "department": 6, "municipality": 2}
    assert {key for account in ACCOUNTS for key in account} == {
        "user",
        "display_name",
        "department",
        "email",
        "roles",
    }
    guests = {account["department"] for account in ACCOUNTS if account["roles"] == ["municipality"]}
    assert guests <= {one["code"] for one in ORGANISATION["municipalities"]}
    assert {account["department"] for account in ACCOUNTS} - guests <= IN_FORCE
