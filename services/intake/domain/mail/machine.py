"""Tell what a machine sent, so that no machine is ever answered (RFC 3834)."""

import re
from typing import Final

from services.intake.domain.addresses import plain_address
from services.intake.domain.mail.headers import message_ids
from services.intake.domain.mail.machine_answers import answer
from services.intake.domain.mail.machine_failures import failure
from services.intake.domain.mail.machine_reports import report
from services.intake.domain.mail.machine_words import DAEMON, EVIDENCE, FAILED, FORWARDED_REPORT, NOBODY, POSTMASTER
from services.intake.domain.mail.traits import Traits
from services.intake.domain.mail.values import Machine, MachineKind

OWN_LOOP_HEADER: Final = "x-desk-loop"
_SEND_ID: Final = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LIST_HEADERS: Final = (
    "list-id",
    "list-post",
    "mailing-list",
    "x-mailing-list",
    "x-ml-name",
    "x-ml-count",
    "x-mailman-version",
)


def recognise(traits: Traits) -> Machine | None:
    """Return which machine sent the mail and why we think so; None for a person's mail."""
    for judge in (_own, report, failure, answer, _list):
        machine = judge(traits)
        if machine is not None:
            return machine
    return None


def is_answerable(traits: Traits, machine: Machine | None) -> bool:
    """Tell whether an automatic answer may be sent at all; wider than *machine*, as RFC 3834 asks."""
    if machine is not None or traits.null_path or traits.submitted or traits.spam_mark:
        return False
    suppress = traits.header("x-auto-response-suppress")
    if suppress and suppress != "none":
        return False
    if traits.has("list-unsubscribe") or traits.header("precedence") in {"bulk", "junk", "list", "auto_reply"}:
        return False
    if brings_a_report(traits):
        return False
    locals_ = [local for local in (traits.local, traits.path_local) if local]
    return not any(pattern.fullmatch(local) for local in locals_ for pattern in (DAEMON, POSTMASTER, NOBODY))


def brings_a_report(traits: Traits) -> bool:
    """Tell whether a person passes on what a mail server reported."""
    forwarded = FORWARDED_REPORT.match(traits.subject)
    return forwarded is not None and bool(FAILED.search(traits.subject) and EVIDENCE.search(traits.text))


def _own(traits: Traits) -> Machine | None:
    if traits.has(OWN_LOOP_HEADER):
        return Machine(
            kind=MachineKind.OWN, code="own_loop_header", reason="連携デスクが送ったメールの印が付いています。"
        )
    if _is_ours(traits):
        reason = "当デスクが送ったメールと同じ Message-ID です。"
        return Machine(kind=MachineKind.OWN, code="own_message_id", reason=reason)
    if plain_address(traits.sender) in traits.house.addresses:
        # The desk's own people may pass a proposal on from this address; our automatic mail says that it is.
        sure = bool(traits.submitted) or traits.null_path
        reason = "差出人が当デスクのアドレスです。"
        return Machine(kind=MachineKind.OWN, code="own_address", reason=reason, sure=sure)
    return None


def _is_ours(traits: Traits) -> bool:
    """Tell whether its Message-ID is made as ours are: the id of a mail we sent, at our own domain."""
    local, _, domain = next(iter(message_ids(traits.entity.first("message-id"), 1)), "").rpartition("@")
    return bool(_SEND_ID.fullmatch(local)) and domain.lower() in traits.house.domains


def _list(traits: Traits) -> Machine | None:
    if _is_our_own_list(traits):
        return None
    if traits.has(*_LIST_HEADERS) or traits.header("precedence") == "list":
        return Machine(kind=MachineKind.LIST, code="list_header", reason="メーリングリストの印があります。")
    if traits.header("precedence") in {"bulk", "junk"}:
        return Machine(kind=MachineKind.LIST, code="bulk", reason="一斉配信の印（Precedence）があります。")
    return None


def _is_our_own_list(traits: Traits) -> bool:
    """Tell whether the list is the desk's own address: an office may let a list bring its mail to several people."""
    posts = (one.removeprefix("mailto:") for one in message_ids(traits.entity.first("list-post"), 5))
    ids = ("@".join(one.split(".", 1)) for one in message_ids(traits.entity.first("list-id"), 1))
    return any(one.lower() in traits.house.addresses for one in (*posts, *ids))
