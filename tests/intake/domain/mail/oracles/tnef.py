"""winmail.dat: the names MimeKit lists beside its streams, and what the library tnefparse takes out of all of them."""

import logging
from collections import Counter
from collections.abc import Iterable

import tnefparse

from services.intake.domain.mail.tnef import Winmail, unpack
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement

_STORAGE = b"\x0b" + b"\x00" * 7 + b"\xc0" + b"\x00" * 6 + b"\x46"
_BODIES = ("body.rtf", "body.html")


def agreements() -> Iterable[Agreement]:
    """Compare the listed names, then names and bytes with the library."""
    yield _listed()
    yield _library()


def _listed() -> Agreement:
    lists = sorted((DATA / "mimekit" / "tnef").glob("*.list"))
    differing: list[str] = []
    checked = 0
    for path in lists:
        wanted = Counter(path.read_text(encoding="utf-8").split("\n"))
        del wanted[""]
        missing = wanted - Counter(_names(unpack(path.with_suffix(".tnef").read_bytes())))
        checked += wanted.total()
        differing += [f"{path.stem}: {name}" for name in missing.elements()]
    return Agreement(
        oracle="MimeKit `tnef/*.list`",
        compares="names in winmail.dat",
        files=len(lists),
        checked=checked,
        differing=tuple(differing),
    )


def _names(found: Winmail) -> Iterable[str]:
    for file in found.files:
        # The list names a message inside twice: its stub for old programs, and the message.
        yield from [file.name] * (1 if file.message is None else 2)
    yield from [name for name, body in zip(_BODIES, (found.rtf, found.html), strict=True) if body]


def _bare(content: bytes) -> bytes:
    """Return a file without the mark of a storage, which the library leaves before it, and the padding behind it."""
    return content.removeprefix(_STORAGE).rstrip(b"\x00")


def _library() -> Agreement:
    streams = sorted([*(DATA / "mimekit").rglob("*.tnef"), *(DATA / "tnefparse").rglob("*.tnef")])
    logging.getLogger("tnefparse").setLevel(logging.CRITICAL)
    differing: list[str] = []
    checked = 0
    for path in streams:
        content = path.read_bytes()
        theirs, mine = tnefparse.TNEF(content), unpack(content)
        wanted = [(one.long_filename().strip("\x00"), _bare(bytes(one.data))) for one in theirs.attachments]
        found = [(one.name, _bare(one.content)) for one in mine.files]
        bodies = [bool(theirs.body), bool(theirs.htmlbody), bool(theirs._rtfbody)]
        checked += 1 + max(len(wanted), len(found))
        differing += [f"{path.stem}: {name}" for name, _ in set(wanted) ^ set(found)]
        if bodies != [bool(mine.plain), bool(mine.html), bool(mine.rtf)]:
            differing.append(f"{path.stem}: body")
    return Agreement(
        oracle="tnefparse 1.4 (library)",
        compares="files (name, bytes) and kinds of body in winmail.dat",
        files=len(streams),
        checked=checked,
        differing=tuple(differing),
    )
