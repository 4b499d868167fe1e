"""The days of the ledger come to whose turn it is, under the number by which the item is found."""

from datetime import date
from typing import Any
from uuid import uuid4

from services.notify.domain.notification import NotificationKind
from services.notify.web.sentences import SENTENCES, sentence_key
from shared.events import LedgerDueSoon, LedgerKind, LedgerOverdue
from tests.notify.conftest import House, told


async def test_a_day_is_told_to_the_department_whose_turn_it_is_and_else_to_the_desk(house: House) -> None:
    day: dict[str, Any] = {
        "item_id": uuid4(),
        "number": "KR8-0001",
        "kind": LedgerKind.AGREEMENT,
        "due": date(2027, 3, 31),
    }

    await house.hear(
        told(LedgerDueSoon(**day, what="renewal", department="sangyo")), told(LedgerOverdue(**day, what="decision"))
    )

    rows = await house.rows(
        "SELECT recipient, kind, detail, receipt, due FROM notify.notification ORDER BY notification_id"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("sangyo", "ledger_due_soon", "agreement_renewal", "KR8-0001", date(2027, 3, 31)),
        ("desk", "ledger_overdue", "agreement_decision", "KR8-0001", date(2027, 3, 31)),
    ]


def test_an_inbox_says_of_a_day_what_it_is_for() -> None:
    soon = sentence_key(NotificationKind.LEDGER_DUE_SOON, "agreement_renewal")

    assert SENTENCES[soon] == "協定を更新するかどうかを、期日までに決めてください。"
    assert sentence_key(NotificationKind.LEDGER_OVERDUE, "dream") == "inbox.say.ledger_overdue"
