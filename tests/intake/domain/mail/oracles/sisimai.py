"""Whether a mail is a mail server's report, an automatic reply, a complaint or a person's: sisimai by its folders."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import MachineKind
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement
from tests.intake.domain.mail.oracles.index import marked_files

_FORWARDED = "`Begin forwarded message:` below `Forward the message.`, sent with a mail program: a person passes it on"
_ARRIVED = '`"notificationType":"Delivery"`: the mail arrived'
_EXCLUDED = {
    "maildir/bsd/lhost-sendmail-14.eml": _FORWARDED,
    "maildir/err/make-test-36.eml": _FORWARDED,
    "maildir/bsd/lhost-amazonses-12.eml": _ARRIVED,
    "maildir/bsd/lhost-amazonses-13.eml": _ARRIVED,
    "maildir/not/rb-issue-368-bug.eml": "`reject reason: Mailbox full`: it is a bounce, which sisimai cannot read",
}
_KINDS: Mapping[str, Collection[MachineKind | None]] = {
    "bounce": {MachineKind.BOUNCE, MachineKind.DELAY},
    "automatic reply": {MachineKind.AUTO_REPLY, MachineKind.OUT_OF_OFFICE},
    "complaint": {MachineKind.FEEDBACK},
    "not a bounce": {None},
}


def agreements() -> Iterator[Agreement]:
    """Compare what each mail of sisimai is with the folder and the name it stands under."""
    differing = []
    files = [path for path in marked_files("sisimai") if path.is_file()]
    for path in files:
        name = path.relative_to(DATA / "sisimai").as_posix()
        if name in _EXCLUDED:
            continue
        machine = parse_mail(path.read_bytes()).machine
        kind = machine.kind if machine is not None and machine.sure else None
        if kind not in _KINDS[_expected(PurePath(name))]:
            differing.append(f"{name}: {kind}")
    yield Agreement(
        oracle="sisimai folders",
        compares="bounce, automatic reply, complaint or none",
        files=len(files),
        checked=len(files) - len(_EXCLUDED),
        differing=tuple(differing),
        goal=1.0,
        excluded=_EXCLUDED,
    )


def _expected(name: PurePath) -> str:
    if name.parent.name == "not":
        return "not a bounce"
    if "rfc3834" in name.name:
        return "automatic reply"
    return "complaint" if "arf" in name.name else "bounce"
