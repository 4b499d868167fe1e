"""Decide what becomes of a mail: rules in one order, and the first that has something to say decides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from services.intake.domain.mail.password_notes import tells_only_a_password
from services.intake.domain.mail.values import ParsedMail
from services.intake.domain.outcome import HoldReason, Outcome
from shared.events import Attached
from shared.mail_addresses import AddressKind, SecretAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMail:
    """What is known of a mail when its outcome is decided.

    `forced` says that a person wants a proposal made of it, `first` is the same mail that came before, `written_to`
    are the secret addresses of ours it was sent to, `answers_us` that it names one of our mails or numbers,
    `during_pause` that the desk takes no new proposals at the moment, `replies_to` the proposal of this desk whose
    reply address it was sent to, `attach_to` the one a person chose.
    """

    read: ParsedMail | HoldReason = field(repr=False)
    forced: bool = False
    first: UUID | None = None
    written_to: tuple[SecretAddress, ...] = ()
    answers_us: bool = False
    during_pause: bool = False
    replies_to: UUID | None = None
    attach_to: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The one outcome of a mail, and which one of its sort; a reply belongs to a proposal."""

    outcome: Outcome
    detail: str | None = None
    reply_to: UUID | None = None


Rule = Callable[[ParsedMail, KnownMail], Decided | None]


def decide(mail: KnownMail) -> Decided:
    """Return what becomes of *mail*; what a person decided about it holds, whatever it looks like."""
    if mail.attach_to is not None:
        return Decided(outcome=Outcome.REPLY, detail=Attached.PERSON.value, reply_to=mail.attach_to)
    if isinstance(mail.read, HoldReason):
        return Decided(outcome=Outcome.CASE if mail.forced else Outcome.HELD, detail=mail.read.value)
    if mail.forced:
        return _PROPOSAL
    said = (rule(mail.read, mail) for rule in _RULES)
    return next((decided for decided in said if decided is not None), _PROPOSAL)


def _copy(_: ParsedMail, mail: KnownMail) -> Decided | None:
    return None if mail.first is None else Decided(outcome=Outcome.DUPLICATE)


def _machine(read: ParsedMail, _: KnownMail) -> Decided | None:
    if read.machine is None or not read.machine.sure:
        return None
    return Decided(outcome=Outcome.MACHINE, detail=read.machine.kind.value)


def _spam(read: ParsedMail, _: KnownMail) -> Decided | None:
    return Decided(outcome=Outcome.SPAM, detail=read.spam_mark) if read.spam_mark else None


def _unsure(read: ParsedMail, mail: KnownMail) -> Decided | None:
    """Leave to a person what may be a machine's, or was written where only machines write."""
    if read.machine is not None:
        return Decided(outcome=Outcome.HELD, detail=HoldReason.MAYBE_MACHINE.value)
    if any(one.kind is AddressKind.RETURN for one in mail.written_to):
        return Decided(outcome=Outcome.HELD, detail=HoldReason.RETURN_ADDRESS.value)
    return Decided(outcome=Outcome.HELD, detail=HoldReason.REPORT_PASSED_ON.value) if read.brings_report else None


def _reply_by_address(read: ParsedMail, mail: KnownMail) -> Decided | None:
    """Believe the address, which only we could write; what may be a machine's is no answer all the same."""
    if mail.replies_to is None or read.machine is not None:
        return None
    return Decided(outcome=Outcome.REPLY, detail=Attached.ADDRESS.value, reply_to=mail.replies_to)


def _reply(_: ParsedMail, mail: KnownMail) -> Decided | None:
    return Decided(outcome=Outcome.HELD, detail=HoldReason.REPLY.value) if mail.answers_us else None


def _shut(read: ParsedMail, _: KnownMail) -> Decided | None:
    return Decided(outcome=Outcome.HELD, detail=HoldReason.ENCRYPTED.value) if read.is_shut else None


def _empty(read: ParsedMail, _: KnownMail) -> Decided | None:
    """Leave to a person what says nothing at all; a subject alone may be all that somebody meant to say."""
    said = read.subject.strip() or read.text.strip() or read.attachments
    return None if said else Decided(outcome=Outcome.HELD, detail=HoldReason.EMPTY.value)


def _password(read: ParsedMail, _: KnownMail) -> Decided | None:
    if read.attachments or not tells_only_a_password(read.subject, read.text, read.from_name):
        return None
    return Decided(outcome=Outcome.HELD, detail=HoldReason.PASSWORD_ONLY.value)


def _new_during_pause(_: ParsedMail, mail: KnownMail) -> Decided | None:
    return Decided(outcome=Outcome.HELD, detail=HoldReason.PAUSED.value) if mail.during_pause else None


_PROPOSAL: Final = Decided(outcome=Outcome.CASE)
_RULES: Final[tuple[Rule, ...]] = (
    _copy,
    _machine,
    _reply_by_address,
    _spam,
    _unsure,
    _reply,
    _shut,
    _empty,
    _password,
    _new_during_pause,
)
