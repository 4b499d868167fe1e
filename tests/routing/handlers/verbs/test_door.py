from typing import Any

import pytest
from pydantic import ValidationError

from services.routing.domain.verbs import Verb
from services.routing.handlers.verbs.registry import DOORS


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (Verb.OFFER, {"departments": ["{}"], "lead": "kanko"}),
        (Verb.OFFER, {"departments": ["kanko"], "lead": "{}"}),
        (Verb.OFFER, {"parties": [{"new_name": "{}"}]}),
        (Verb.RECALL_OFFER, {"department": "{}", "reason": "理由"}),
        (Verb.MERGE, {"into": "{}", "reason": "理由"}),
        (Verb.RECORD_MEETING, {"day": "2026-11-20", "minutes": "確認した。", "departments": ["{}"]}),
    ],
)
def test_a_character_that_no_database_keeps_is_refused_wherever_it_stands(verb: Verb, said: dict[str, Any]) -> None:
    asks = DOORS[verb].asks

    assert asks.model_validate(filled(said, "R8-0001"))
    with pytest.raises(ValidationError):
        asks.model_validate(filled(said, "R8-\x00"))


def filled(said: Any, word: str) -> Any:
    """Return what is said with *word* where a gap was left."""
    match said:
        case dict():
            return {key: filled(value, word) for key, value in said.items()}
        case list():
            return [filled(value, word) for value in said]
        case _:
            return said.replace("{}", word)
