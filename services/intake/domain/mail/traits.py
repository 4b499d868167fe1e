"""The few traits of a mail by which a machine is known."""

import re
from collections.abc import Callable, Sequence

from services.intake.domain.mail.entity import Entity
from services.intake.domain.mail.house import House
from services.intake.domain.mail.pieces import File
from services.intake.domain.mail.spam import spam_mark

_EVIDENCE_CHARACTERS = 20_000
_BARE = re.compile(r"<\s*([^<>@\s]{1,64})\s*>|^\s*([^<>@\s]{1,64})\s*$")


def _bare_name(value: str) -> str:
    """Return who wrote where no address is given: some servers call themselves <MAILER-DAEMON> and nothing more."""
    found = _BARE.search(value)
    return next(filter(None, found.groups()), "") if found else ""


class Traits:
    """What the judges of machines look at: headers in lower case, the reports inside, the beginning of the text."""

    def __init__(
        self,
        entity: Entity,
        *,
        files: Sequence[File],
        subject: str,
        sender: str,
        text: str,
        return_path: str | None,
        house: House,
        read: Callable[[str], str],
    ) -> None:
        self.entity = entity
        self._read = read
        self.files = files
        self.subject = subject
        self.sender = sender
        self.local = sender.rpartition("@")[0] or sender or _bare_name(read(entity.first("from")))
        self.text = text[:_EVIDENCE_CHARACTERS]
        self.house = house
        trace = [return_path] if return_path is not None else [read(each) for each in entity.all("return-path")[:1]]
        self.path_known = bool(trace)
        self.null_path = any(each.strip() in {"", "<>", "< >"} for each in trace)
        self.path = trace[0].strip("<> ") if trace else ""
        self.path_local = self.path.rpartition("@")[0]

    def header(self, name: str) -> str:
        """Return one header in lower case, or ""."""
        return self._read(self.entity.first(name)).lower()

    def has(self, *names: str) -> bool:
        """Tell whether one of these headers is there and says anything."""
        return any(self._read(self.entity.first(name)) != "" for name in names)

    @property
    def spam_mark(self) -> str:
        """Return the header in which our own server calls it spam, or ""."""
        return spam_mark(self.entity, self.house, self._read)

    @property
    def submitted(self) -> str:
        """Return what Auto-Submitted says, "" for a mail that says nothing or no."""
        said = self.header("auto-submitted").split(";")[0].strip()
        return "" if said == "no" else said

    @property
    def answers(self) -> bool:
        """Tell whether it says that it answers another mail."""
        return self.has("in-reply-to", "references")

    @property
    def report_type(self) -> str:
        """Return the kind of a multipart/report, or ""."""
        if self.entity.content_type != "multipart/report":
            return ""
        return self.entity.parameters.get("report-type", "").lower() or "unknown"

    @property
    def returns_a_mail(self) -> bool:
        """Tell whether another mail, or its headers, came back inside."""
        return any(file.declared_type in {"message/rfc822", "text/rfc822-headers"} for file in self.files)

    def part(self, media_type: str) -> str | None:
        """Return the text of the first part of this type."""
        return next((file.text or "" for file in self.files if file.declared_type == media_type), None)
