"""However long a text is, its rules are found in what the ranking reads of it, and nobody waits for it."""

import pytest

from services.routing.domain.rules import Rulebook
from services.routing.handlers.ruling import hits_in
from tests.routing.domain.test_rules import rule, traits


@pytest.mark.parametrize(("before", "expected"), [(10, [1]), (20_000, [1]), (49_999, []), (60_000, [])])
async def test_a_word_is_found_in_the_first_fifty_thousand_characters(before: int, expected: list[int]) -> None:
    text = "あ" * before + "藻場"

    hits = await hits_in(Rulebook([rule(words=["藻場"])]), traits(text))

    assert [hit.number for hit in hits] == expected
