"""Ask the routing rules of a case."""

import asyncio
from dataclasses import replace
from functools import lru_cache

from services.routing.domain.rules import Rulebook, RuleHit, Traits
from services.routing.handlers.reading import MOST, THICK
from shared.scheme.rules import RoutingRule


@lru_cache(maxsize=64)
def rulebook_of(rules: tuple[RoutingRule, ...]) -> Rulebook:
    """Return the rules of a scheme ready to be asked; a version never changes, so it is read once."""
    return Rulebook(rules)


async def hits_in(book: Rulebook, traits: Traits) -> list[RuleHit]:
    """Return the rules that hit a proposal of any length without keeping everybody else waiting."""
    read = replace(traits, text=traits.text[:MOST])
    if len(read.text) > THICK:
        return await asyncio.to_thread(book.hits, read)
    return book.hits(read)
