"""T2: the same mail three times, and to two addresses of the desk, is one case, and the balance holds."""

import smtplib
from email.header import decode_header, make_header
from typing import Any

from deploy.sample.proposals import INTAKE_ADDRESS
from tests.journeys.sheet_mail import SENDER, sheet_mail
from tests.journeys.test_the_first_path import sent_mails

Town = Any
TITLE = "何度も届く同じご提案"
OTHER_ADDRESS = "renkei@renkei.miono.example.jp"


def hand_over(town: Town, raw: bytes, *recipients: str) -> set[str]:
    """Deliver to all *recipients* in one envelope and return the ids under which it was kept."""
    host, port = town.lmtp
    with smtplib.LMTP(host, port) as door:
        door.ehlo_or_helo_if_needed()
        door.mail(SENDER)
        for recipient in recipients:
            door.rcpt(recipient)
        # An answer for each recipient, of which the library takes only the first.
        answers = [door.data(raw), *(door.getreply() for _ in recipients[1:])]
    assert [code for code, _ in answers] == [250] * len(recipients)
    return {words.decode().rpartition(" ")[2] for _, words in answers}


def settled(town: Town, kept: set[str]) -> list[Any] | None:
    """Return what became of the deliveries, once none of them waits any more."""
    rows = [row for row in town.desk("mail", "list") if row["raw_id"] in kept]
    return None if any(row["state"] == "pending" for row in rows) else rows


def acknowledged(town: Town, receipt: str) -> list[str]:
    """Return the subjects of the mails that told this receipt number."""
    subjects = [str(make_header(decode_header(sent["Subject"]))) for sent in sent_mails(town)]
    return [subject for subject in subjects if receipt in subject]


async def test_a_mail_redelivered_and_sent_to_two_addresses_is_one_case_and_the_balance_holds(town: Town) -> None:
    raw = sheet_mail(number=2, title=TITLE)

    kept = hand_over(town, raw, INTAKE_ADDRESS) | hand_over(town, raw, INTAKE_ADDRESS)
    kept |= hand_over(town, raw, INTAKE_ADDRESS) | hand_over(town, raw, INTAKE_ADDRESS, OTHER_ADDRESS)
    rows = town.eventually(lambda: settled(town, kept))
    (case,) = [row for row in rows if row["state"] == "case"]
    told = town.eventually(lambda: acknowledged(town, case["receipt"]))
    balance = town.desk("balance")

    assert sorted(row["state"] for row in rows) == ["case", *["duplicate"] * (len(kept) - 1)]
    assert len(kept) == 4
    assert len(told) == 1
    assert (balance["even"], balance["missing"]) == (True, 0)
