"""Why a call was sent back, extended, closed or taken back, as its page shows it."""

from collections.abc import Sequence
from typing import Final

from services.routing.domain.ledger.calls.call import Call
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.calls.words import FACTS
from services.routing.web.ledger.face import Section
from shared.documents.calls import CallReason
from shared.events.call import CallClosed, CallDiscarded, CallExtended, CallSentBack
from shared.events.public import CallWithdrawn

_WITH_REASON: Final = (CallSentBack, CallDiscarded, CallExtended, CallClosed, CallWithdrawn)


async def reasons_section(work: RoutingWork, call: Call) -> Sequence[Section]:
    """Return the reasons that were written, the latest first; no section where there is none."""
    given = [
        (FACTS[one.type], one.reason_id)
        for one in reversed(await work.ledger.told(call.item_id))
        if isinstance(one, _WITH_REASON) and one.reason_id is not None
    ]
    if not given:
        return ()
    words = await work.ledger_texts.open_many([reason_id for _, reason_id in given], CallReason)
    return (
        Section(
            title="理由（庁内の記録）",
            html_id="reasons",
            columns=("何をしたか", "理由"),
            rows=[(what, words[reason_id].words) for what, reason_id in given if reason_id in words],
        ),
    )
