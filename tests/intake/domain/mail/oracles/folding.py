"""What is left of a reply: email-reply-trimmer's `trimmed/` beside `emails/`, and the signatures talon finds."""

from collections.abc import Iterable

from shared.folding import PieceKind, fold, words_of
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement

_TRIMMER = DATA / "email-reply-trimmer"
_TALON = DATA / "talon" / "signature" / "emails" / "stripped"


def agreements() -> Iterable[Agreement]:
    """Compare line by line, blank lines and spaces at line ends aside; talon knows the sender, and so do we."""
    replies = sorted((_TRIMMER / "emails").iterdir())
    wanted = {case.name: (_TRIMMER / "trimmed" / case.name).read_text("utf-8", "replace") for case in replies}
    left = {case.name: words_of(fold(case.read_text("utf-8", "replace"))) for case in replies}
    yield Agreement(
        oracle="email-reply-trimmer `trimmed/`",
        compares="what is left of a reply",
        files=len(replies),
        checked=len(replies),
        differing=tuple(name for name, text in left.items() if _lines(text) != _lines(wanted[name])),
    )
    signed = sorted(_TALON.glob("*_body"))
    differing = []
    for case in signed:
        sender, signature = (
            case.with_name(case.name.removesuffix("body") + part).read_text("utf-8") for part in ("sender", "signature")
        )
        pieces = fold(case.read_text("utf-8"), sender=sender.strip())
        found = "\n".join(one.text for one in pieces if one.kind is PieceKind.SIGNATURE)
        if _lines(found) != _lines(signature):
            differing.append(case.name)
    yield Agreement(
        oracle="talon `*_signature`",
        compares="signatures",
        files=len(signed),
        checked=len(signed),
        differing=tuple(differing),
    )


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
