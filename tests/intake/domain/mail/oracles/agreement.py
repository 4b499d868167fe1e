"""What every comparator returns, and the table that docs/mail.md shows."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).resolve().parents[5].parent / "shared" / "data" / "mail"
MISSING = "The real messages lie beside the project, not in it."
_PACKAGE = "tests.intake.domain.mail.oracles"
_DELIMITER = re.compile(r"(?mi)^--[^\s]{1,200}[ \t]*$(?:\n+(?:content|mime)-[a-z-]+:.*(?:\n[ \t]+\S.*)*)*")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far we agree with one oracle on one corpus.

    *checked* counts what was compared (texts, attachments …) outside the excluded files; *excluded* names a file and
    the bytes for which the oracle, not our reading, is wrong.
    """

    oracle: str
    compares: str
    files: int
    checked: int
    differing: tuple[str, ...]
    goal: float = 0.98
    excluded: Mapping[str, str] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Return the part that agrees, from 0 to 1."""
        return 1 - len(self.differing) / self.checked if self.checked else 1.0

    def row(self) -> str:
        """Return this as a row of the table."""
        agreed = self.checked - len(self.differing)
        names: dict[str, list[str]] = {}
        for name, reason in self.excluded.items():
            names.setdefault(reason, []).append(f"`{name}`")
        left_out = "; ".join(f"{', '.join(files)}: {reason}" for reason, files in names.items()) or "–"
        percent = f"{int(self.share * 1000) / 10:g} %"
        return f"| {self.oracle} | {self.compares} | {self.files} | {percent} ({agreed}/{self.checked}) | {left_out} |"


def comparators() -> list[Callable[[], Iterable[Agreement]]]:
    """Return the `agreements` function of every module of this package that has one."""
    package = importlib.import_module(_PACKAGE)
    modules = (importlib.import_module(f"{_PACKAGE}.{each.name}") for each in _modules(package.__path__))
    return [module.agreements for module in modules if hasattr(module, "agreements")]


def _modules(path: Iterable[str]) -> Iterator[pkgutil.ModuleInfo]:
    return (each for each in pkgutil.iter_modules(path) if not each.name.startswith(("__", "test_")))


def table() -> str:
    """Return the rows of "Agreement with others" in docs/mail.md."""
    return "\n".join(row.row() for compare in comparators() for row in compare())


def squeezed(text: str) -> str:
    """Return what of a text is compared.

    White space, controls and unreadable characters do not count, nor do delimiters of parts, with the headers below
    them, that one of the two left standing in the text.
    """
    return "".join(_CONTROLS.sub("", _DELIMITER.sub("", text.replace("\r\n", "\n"))).split())
