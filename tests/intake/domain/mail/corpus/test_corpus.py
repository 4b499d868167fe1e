"""Our own corpus: every message says where its trouble was first seen, and each must become what it promises."""

from collections import Counter

import pytest

from services.intake.domain.deciding import KnownMail, decide
from services.intake.domain.mail.house import House
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import ParsedMail, Unreadable
from services.intake.domain.outcome import HoldReason
from tests.intake.domain.mail.corpus import charsets, files, heads, machines, peers, structures
from tests.intake.domain.mail.corpus.example import DESK, Example, Expected

HOUSE = House(addresses=frozenset({DESK}), authserv_id="mx.miono.example.jp")
GROUPS = (charsets, heads, files, structures, machines, peers)
EXAMPLES = tuple(one for group in GROUPS for one in group.EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.name)
def test_a_message_becomes_what_is_promised(example: Example) -> None:
    read = _read(example)

    decided = decide(KnownMail(read=read))

    assert decided.outcome is example.expected.outcome
    assert _differences(read, example.expected) == []


def test_each_message_has_a_name_of_its_own_and_a_source() -> None:
    assert [name for name, count in Counter(one.name for one in EXAMPLES).items() if count > 1] == []
    assert [one.name for one in EXAMPLES if "§" not in one.source] == []


def _read(example: Example) -> ParsedMail | HoldReason:
    try:
        return parse_mail(example.raw(), return_path=example.return_path, house=HOUSE)
    except Unreadable:
        return HoldReason.UNREADABLE


def _differences(read: ParsedMail | HoldReason, expected: Expected) -> list[str]:
    if isinstance(read, HoldReason):
        return []
    said = {
        "subject": (expected.subject, read.subject),
        "who": (expected.who, read.from_name),
        "sender": (expected.sender, read.from_address),
        "text": (expected.text, read.text.strip()),
        "files": (expected.files, tuple(file.name for file in read.attachments)),
        "answerable": (expected.answerable, read.answerable),
    }
    found = [f"{what}: {is_now!r}" for what, (meant, is_now) in said.items() if meant is not None and meant != is_now]
    found += [f"without {words!r}: {read.text[:200]!r}" for words in expected.says if words not in read.text]
    missing = expected.warned - {warning.code for warning in read.warnings}
    return found + [f"no warning {code}" for code in sorted(missing)]
