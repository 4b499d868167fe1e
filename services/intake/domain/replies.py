"""Signs that a mail answers one of ours; until replies find their own way, a person decides where it belongs."""

import re
import unicodedata
from collections.abc import Iterable

_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9]{1,3}-[0-9]{4,9}(?![0-9])")


def numbers_in(subject: str) -> tuple[str, ...]:
    """Return what looks like a receipt number in a subject, full-width letters and dashes included."""
    plain = unicodedata.normalize("NFKC", subject).upper().replace("−", "-").replace("‐", "-")
    return tuple(dict.fromkeys(_NUMBER.findall(plain)))


def answers_us(message_ids: Iterable[str], our_domain: str) -> bool:
    """Tell whether one of the messages a mail answers bears our domain."""
    return any(id_.rpartition("@")[2].strip("<> ").lower() == our_domain.lower() for id_ in message_ids)
