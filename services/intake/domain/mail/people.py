"""Say who wrote a mail, to whom, and who may be answered."""

from dataclasses import dataclass

from services.intake.domain.mail.addresses import read_addresses
from services.intake.domain.mail.entity import Entity
from services.intake.domain.mail.values import Address, Limits, Notes, WarningCode

_MOST_FIELDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody named in the head of a mail.

    `author` is who From names, and alone decides whether a machine wrote and whether one may answer. `sender` is whom
    a person would take for the sender: the author, or where From names nobody, who else can be written to.
    """

    author: Address
    sender: Address
    reply_to: tuple[str, ...]
    to: tuple[str, ...]
    cc: tuple[str, ...]


def read_people(entity: Entity, limits: Limits, notes: Notes) -> People:
    """Return who wrote the mail, and to whom."""
    author = _author(entity, limits, notes)
    return People(
        author=author,
        sender=_sender(entity, author, notes),
        reply_to=tuple(each.address for each in read_addresses(entity.first("reply-to"), 10)[0] if each.address),
        to=_recipients(entity, "to", limits, notes),
        cc=_recipients(entity, "cc", limits, notes),
    )


def _author(entity: Entity, limits: Limits, notes: Notes) -> Address:
    """Choose the first in From who can be written to."""
    senders, more = read_addresses(_joined(entity, "from"), limits.max_addresses)
    usable = [sender for sender in senders if sender.address]
    if not usable:
        return senders[0] if senders else Address(name="", address="")
    if more or len({sender.address for sender in usable}) > 1:
        notes.add(WarningCode.SENDER_AMBIGUOUS)
    return usable[0]


def _sender(entity: Entity, author: Address, notes: Notes) -> Address:
    if author.address:
        return author
    for name in ("reply-to", "sender", "return-path"):
        found, _ = read_addresses(entity.first(name), 1)
        if found and found[0].address:
            notes.add(WarningCode.SENDER_GUESSED)
            return Address(name=author.name or found[0].name, address=found[0].address)
    notes.add(WarningCode.SENDER_MISSING)
    return author


def _recipients(entity: Entity, name: str, limits: Limits, notes: Notes) -> tuple[str, ...]:
    found, more = read_addresses(_joined(entity, name), limits.max_addresses)
    if more:
        notes.add(WarningCode.RECIPIENTS_CUT)
    return tuple(each.address for each in found if each.address)


def _joined(entity: Entity, name: str) -> str:
    return ",\n ".join(entity.all(name)[:_MOST_FIELDS])
