"""Facts become what a post of the desk sees."""

from datetime import date
from uuid import uuid4

import pytest

from services.notify.domain.notification import NotificationKind
from services.notify.web.sentences import SENTENCES, sentence_key
from shared.events import (
    AccessChanged,
    CaseOpened,
    Direction,
    Fact,
    MailGaveUp,
    MailHeld,
    MailSent,
    OfferAccepted,
    OfferMade,
    Verdict,
    VerdictGiven,
)
from tests.notify.conftest import House, told

RECEIPT = "R8-0012"


def offer(department: str = "sangyo", *, lead: bool = True) -> OfferMade:
    return OfferMade(offer_id=uuid4(), receipt=RECEIPT, department=department, lead=lead, due=date(2026, 12, 11))


@pytest.mark.parametrize(
    ("fact", "recipient", "kind", "detail"),
    [
        (
            CaseOpened(proposal_id=uuid4(), receipt=RECEIPT, direction=Direction.TO_DEPARTMENTS),
            "desk",
            "case_opened",
            None,
        ),
        (MailHeld(reason="unparseable"), "desk", "mail_held", "unparseable"),
        (offer(), "sangyo", "offer_made", "lead"),
        (OfferAccepted(offer_id=uuid4(), receipt=RECEIPT, department="sangyo"), "desk", "offer_accepted", "sangyo"),
        (
            VerdictGiven(
                offer_id=uuid4(), receipt=RECEIPT, department="sangyo", verdict=Verdict.VIABLE, reason_id=uuid4()
            ),
            "desk",
            "verdict_given",
            "viable",
        ),
    ],
)
async def test_a_fact_stands_in_the_inbox_of_the_post_it_concerns(
    house: House, fact: Fact, recipient: str, kind: str, detail: str | None
) -> None:
    recorded = told(fact)

    await house.hear(recorded)

    rows = await house.rows("SELECT desk_id, recipient, kind, detail, about_id, read_at FROM notify.notification")
    assert rows == [
        {
            "desk_id": "miono",
            "recipient": recipient,
            "kind": kind,
            "detail": detail,
            "about_id": recorded.aggregate_id,
            "read_at": None,
        }
    ]


async def test_a_fact_told_twice_makes_one_notification_and_one_mail(house: House) -> None:
    opened = told(CaseOpened(proposal_id=uuid4(), receipt=RECEIPT, direction=Direction.TO_DEPARTMENTS))
    received = house.received(await house.proposal())

    await house.hear(opened, received, opened, received)

    assert await house.rows("SELECT count(*) AS n FROM notify.notification") == [{"n": 1}]
    assert await house.rows("SELECT count(*) AS n FROM notify.mail_send") == [{"n": 1}]


async def test_a_second_copy_of_a_message_is_settled_without_being_handled_again(house: House) -> None:
    fact = told(offer())

    await house.collect(fact, fact)
    await house.collect(fact)

    assert await house.rows("SELECT reader, event_id FROM notify.handled") == [
        {"reader": "notify.staff-inbox", "event_id": fact.id}
    ]
    assert await house.rows("SELECT count(*) AS n FROM notify.notification") == [{"n": 1}]


async def test_an_older_word_about_access_does_not_undo_a_newer_one(house: House) -> None:
    case_id = uuid4()

    await house.hear(
        told(AccessChanged(offered=("sangyo",), taken_up=("sangyo",)), about=case_id, version=7),
        told(AccessChanged(offered=("sangyo",), taken_up=()), about=case_id, version=5),
    )

    assert await house.rows("SELECT offered, taken_up, version FROM notify.case_access") == [
        {"offered": ["sangyo"], "taken_up": ["sangyo"], "version": 7}
    ]


async def test_a_department_that_proposes_may_open_its_case_from_the_beginning(house: House) -> None:
    case_id = uuid4()
    opened = CaseOpened(proposal_id=uuid4(), receipt="R8-0012", direction=Direction.TO_PARTIES, department="suisan")

    await house.hear(told(opened, about=case_id, version=1))

    assert await house.rows("SELECT offered, taken_up, version FROM notify.case_access") == [
        {"offered": [], "taken_up": ["suisan"], "version": 1}
    ]


async def test_a_company_that_takes_up_is_not_called_a_department(house: House) -> None:
    accepted = OfferAccepted(offer_id=uuid4(), receipt="R8-0012", party_id=uuid4())

    await house.hear(told(accepted, about=uuid4(), version=9))

    (notice,) = await house.rows("SELECT kind, detail FROM notify.notification")
    assert SENTENCES[sentence_key(NotificationKind(notice["kind"]), notice["detail"])] == (
        "検討をお願いした団体が、検討を始めました。"
    )


async def test_a_late_offer_does_not_call_a_department_that_was_let_go(house: House) -> None:
    case_id = uuid4()

    await house.hear(
        told(AccessChanged(offered=("norin",), taken_up=()), about=case_id, version=9),
        told(offer("sangyo"), about=case_id, version=4),
        told(offer("norin"), about=case_id, version=5),
    )

    assert await house.rows("SELECT recipient FROM notify.notification") == [{"recipient": "norin"}]


async def test_an_offer_that_comes_before_the_word_about_access_is_told(house: House) -> None:
    case_id = uuid4()

    await house.hear(
        told(AccessChanged(offered=(), taken_up=()), about=case_id, version=3),
        told(offer("sangyo"), about=case_id, version=4),
    )

    assert await house.rows("SELECT recipient, due FROM notify.notification") == [
        {"recipient": "sangyo", "due": date(2026, 12, 11)}
    ]


async def test_a_proposal_nobody_may_answer_gets_no_mail(house: House) -> None:
    proposal_id = await house.proposal()

    await house.hear(house.received(proposal_id, answerable=False))

    assert await house.rows("SELECT * FROM notify.mail_send") == []


async def test_a_mail_that_gave_up_is_a_task_of_the_desk_until_it_is_sent_after_all(house: House) -> None:
    await house.acknowledged()
    send_id = (await house.mail())["send_id"]
    await house.change("UPDATE notify.mail_send SET state = 'failed'")

    await house.hear(told(MailGaveUp(purpose="acknowledgement", reply_code=550), about=send_id, version=1))
    task = await house.rows("SELECT kind, receipt, read_by FROM notify.notification")
    await house.hear(told(MailSent(purpose="acknowledgement"), about=send_id, version=2))

    assert task == [{"kind": "mail_gave_up", "receipt": RECEIPT, "read_by": None}]
    assert await house.rows("SELECT kind, read_by FROM notify.notification") == [
        {"kind": "mail_gave_up", "read_by": "notify"}
    ]


async def test_a_late_word_of_a_mail_that_was_sent_calls_nobody(house: House) -> None:
    await house.acknowledged()
    send_id = (await house.mail())["send_id"]
    await house.change("UPDATE notify.mail_send SET state = 'sent'")

    await house.hear(told(MailGaveUp(purpose="acknowledgement"), about=send_id))

    assert await house.rows("SELECT * FROM notify.notification") == []


async def test_the_record_of_a_mail_refers_to_its_recipient_and_holds_no_address(house: House) -> None:
    await house.acknowledged()

    row = await house.mail()

    assert (
        row["recipient_ref"]
        == (await house.rows("SELECT document_id FROM intake.document WHERE kind = 'contact'"))[0]["document_id"]
    )
    assert "tanaka" not in repr(row)
    assert row["message_id"] == f"<{row['send_id']}@renkei.miono.example.jp>"
