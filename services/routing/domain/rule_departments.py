"""Whether the departments that rules point to are there to be pointed to."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.routing.domain.succession import Succession
from shared.japanese.era import wareki
from shared.scheme.rules import RoutingRule, numbered


def misplaced(rules: Sequence[RoutingRule], succession: Succession, on: date) -> Iterator[str]:
    """Tell of every rule that points to no department in force on a day, and who followed the one it names.

    A desk that has no organisation yet is told nothing.
    """
    if succession.is_empty:
        return
    for number, rule in enumerate(rules, start=1):
        if (sentence := _sentence(rule.department, succession, on)) is not None:
            yield numbered(number, sentence)


def _sentence(code: str, succession: Succession, on: date) -> str | None:
    one = succession.known(code)
    if one is None:
        return f"担当課「{code}」が組織にありません。コードを確かめてください。"
    if one.in_force(on):
        return None
    if one.valid_from > on:
        return f"「{one.name}」（{code}）は{wareki(one.valid_from)}からの課です。その日から使えます。"
    ended = f"「{one.name}」（{code}）は{wareki(one.valid_to or on)}に廃止されています。"
    follower = succession.today(code)
    if follower is None:
        return f"{ended}引継先がないため、別の課を書いてください。"
    return f"{ended}引継先の「{succession.name(follower)}」（{follower}）に書き換えてください。"
