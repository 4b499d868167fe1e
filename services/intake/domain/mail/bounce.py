"""Read a report about a mail that did not arrive: whom it could not reach, whether for good, and which mail it was."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from services.intake.domain.mail.entity import read_entity
from services.intake.domain.mail.headers import message_ids
from services.intake.domain.mail.pieces import File
from services.intake.domain.mail.values import Failure, FailureReport, Limits, Machine, MachineKind, Notes

_STATUS_PARTS: Final = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_PARTS: Final = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
_FIELD: Final = re.compile(r"(?m)^([A-Za-z-]+)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)")
_ADDRESS: Final = re.compile(r"[^\s<>;,\"()@]{1,64}@[^\s<>;,\"()@]{1,255}")
_STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY: Final = re.compile(r"(?m)(?:^|[\s:>(])([45]\d\d)[- ](?=\S)")
_OWN_IDS: Final = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@[^\s<>@]+)>", re.IGNORECASE)
_GAVE_UP: Final = re.compile(
    r"(?im)^[ \t]*(?:to|宛先|original recipient)[ \t]*[:：][ \t]*<?([^\s<>@]{1,64}@[^\s<>@]{1,255})>?[ \t\r]*$|"
    r"^[ \t]*<([^\s<>@]{1,64}@[^\s<>@]{1,255})>[ \t]*:?[ \t\r]*$"
)
_MAX_FAILURES: Final = 50
_MAX_TEXT: Final = 50_000


def read_failures(machine: Machine | None, files: Sequence[File], text: str, limits: Limits) -> FailureReport | None:
    """Return what a bounce or a delay reports; None for every other mail."""
    if machine is None or machine.kind not in {MachineKind.BOUNCE, MachineKind.DELAY}:
        return None
    text = text[:_MAX_TEXT]
    reports = [file.text or "" for file in files if file.declared_type in _STATUS_PARTS]
    failures = tuple(_reported(reports))[:_MAX_FAILURES] or (_told(machine, text),)
    final = machine.kind is MachineKind.BOUNCE and any(failure.action in {"failed", ""} for failure in failures)
    return FailureReport(failures=failures, final=final, about=_ids(files, text, limits))


def our_mail(report: FailureReport, domains: Iterable[str]) -> UUID | None:
    """Return which mail of ours a report speaks of, by the Message-ID that our mails bear."""
    ours = {domain.lower() for domain in domains}
    for id_ in report.about:
        local, _, domain = id_.rpartition("@")
        if domain.lower() in ours:
            try:
                return UUID(local)
            except ValueError:
                continue
    return None


def _reported(reports: Iterable[str]) -> Iterable[Failure]:
    """Read the groups of RFC 3464, one for each recipient."""
    for report in reports:
        for group in re.split(r"\n\s*\n", report.replace("\r\n", "\n")):
            fields = {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(group)}
            if "action" not in fields and "status" not in fields:
                continue
            status = _status(fields.get("status", "")) or _status(fields.get("diagnostic-code", ""))
            action = (fields.get("action", "").lower().split() or [""])[0]
            if not action and status.startswith("4"):
                action = "delayed"
            recipient = fields.get("original-recipient") or fields.get("final-recipient", "")
            yield Failure(recipient=_address(recipient), action=action, status=status)


def _told(machine: Machine, text: str) -> Failure:
    """Read what a report says to people."""
    found = _GAVE_UP.search(text)
    recipient = next(filter(None, found.groups()), "") if found else _address(text)
    action = "delayed" if machine.kind is MachineKind.DELAY else "failed"
    reply = _REPLY.search(text)
    return Failure(
        recipient=recipient, action=action, status=_status(text) or (f"{reply.group(1)[0]}.0.0" if reply else "")
    )


def _ids(files: Sequence[File], text: str, limits: Limits) -> tuple[str, ...]:
    """Return the Message-IDs of the mails that came back inside, and those like ours in the text."""
    found: list[str] = []
    for file in files:
        if file.declared_type in _RETURNED_PARTS:
            returned = read_entity(file.content.lstrip(b"\r\n"), limits, Notes())
            found += message_ids(returned.first("message-id"), 1)
    found += _OWN_IDS.findall(text)
    return tuple(dict.fromkeys(found))


def _address(text: str) -> str:
    found = _ADDRESS.search(text.rpartition(";")[2] if ";" in text[:40] else text)
    return found.group().rstrip(":.") if found else ""


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return ".".join(found.groups()) if found else ""
