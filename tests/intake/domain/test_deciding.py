"""Every mail has one outcome, and the first rule that has something to say decides."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.intake.domain.deciding import Decided, KnownMail, decide
from services.intake.domain.mail.make_up import MakeUp
from services.intake.domain.mail.parse import parse_mail
from services.intake.domain.outcome import HoldReason, Outcome
from shared.mail_addresses import AddressKind, SecretAddress
from tests.intake.mails import a_mail

BEFORE = UUID(int=1)
PERSON = KnownMail(read=parse_mail(a_mail()))
MACHINE = KnownMail(read=parse_mail(a_mail(Auto_Submitted="auto-replied")))
UNSURE = KnownMail(read=parse_mail(a_mail("【自動送信】提案フォーム")))
SPAM = KnownMail(read=parse_mail(a_mail(X_Spam_Flag="YES")))
PASSED_ON = KnownMail(read=parse_mail(a_mail("Fwd: Returned mail", "> 550 5.1.1 <a@b.example> User unknown\n")))
RETURN = (SecretAddress(kind=AddressKind.RETURN, about=BEFORE),)
SHUT = KnownMail(read=replace(parse_mail(a_mail(text=" ")), make_up=MakeUp(encrypted=True)))
EMPTY = KnownMail(read=parse_mail(a_mail(" ", text=" \n")))
PASSWORD = KnownMail(read=parse_mail(a_mail("パスワード", "添付ファイルのパスワードをお知らせします。\n\nx9$Kp2mQ\n")))
UNREAD = KnownMail(read=HoldReason.UNREADABLE)
PROPOSAL = UUID(int=2)
REPLY = Decided(outcome=Outcome.REPLY, detail="address", reply_to=PROPOSAL)


@pytest.mark.parametrize(
    ("mail", "decided"),
    [
        (PERSON, Decided(outcome=Outcome.CASE)),
        (replace(PERSON, answers_us=True), Decided(outcome=Outcome.HELD, detail="reply")),
        (replace(PERSON, first=BEFORE, answers_us=True), Decided(outcome=Outcome.DUPLICATE)),
        (MACHINE, Decided(outcome=Outcome.MACHINE, detail="auto_reply")),
        (replace(MACHINE, first=BEFORE), Decided(outcome=Outcome.DUPLICATE)),
        (replace(MACHINE, answers_us=True), Decided(outcome=Outcome.MACHINE, detail="auto_reply")),
        (UNSURE, Decided(outcome=Outcome.HELD, detail="maybe_machine")),
        (SPAM, Decided(outcome=Outcome.SPAM, detail="x-spam-flag")),
        (replace(SPAM, answers_us=True), Decided(outcome=Outcome.SPAM, detail="x-spam-flag")),
        (PASSED_ON, Decided(outcome=Outcome.HELD, detail="report_passed_on")),
        (replace(PERSON, written_to=RETURN), Decided(outcome=Outcome.HELD, detail="return_address")),
        (replace(MACHINE, written_to=RETURN), Decided(outcome=Outcome.MACHINE, detail="auto_reply")),
        (SHUT, Decided(outcome=Outcome.HELD, detail="encrypted")),
        (replace(SHUT, answers_us=True), Decided(outcome=Outcome.HELD, detail="reply")),
        (UNREAD, Decided(outcome=Outcome.HELD, detail="unreadable")),
        (EMPTY, Decided(outcome=Outcome.HELD, detail="empty")),
        (replace(EMPTY, replies_to=PROPOSAL), REPLY),
        (replace(EMPTY, during_pause=True), Decided(outcome=Outcome.HELD, detail="empty")),
        (PASSWORD, Decided(outcome=Outcome.HELD, detail="password_only")),
        (replace(PASSWORD, replies_to=PROPOSAL), REPLY),
        (replace(PASSWORD, answers_us=True), Decided(outcome=Outcome.HELD, detail="reply")),
        (replace(PERSON, replies_to=PROPOSAL, answers_us=True), REPLY),
        (replace(SPAM, replies_to=PROPOSAL), REPLY),
        (replace(PERSON, replies_to=PROPOSAL, during_pause=True), REPLY),
        (replace(PERSON, replies_to=PROPOSAL, first=BEFORE), Decided(outcome=Outcome.DUPLICATE)),
        (replace(MACHINE, replies_to=PROPOSAL), Decided(outcome=Outcome.MACHINE, detail="auto_reply")),
        (replace(UNSURE, replies_to=PROPOSAL), Decided(outcome=Outcome.HELD, detail="maybe_machine")),
    ],
)
def test_the_first_rule_that_applies_decides(mail: KnownMail, decided: Decided) -> None:
    assert decide(mail) == decided


@pytest.mark.parametrize(
    "mail", [PERSON, MACHINE, SPAM, UNSURE, UNREAD, replace(PERSON, first=BEFORE, answers_us=True)]
)
def test_what_a_person_vouched_for_is_a_proposal(mail: KnownMail) -> None:
    assert decide(replace(mail, forced=True)).outcome is Outcome.CASE


@pytest.mark.parametrize("mail", [PERSON, MACHINE, SPAM, UNREAD, replace(PERSON, first=BEFORE, replies_to=BEFORE)])
def test_what_a_person_attached_is_a_reply_to_what_the_person_chose(mail: KnownMail) -> None:
    assert decide(replace(mail, attach_to=PROPOSAL)) == replace(REPLY, detail="person")
