"""All corpora: the standard library's parser reads every one of these messages, so none may end in nothing here."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from services.intake.domain.deciding import KnownMail, decide
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable, WarningCode
from services.intake.domain.outcome import HoldReason, Outcome
from tests.intake.domain.mail.oracles.agreement import DATA, Agreement

_LISTS = frozenset({".json", ".jsonl"})
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Read:
    path: str
    mail: ParsedMail | None
    outcome: Outcome
    detail: str | None


def agreements() -> Iterable[Agreement]:
    """Say how every file ends, how many whole mails wait for a person, and whether Japanese is ever unreadable."""
    index = {row["path"]: row for row in _index()}
    read = list(_every_file())
    whole = [each for each in read if index.get(each.path, {}).get("kind") == "mail"]
    japanese = [each for each in whole if index[each.path]["japanese"]]
    yield _row("every file, mail or not", "one outcome, no exception", read, (_no_outcome(each) for each in read), 1)
    yield _row("every whole mail", "is not held", whole, (_held(each) for each in whole), 0.98)
    yield _row("every Japanese mail", "no unreadable character", japanese, (_garbled(each) for each in japanese), 0.98)


def _row(oracle: str, compares: str, read: list[_Read], found: Iterator[str | None], goal: float) -> Agreement:
    differing = tuple(each for each in found if each)
    return Agreement(
        oracle=oracle, compares=compares, files=len(read), checked=len(read), differing=differing, goal=goal
    )


def _index() -> Iterator[dict[str, object]]:
    with (DATA / "index.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _every_file() -> Iterator[_Read]:
    for path in sorted(DATA.rglob("*")):
        if path.is_file() and path.suffix not in _LISTS:
            yield _read(path)


def _read(path: Path) -> _Read:
    try:
        mail: ParsedMail | None = parse_mail(path.read_bytes())
    except Unreadable:
        mail = None
    decided = decide(KnownMail(read=mail or HoldReason.UNREADABLE))
    return _Read(str(path.relative_to(DATA)), mail, decided.outcome, decided.detail)


def _no_outcome(read: _Read) -> str | None:
    return read.path if read.outcome is Outcome.PENDING or not _is_clean(read.mail) else None


def _is_clean(mail: ParsedMail | None) -> bool:
    """Tell text that a database takes: no NUL, no half character."""
    if mail is None:
        return True
    texts = (mail.subject, mail.from_name, mail.text, *(file.text or "" for file in mail.attachments))
    return not any("\x00" in text or _SURROGATES.search(text) for text in texts)


def _held(read: _Read) -> str | None:
    return f"{read.path}: {read.detail}" if read.outcome is Outcome.HELD else None


def _garbled(read: _Read) -> str | None:
    damaged = read.mail is None or any(each.code is WarningCode.CHARSET_DAMAGED for each in read.mail.warnings)
    return read.path if damaged else None
