"""Which routing rules hit a proposal: read once, then asked of many texts. Rules are shown; people decide."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from shared.events import ProposerKind
from shared.japanese.normalise import matching_prose
from shared.scheme.rules import RoutingRule

# A name may follow what it lies in; after any other kanji it is the end of a longer name (津市 in 大津市).
_AROUND: Final = "都道府県郡市区町村"
_NAME_BEGINS: Final = rf"(?:(?<![\u4e00-\u9fff々\u30a1-\u30faー])|(?<=[{_AROUND}]))"
# 魚津市場 is a market, no town.
_NAME_ENDS: Final = "(?!場)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What rules look at of a proposal; *place* is empty where nobody said it in a field of its own."""

    text: str = field(repr=False)
    proposer_kind: ProposerKind
    categories: frozenset[str] = frozenset()
    proposer: str = field(default="", repr=False)
    place: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """A rule whose conditions all hold, with what made each hold, as the rule writes it; *number* counts from 1."""

    number: int
    department: str
    priority: int
    note: str = ""
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    proposer_kind: str = ""
    municipalities: tuple[str, ...] = ()


class Rulebook:
    """Rules made ready for many proposals.

    A text costs one walk through it, and one look per word; only words whose characters all stand side by side
    somewhere in it are searched for.
    """

    def __init__(self, rules: Sequence[RoutingRule]) -> None:
        """Read *rules* in their order."""
        self.rules = tuple(rules)
        self._read = [_Read.of(number, rule) for number, rule in enumerate(rules, start=1)]

    def hits(self, traits: Traits) -> list[RuleHit]:
        """Return the rules that hit, the highest priority first, then in the order of the file."""
        said = _Said(traits)
        found = (one.hit(said) for one in self._read)
        return sorted((hit for hit in found if hit is not None), key=lambda hit: (-hit.priority, hit.number))


def leading(hits: Iterable[RuleHit]) -> tuple[str, ...]:
    """Return the departments that the hits of the highest priority point to, each once."""
    found = list(hits)
    highest = max((hit.priority for hit in found), default=0)
    return tuple(dict.fromkeys(hit.department for hit in found if hit.priority == highest))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in the spelling used for matching, with the pairs of characters in it."""

    written: str
    spelt: str
    pairs: frozenset[str]
    whole: re.Pattern[str] | None

    @classmethod
    def of(cls, written: str) -> "_Word":
        spelt = matching_prose(written)
        return cls(written, spelt, _pairs(spelt), _whole(spelt))


@dataclass(frozen=True, slots=True)
class _Municipality:
    """A name with how it is searched for."""

    word: _Word
    named: re.Pattern[str]

    @classmethod
    def of(cls, written: str) -> "_Municipality":
        word = _Word.of(written)
        return cls(word, re.compile(_NAME_BEGINS + re.escape(word.spelt) + _NAME_ENDS))


@dataclass(frozen=True)
class _Said:
    """A proposal in the spelling used for matching."""

    traits: Traits

    @cached_property
    def text(self) -> str:
        return matching_prose(self.traits.text)

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return _pairs(self.text)

    @cached_property
    def _place(self) -> str:
        return matching_prose(self.traits.place)

    @cached_property
    def _town(self) -> str:
        """The proposer, where it is a municipality itself."""
        municipal = self.traits.proposer_kind is ProposerKind.MUNICIPALITY
        return matching_prose(self.traits.proposer) if municipal else ""

    def holds(self, word: _Word) -> bool:
        if not word.pairs <= self._pairs or word.spelt not in self.text:
            return False
        return word.whole is None or word.whole.search(self.text) is not None

    def is_about(self, town: _Municipality) -> bool:
        if self._town and town.named.search(self._town):
            return True
        if self._place:
            return town.named.search(self._place) is not None
        return self.holds(town.word) and town.named.search(self.text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One rule, ready to be asked."""

    number: int
    rule: RoutingRule
    words: tuple[_Word, ...]
    not_words: tuple[_Word, ...]
    towns: tuple[_Municipality, ...]

    @classmethod
    def of(cls, number: int, rule: RoutingRule) -> "_Read":
        return cls(
            number=number,
            rule=rule,
            words=tuple(map(_Word.of, rule.words)),
            not_words=tuple(map(_Word.of, rule.not_words)),
            towns=tuple(map(_Municipality.of, rule.municipalities)),
        )

    def hit(self, said: _Said) -> RuleHit | None:
        """Ask what costs least first."""
        rule, traits = self.rule, said.traits
        if rule.proposer_kinds and traits.proposer_kind not in rule.proposer_kinds:
            return None
        categories = tuple(code for code in rule.categories if code in traits.categories)
        if rule.categories and not categories:
            return None
        words = tuple(word.written for word in self.words if said.holds(word))
        towns = tuple(town.word.written for town in self.towns if said.is_about(town))
        if (self.words and not words) or (self.towns and not towns) or any(map(said.holds, self.not_words)):
            return None
        return RuleHit(
            number=self.number,
            department=rule.department,
            priority=rule.priority,
            note=rule.note or "",
            words=words,
            categories=categories,
            proposer_kind=traits.proposer_kind.value if rule.proposer_kinds else "",
            municipalities=towns,
        )


def _pairs(text: str) -> frozenset[str]:
    """Return every two characters that stand side by side."""
    return frozenset(map(str.__add__, text, text[1:]))


def _whole(spelt: str) -> re.Pattern[str] | None:
    """Return how a word of Latin letters is found as a whole word (not AI in mail); None for any other word."""
    before = r"(?<![a-z0-9])" if _is_latin(spelt[:1]) else ""
    after = r"(?![a-z0-9])" if _is_latin(spelt[-1:]) else ""
    return re.compile(before + re.escape(spelt) + after) if before or after else None


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
