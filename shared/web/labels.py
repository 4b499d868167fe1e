"""One catalogue of texts per audience: the same thing has a word for staff, for the proposer and for everybody."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path

Key = str | Enum
Entries = Mapping[Key, str]
Given = Entries | Sequence[Entries]
Label = Callable[..., str]

_USED = re.compile(r"""\blabel\(\s*["']([^"']+)["']""")


class Audience(StrEnum):
    """Who reads a page."""

    STAFF = "staff"  # 職員
    PROPOSER = "proposer"  # 提案者
    PUBLIC = "public"  # 一般


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The words of one service; an enum member is as good a key as a string such as `inbox.empty`.

    Members of two enums that are stored under the same value are two keys to a catalogue and one key to a dict:
    their words are given in two dicts.
    """

    staff: Given = field(default_factory=dict)
    proposer: Given = field(default_factory=dict)
    public: Given = field(default_factory=dict)
    _words: Mapping[Audience, "_Words"] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the words together, each under its own enum."""
        words = {audience: _Words(self._given(audience)) for audience in Audience}
        object.__setattr__(self, "_words", words)

    def _given(self, audience: Audience) -> Given:
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
        text = self._words[audience].find(key)
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
        words = self._words[audience]
        return sorted({_shown(key) for key in wanted if words.find(key) is None})


def keys_in_templates(*folders: Path) -> set[str]:
    """Return every key that the templates name literally, for the test that looks for gaps."""
    return {
        key
        for folder in folders
        for template in folder.rglob("*.html")
        for key in _USED.findall(template.read_text(encoding="utf-8"))
    }


class _Words:
    """What is said to one audience, by the kind of the key and the key."""

    def __init__(self, given: Given) -> None:
        groups = (given,) if isinstance(given, Mapping) else given
        self._said = {(type(key), key): text for group in groups for key, text in group.items()}
        self._by_value: dict[Key, set[str]] = {}
        for (_, key), text in self._said.items():
            self._by_value.setdefault(key, set()).add(text)

    def find(self, key: Key) -> str | None:
        """Return the words for a key; a value as it is stored is understood where only one thing has it."""
        text = self._said.get((type(key), key), self._said.get((str, key)))
        if text is not None or isinstance(key, Enum):
            return text
        said = self._by_value.get(key, set())
        return next(iter(said)) if len(said) == 1 else None


class _Forgiving(dict[str, object]):
    """Leave a value that was not given visible in the text instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _shown(key: Key) -> str:
    return f"{type(key).__name__}.{key.name}" if isinstance(key, Enum) else key
