"""What an outsider sees of the desk when everything has come to rest; values only, gathered by `look` and `sink`."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One fact in the history of a case."""

    version: int
    type: str
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as an officer sees it; *key* is the client's name of it, read from the title."""

    receipt: str
    key: str | None
    stage: str
    version: int
    history: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line of an inbox."""

    inbox: str
    kind: str
    receipt: str | None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy of a mail on the wire; *reply* when it answers a proposal by itself, as the acknowledgement does."""

    to: str
    message_id: str
    # False when the server died between its record and its 250: the next copy is that server's doing.
    answered: bool = True
    reply: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at a proposer's page; *final* when it was taken after everything had come to rest."""

    at: float
    receipt: str
    stage: str
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A delivery that waits for a person, or is still tried again."""

    reader: str
    event_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything an outsider sees."""

    cases: tuple[Case, ...]
    notices: tuple[Notice, ...]
    copies: tuple[Copy, ...]
    looks: tuple[Look, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()
    # The state of a mail that became no case, by the id the door told.
    outcomes: Mapping[str, str] = field(default_factory=dict)
    received_in_public: int | None = None
    canaries: tuple[str, ...] = ()
    at_rest: bool = True
