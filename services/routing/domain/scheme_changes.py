"""What differs between two versions of a scheme, place by place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from services.routing.domain.scheme_words import word_for

# By which of its keys an item of a list is the same one in both versions, and what names it for a person.
_IDENTITIES: Final = ("code", "key", "value", "day", "name")
_TITLES: Final = ("words", "label")


class ChangeKind(StrEnum):
    """What became of a place."""

    ADDED = "added"  # 追加
    REMOVED = "removed"  # 削除
    CHANGED = "changed"  # 変更
    MOVED = "moved"  # 順序の変更


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place that differs: its JSON pointer (in the older version where it was removed), and its words."""

    kind: ChangeKind
    pointer: str
    place: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where in a scheme: as a pointer, as the path of keys, and in words."""

    pointer: str = ""
    path: str = ""
    words: tuple[str, ...] = ()

    def key(self, key: str) -> "_Place":
        path = f"{self.path}.{key}".removeprefix(".")
        return replace(self, pointer=f"{self.pointer}/{_escaped(key)}", path=path, words=(*self.words, word_for(path)))

    def item(self, index: int, name: str) -> "_Place":
        *above, last = self.words
        return replace(self, pointer=f"{self.pointer}/{index}", path=f"{self.path}.*", words=(*above, f"{last}{name}"))

    @property
    def in_words(self) -> str:
        return " › ".join(self.words)

    def change(self, kind: ChangeKind, before: Any = None, after: Any = None) -> Change:
        return Change(kind=kind, pointer=self.pointer, place=self.in_words, before=before, after=after)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two schemes as JSON holds them, in the order of the later one."""
    return list(_of_mappings(before, after, _Place()))


def leaves(scheme: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Go through everything a scheme says, with the words of its place."""
    yield from _leaves(scheme, _Place())


def _leaves(value: Any, at: _Place) -> Iterator[tuple[str, Any]]:
    match value:
        case dict():
            for key, part in value.items():
                yield from _leaves(part, at.key(key))
        case [dict(), *_]:
            identity = _identity(value)
            for place, item in enumerate(value):
                yield from _leaves(item, at.item(place, _title(item, identity) if identity else _number(place)))
        case None | "" | []:
            return
        case _:
            yield at.in_words, value


def _of_values(before: Any, after: Any, at: _Place) -> Iterator[Change]:
    if before == after:
        return
    match before, after:
        case dict(), dict():
            yield from _of_mappings(before, after, at)
        case list(), list():
            yield from _of_lists(before, after, at)
        case (None | "" | [], _):
            yield at.change(ChangeKind.ADDED, after=after)
        case (_, None | "" | []):
            yield at.change(ChangeKind.REMOVED, before=before)
        case _:
            yield at.change(ChangeKind.CHANGED, before, after)


def _of_mappings(before: Mapping[str, Any], after: Mapping[str, Any], at: _Place) -> Iterator[Change]:
    for key in [*after, *(key for key in before if key not in after)]:
        yield from _of_values(before.get(key), after.get(key), at.key(key))


def _of_lists(before: Sequence[Any], after: Sequence[Any], at: _Place) -> Iterator[Change]:
    identity = _identity([*before, *after])
    if identity is None:
        yield from _by_likeness(before, after, at)
    else:
        yield from _by_identity(before, after, at, identity)


def _identity(items: Sequence[Any]) -> str | None:
    """Return the key that tells all *items* apart; None where nothing does."""
    if not all(isinstance(item, dict) for item in items):
        return None
    return next((key for key in _IDENTITIES if all(item.get(key) for item in items)), None)


def _by_identity(before: Sequence[Any], after: Sequence[Any], at: _Place, identity: str) -> Iterator[Change]:
    old = {item[identity]: (place, item) for place, item in enumerate(before)}
    new = {item[identity]: (place, item) for place, item in enumerate(after)}
    for name, (place, item) in new.items():
        here = at.item(place, _title(item, identity))
        if name in old:
            yield from _of_values(old[name][1], item, here)
        else:
            yield here.change(ChangeKind.ADDED, after=item)
    for name, (place, item) in old.items():
        if name not in new:
            yield at.item(place, _title(item, identity)).change(ChangeKind.REMOVED, before=item)
    kept_then, kept_now = [name for name in old if name in new], [name for name in new if name in old]
    if kept_then != kept_now:
        yield at.change(ChangeKind.MOVED, kept_then, kept_now)


def _by_likeness(before: Sequence[Any], after: Sequence[Any], at: _Place) -> Iterator[Change]:
    """Compare items that have no name of their own: what stands in both stays, and its neighbours are paired."""
    blocks = SequenceMatcher(None, [repr(one) for one in before], [repr(one) for one in after], autojunk=False)
    for tag, old_from, old_to, new_from, new_to in blocks.get_opcodes():
        if tag == "equal":
            continue
        pairs = min(old_to - old_from, new_to - new_from)
        for number in range(pairs):
            here = at.item(new_from + number, _number(new_from + number))
            yield from _of_values(before[old_from + number], after[new_from + number], here)
        for place in range(new_from + pairs, new_to):
            yield at.item(place, _number(place)).change(ChangeKind.ADDED, after=after[place])
        for place in range(old_from + pairs, old_to):
            yield at.item(place, _number(place)).change(ChangeKind.REMOVED, before=before[place])


def _number(place: int) -> str:
    return f"の{place + 1}番目"


def _title(item: Mapping[str, Any], identity: str) -> str:
    words = next((item[key] for key in _TITLES if item.get(key)), "")
    return f"「{item[identity]}」（{words}）" if words else f"「{item[identity]}」"


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
