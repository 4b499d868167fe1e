"""A mailbox that is polled: what may be wrong with it, what lies in it, and to whom its mails were delivered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

_HEAD_BYTES: Final = 256_000
_MOST_ADDRESSES: Final = 100
_ADDRESS: Final = re.compile(rb"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+")


class MailboxTrouble(StrEnum):
    """Why a mailbox could not be looked into."""

    NO_PASSWORD = "no_password"  # noqa: S105 -- パスワードが設定されていない
    AWAY = "away"  # つながらない
    CERTIFICATE = "certificate"  # 証明書を確認できない
    SIGN_IN = "sign_in"  # サインインできない
    REFUSED = "refused"  # 操作を断られた
    NOT_MOVED = "not_moved"  # 取り込んだメールを移せない


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A mail that lies in the folder, by its number under the folder's present numbering."""

    uid: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What was fetched of a mail: all of it, or its headers alone where it is *too_large*."""

    uid: int
    content: bytes = field(repr=False)
    too_large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxStanding:
    """How the last looks into a mailbox went; *failing_since* is None where the last one went well."""

    desk_id: str
    looked_at: datetime
    succeeded_at: datetime | None = None
    failing_since: datetime | None = None
    trouble: MailboxTrouble | None = None
    waiting: int = 0
    taken: int = 0
    moved: int = 0


def delivered_to(content: bytes, headers: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses in the first of *headers* that names any; the mail server's own stand on top."""
    head = re.split(rb"\r?\n\r?\n", content[:_HEAD_BYTES], maxsplit=1)[0]
    lines = re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()
    for wanted in headers:
        mark = wanted.lower().encode() + b":"
        values = [line.partition(b":")[2] for line in lines if line.lower().startswith(mark)]
        found = [one.decode("ascii", "replace") for value in values for one in _ADDRESS.findall(value)]
        if found:
            return tuple(dict.fromkeys(found))[:_MOST_ADDRESSES]
    return ()
