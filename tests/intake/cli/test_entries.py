"""`desk proposal enter` on a real database."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text

from services.intake.cli.entries import Sheet, Way, entered
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import FormIncomplete
from services.intake.storage.work import Work
from shared.access.actor import Actor, Role
from shared.access.policy import NotAllowed
from shared.database.transactions import Transactions
from shared.errors import Invalid
from shared.scheme.model import DeskScheme

DESK = Actor(account_id=uuid4(), user="desk", display_name="窓口 一", roles=frozenset({Role.DESK}), desk_id="miono")
SHEET = Sheet(
    content=orjson.dumps({"title": "朝市の送り迎え", "summary": "バスを走らせたい。"}),
    way=Way.FAX,
    received_on=date.today().isoformat(),  # noqa: DTZ011 -- any day near now will do.
    received_by=None,
    files=(SaidFile(name="fax.pdf", media_type="application/pdf", content=b"%PDF-1.4"),),
)


async def test_a_fax_is_written_down_once(
    scheme: DeskScheme, door_transactions: Transactions[Work], worker_transactions: Transactions[Work]
) -> None:
    first = await entered(SHEET, DESK, scheme, door_transactions)
    second = await entered(SHEET, DESK, scheme, door_transactions)

    assert (first["channel"], first["again"], second["again"]) == ("fax", False, True)
    assert first["receipt"] == second["receipt"]
    async with worker_transactions.begin() as work:
        counted = "SELECT count(*) FROM intake.document WHERE kind = 'attachment'"
        assert await work.connection.scalar(text(counted)) == 1


async def test_what_cannot_be_is_refused(scheme: DeskScheme, door_transactions: Transactions[Work]) -> None:
    with pytest.raises(NotAllowed):
        await entered(SHEET, replace(DESK, roles=frozenset({Role.OPERATOR})), scheme, door_transactions)
    with pytest.raises(FormIncomplete) as missing:
        await entered(replace(SHEET, content=b'{"title": "x"}'), DESK, scheme, door_transactions)
    with pytest.raises(FormIncomplete) as late:
        await entered(replace(SHEET, received_on="2099-01-01"), DESK, scheme, door_transactions)
    with pytest.raises(Invalid):
        await entered(replace(SHEET, received_on="きのう"), DESK, scheme, door_transactions)

    assert [one.value.errors[0]["pointer"] for one in (missing, late)] == ["#/summary", "#/entry.received_on"]
