import pytest

from shared.japanese.corporate_number import check_digit, corporate_number


def test_the_check_digit_follows_the_ordinance() -> None:
    assert check_digit("700110005901") == 8


@pytest.mark.parametrize(
    "text",
    [
        "8700110005901",
        "８７００１１０００５９０１",
        "T8700110005901",
        "Ｔ８７００１１０００５９０１",
        "8-7001-1000-5901",
    ],
)
def test_a_number_is_accepted_however_it_was_typed(text: str) -> None:
    assert corporate_number(text) == "8700110005901"


@pytest.mark.parametrize(
    "text",
    ["8700110005902", "870011000590", "87001100059011", "", "八七〇〇一一〇〇〇五九〇一", "T"],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert corporate_number(text) is None
