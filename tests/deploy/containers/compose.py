"""docker-compose.yml as Compose reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[3]
# `${NAME}`, `${NAME-default}`, `${NAME:-default}`, `${NAME?why}`, `${NAME:?why}`.
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<mark>:?[-?])?(?P<rest>[^}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable as the file asks for it."""

    name: str
    mark: str
    default: str | None


def read_compose() -> dict[str, Any]:
    """Return the file with its anchors resolved."""
    content: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))
    return content


def variables(value: object) -> list[Variable]:
    """Return every variable that *value* asks for, however deep."""
    if isinstance(value, Mapping):
        return [found for one in value.values() for found in variables(one)]
    if isinstance(value, list):
        return [found for one in value for found in variables(one)]
    return [
        Variable(
            name=match["name"],
            mark=match["mark"] or "",
            default=match["rest"] if (match["mark"] or "").endswith("-") else None,
        )
        for match in _VARIABLE.finditer(str(value))
    ]


def filled(value: str, given: Mapping[str, str]) -> str:
    """Return *value* with its variables replaced."""

    def replaced(match: re.Match[str]) -> str:
        default = match["rest"] if (match["mark"] or "").endswith("-") else ""
        return given.get(match["name"], default)

    return _VARIABLE.sub(replaced, value)


def example() -> dict[str, str]:
    """Return the lines of deploy/desk.env.example."""
    lines = (PROJECT / "deploy" / "desk.env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
