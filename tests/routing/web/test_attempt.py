"""What was typed before somebody else acted first."""

from services.routing.web.attempt import Attempt
from shared.web.csrf import FIELD


def test_what_a_person_wrote_comes_back_and_what_a_form_chose_does_not() -> None:
    reason = "森林の整備に役立つと考えます。"
    typed = {
        FIELD: "BAIT-0123456789",
        "verdict": "conditional",
        "offer": "01936f2a-7c00-7000-8000-000000000001",
        "reason": f" {reason} ",
        "number": "森第12号",
    }

    assert Attempt(typed=typed).words == (reason,)
