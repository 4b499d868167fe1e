"""法人番号: thirteen digits, of which the first checks the other twelve."""

import unicodedata
from typing import Final

_DIGITS: Final = 13
_SEPARATORS: Final = str.maketrans("", "", "-‐‑‒–—―−ーｰ 　")


def check_digit(base: str) -> int:
    """Return the check digit of the twelve digits *base* (財務省令70号2条)."""
    total = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(base), start=1))
    return 9 - total % 9


def corporate_number(text: str) -> str | None:
    """Return the thirteen digits *text* stands for, or None when it is no 法人番号.

    Full-width digits, separators and the leading T of an invoice number are accepted.
    """
    digits = unicodedata.normalize("NFKC", text).translate(_SEPARATORS).upper().removeprefix("T")
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if int(digits[0]) == check_digit(digits[1:]) else None
