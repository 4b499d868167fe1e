"""What a doctor's examination finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How one thing stands."""

    OK = "ok"  # 正常
    WARN = "warn"  # 注意
    FAIL = "fail"  # 異常


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One thing that was examined: what was found and, unless all is well, what to do."""

    name: str
    result: Result
    message: str
    what_to_do: str = ""


def ok(name: str, message: str) -> Examined:
    """Say that all is well."""
    return Examined(name=name, result=Result.OK, message=message)


def warn(name: str, message: str, what_to_do: str) -> Examined:
    """Say that somebody should look at it soon."""
    return Examined(name=name, result=Result.WARN, message=message, what_to_do=what_to_do)


def fail(name: str, message: str, what_to_do: str) -> Examined:
    """Say that the desk does not work as it should."""
    return Examined(name=name, result=Result.FAIL, message=message, what_to_do=what_to_do)


def all_well(examined: Sequence[Examined]) -> bool:
    """Tell whether nothing failed; warnings do not count."""
    return all(one.result is not Result.FAIL for one in examined)
