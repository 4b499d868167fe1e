"""Routing rules as data: what must be said of a proposal so that it points to a department."""

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field as Limit
from pydantic import model_validator

from shared.japanese.normalise import matching_prose
from shared.scheme.strict import Code, Strict, Words

RuleKind = Literal["company", "npo", "university", "municipality", "individual", "department"]


class RoutingRule(Strict):
    """Conditions that point to a department; all that are given must hold, each by any of its values.

    A higher priority comes first; *note* tells the officer why there is such a rule.
    """

    words: tuple[Words, ...] = ()  # stand in the text
    not_words: tuple[Words, ...] = ()  # none of them stands in it
    categories: tuple[Code, ...] = ()  # chosen in the form
    proposer_kinds: tuple[RuleKind, ...] = ()
    municipalities: tuple[Words, ...] = ()  # the proposer, or the place it is about
    department: Code
    priority: Annotated[int, Limit(ge=1, le=100)]
    note: Words | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not (self.words or self.categories or self.proposer_kinds or self.municipalities):
            raise ValueError(
                "条件がありません。words、categories、proposer_kinds、municipalities のどれかを書いてください。"
            )
        return self

    @property
    def conditions(self) -> tuple[frozenset[str], ...]:
        """Return what is asked for, the same for every order and spelling."""
        return (
            *(
                frozenset(matching_prose(word) for word in words)
                for words in (self.words, self.not_words, self.municipalities)
            ),
            frozenset(self.categories),
            frozenset(self.proposer_kinds),
        )


class RuleFile(Strict):
    """A file that holds nothing but `[[routing]]` tables."""

    routing: Annotated[tuple[RoutingRule, ...], Limit(min_length=1)]


def numbered(number: int, sentence: str) -> str:
    """Return *sentence* about the rule of this number, counted from 1 as in the file."""
    return f"routing の{number}番目の規則：{sentence}"


def mistakes_in_rules(rules: Sequence[RoutingRule], categories: Collection[str]) -> Iterator[str]:
    """Tell every mistake that shows only beside the other rules and the *categories* of the scheme."""
    before: dict[tuple[str, tuple[frozenset[str], ...]], int] = {}
    for number, rule in enumerate(rules, start=1):
        for code in rule.categories:
            if code not in categories:
                yield numbered(number, f"分野「{code}」が categories にありません。")
        first = before.setdefault((rule.department, rule.conditions), number)
        if first != number:
            yield numbered(
                number, f"{first}番目の規則と、条件と担当課が同じです。どちらかを削除するか、条件を変えてください。"
            )
