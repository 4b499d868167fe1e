"""One catalogue of texts per audience: the same thing has a word for staff, for the proposer and for everybody."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path

Key = str | Enum
Entries = Mapping[Key, str]
Label = Callable[..., str]

_USED = re.compile(r"""\blabel\(\s*["']([^"']+)["']""")


class Audience(StrEnum):
    """Who reads a page."""

    STAFF = "staff"  # 職員
    PROPOSER = "proposer"  # 提案者
    PUBLIC = "public"  # 一般


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of one service; an enum member is as good a key as a string such as `inbox.empty`."""

    staff: Entries = field(default_factory=dict)
    proposer: Entries = field(default_factory=dict)
    public: Entries = field(default_factory=dict)

    def entries(self, audience: Audience) -> Entries:
        """Return everything that is said to one audience."""
        match audience:
            case Audience.STAFF:
                return self.staff
            case Audience.PROPOSER:
                return self.proposer
            case Audience.PUBLIC:
                return self.public

    def text(self, audience: Audience, key: Key, **values: object) -> str:
        """Return the text with its `{values}` put in; a missing entry shows its key and breaks no page."""
        text = self.entries(audience).get(key)
        if text is None:
            return _shown(key)
        return text.format_map(_Forgiving(values))

    def label(self, audience: Audience) -> Label:
        """Return what a template calls `label`: `label(case.stage)`, `label('inbox.count', n=3)`."""

        def label(key: Key, **values: object) -> str:
            return self.text(audience, key, **values)

        return label

    def gaps(self, audience: Audience, wanted: Iterable[Key]) -> list[str]:
        """Return the wanted keys that have no entry; a service's test asserts that there are none."""
        entries = self.entries(audience)
        return sorted({_shown(key) for key in wanted if key not in entries})


def keys_in_templates(*folders: Path) -> set[str]:
    """Return every key that the templates name literally, for the test that looks for gaps."""
    return {
        key
        for folder in folders
        for template in folder.rglob("*.html")
        for key in _USED.findall(template.read_text(encoding="utf-8"))
    }


class _Forgiving(dict[str, object]):
    """Leave a value that was not given visible in the text instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _shown(key: Key) -> str:
    return f"{type(key).__name__}.{key.name}" if isinstance(key, Enum) else key
