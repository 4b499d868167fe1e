"""Which proposal a mail may answer: a reply address says it, a subject or a Message-ID only suggests it."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

_NUMBER = re.compile(r"(?<![A-Z0-9])[A-Z]{1,2}[0-9]{1,3}-[0-9]{4,9}(?![0-9])")


class Hint(StrEnum):
    """Why a proposal is suggested for a mail."""

    ADDRESS = "address"  # 返信用の宛先
    MESSAGE_ID = "message_id"  # 当デスクのメールへの返信
    NUMBER = "number"  # 件名の受付番号


def numbers_in(subject: str) -> tuple[str, ...]:
    """Return what looks like a receipt number in a subject, full-width letters and dashes included."""
    plain = unicodedata.normalize("NFKC", subject).upper().replace("−", "-").replace("‐", "-")
    return tuple(dict.fromkeys(_NUMBER.findall(plain)))


def ours_among(message_ids: Iterable[str], our_domain: str) -> tuple[str, ...]:
    """Return the messages a mail answers that bear our domain, as they are written in a header."""
    plain = (id_.strip("<> ") for id_ in message_ids)
    ours = (id_ for id_ in plain if id_.rpartition("@")[2].lower() == our_domain.lower())
    return tuple(f"<{id_}>" for id_ in dict.fromkeys(ours))


def is_same_address(one: str, other: str) -> bool:
    """Tell whether two addresses are one, capital letters aside; no address is nobody's."""
    plain = [address.strip().strip("<>").casefold() for address in (one, other)]
    return bool(plain[0]) and plain[0] == plain[1]
