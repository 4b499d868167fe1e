"""The numbers of what stands in the ledger beside the cases: KR8-0001, the first agreement of 令和8年度."""

import re
import unicodedata
from typing import Final

from shared.events.ledger import LedgerKind
from shared.japanese.era import fiscal_label

# The first letter of a number; the letter of the era and the fiscal year follow it.
LETTERS: Final = {
    LedgerKind.AGREEMENT: "K",
    LedgerKind.PROJECT: "J",
    LedgerKind.BOARD: "S",
    LedgerKind.CALL: "B",
    LedgerKind.PUBLICATION: "P",
    LedgerKind.FORUM: "F",
}
# The word of each kind in addresses of pages and of the API.
PATHS: Final = {kind: f"{kind.value}s" for kind in LedgerKind}
_KINDS: Final = {letter: kind for kind, letter in LETTERS.items()}
# Whatever a keyboard gives for the line inside a number.
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ", "-"))
_NUMBER: Final = re.compile(r"([A-Z]{1,2})[0-9]{1,3}-[0-9]{4,9}")


def number_of(kind: LedgerKind, fiscal_year: int, count: int) -> str:
    """Return the number of the *count*-th item of a fiscal year."""
    return f"{LETTERS[kind]}{fiscal_label(fiscal_year)}-{count:04d}"


def number_typed(text: str) -> str:
    """Return a number, of a case or an item, as it is written, however somebody typed it: Ｒ８－０００９."""
    return unicodedata.normalize("NFKC", text).strip().upper().translate(_DASHES)


def kind_in(number: str) -> LedgerKind | None:
    """Return which kind of item bears a number; None for a receipt number."""
    found = _NUMBER.fullmatch(number)
    return _KINDS.get(number[0]) if found and len(found[1]) == len("KR") else None


def staff_page(number: str) -> str:
    """Return the staff page of an item of the ledger, or of a case."""
    kind = kind_in(number)
    return f"/cases/{number}" if kind is None else f"/{PATHS[kind]}/{number}"
