"""What two other programs fold, we fold: their own cases, read where they lie beside the project."""

from pathlib import Path

import pytest

from shared.folding import PieceKind, fold, words_of
from shared.settings import PROJECT

MAIL = PROJECT.parent / "shared" / "data" / "mail"
TRIMMER = MAIL / "email-reply-trimmer"
TALON = MAIL / "talon" / "signature" / "emails" / "stripped"
LEAST = 0.98

pytestmark = pytest.mark.skipif(not MAIL.exists(), reason="the corpora do not lie beside the project")


def test_what_is_left_of_a_reply_agrees_with_email_reply_trimmer_and_talon() -> None:
    trimmed = {case.name: _trims_alike(case) for case in sorted((TRIMMER / "emails").iterdir())}
    signed = {case.name: _signs_alike(case) for case in sorted(TALON.glob("*_body"))}
    agreeing = trimmed | signed

    share = sum(agreeing.values()) / len(agreeing)

    assert len(agreeing) == 70
    assert share >= LEAST, [name for name, agrees in agreeing.items() if not agrees]


def _trims_alike(case: Path) -> bool:
    """Compare the words that are left, line by line, blank lines and spaces at line ends aside."""
    wanted = (TRIMMER / "trimmed" / case.name).read_text("utf-8", "replace")
    return _lines(words_of(fold(case.read_text("utf-8", "replace")))) == _lines(wanted)


def _signs_alike(case: Path) -> bool:
    """Compare the signature; talon knows the sender, and so do we."""
    stem = case.name.removesuffix("body")
    sender, wanted = ((case.parent / f"{stem}{part}").read_text("utf-8") for part in ("sender", "signature"))
    pieces = fold(case.read_text("utf-8"), sender=sender.strip())
    return _lines("\n".join(one.text for one in pieces if one.kind is PieceKind.SIGNATURE)) == _lines(wanted)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
