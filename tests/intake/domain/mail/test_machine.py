"""Which mails a machine sent: none of them is answered, and no person's mail is taken for one."""

import pytest

from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.mail.values import MachineKind

_HUMAN = "From: hito@example.jp\r\nTo: teian@example.jp\r\nSubject: {subject}\r\n{more}\r\n提案いたします。\r\n"


def _mail(subject: str = "Proposal", more: str = "") -> bytes:
    return _HUMAN.format(subject=subject, more=more).encode()


def test_a_null_sender_alone_makes_no_machine_of_a_person_but_is_not_answered() -> None:
    parsed = parse_mail(_mail(), return_path="")

    assert parsed.machine is None
    assert parsed.answerable is False


def test_a_reply_with_a_null_sender_is_an_automatic_one() -> None:
    parsed = parse_mail(_mail(more="In-Reply-To: <a@desk.example.jp>\r\n"), return_path="")

    assert parsed.machine is not None
    assert parsed.machine.kind is MachineKind.AUTO_REPLY


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("Auto-Submitted: auto-replied\r\n", MachineKind.AUTO_REPLY),
        ("List-Id: <ml.example.jp>\r\n", MachineKind.LIST),
        ("X-Desk-Loop: miono\r\n", MachineKind.OWN),
        ("Precedence: bulk\r\n", MachineKind.LIST),
    ],
)
def test_the_marks_of_machines_are_recognised(more: str, kind: MachineKind) -> None:
    parsed = parse_mail(_mail(more=more), return_path="relay@example.jp")

    assert parsed.machine is not None
    assert parsed.machine.kind is kind
    assert parsed.answerable is False


def test_a_mail_of_a_person_is_answered() -> None:
    parsed = parse_mail(_mail(), return_path="hito@example.jp")

    assert (parsed.machine, parsed.answerable) == (None, True)
