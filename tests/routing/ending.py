"""A case brought to every stage, and the doors that lead on from there."""

from typing import Any

from services.routing.domain.case import Case
from services.routing.domain.commands import GiveVerdict
from services.routing.handlers.acting import carry_out
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from shared.access.actor import Actor
from shared.events import Verdict
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, seen_as, step

COMPLETION: dict[str, Any] = {"missing": ["cost"], "words": "費用の分担をお聞かせください。"}
DECLINE: dict[str, Any] = {
    "ground": "not-fit",
    "reason": "BAIT-内部の理由",
    "alternatives": "市町村との連携が考えられます。",
}
REFER: dict[str, Any] = {"office": "澪野市", "contact": "電話 0000-00-0000", "reason": "市の事務であるため。"}


async def do(house: House, verb: str, actor: Actor = OFFICER, receipt: str = "R8-0012", **said: Any) -> Case:
    """Go through the door of *verb*."""
    async with house.web.begin(seen_as(actor)) as work:
        return await perform(await Doing.of(work, receipt, step(actor)), verb, said)


async def look(house: House, receipt: str = "R8-0012") -> Case:
    """Return the case as it stands."""
    async with house.worker.begin() as work:
        return await work.cases.find(DESK, receipt)


async def at(house: House, stage: str) -> None:
    """Bring a new case to *stage*."""
    if stage in {"received", "confirming", "waiting_for_proposer"}:
        await house.opened()
        if stage == "confirming":
            await do(house, "start")
        if stage == "waiting_for_proposer":
            await do(house, "ask-completion", **COMPLETION)
        return
    await house.offered("shinrin")
    if stage != "offered":
        await house.taken_up(FOREST)


async def judged(house: House, verdict: Verdict) -> None:
    """Let the department that took the case up judge."""
    async with house.web.begin(seen_as(FOREST)) as work:
        case = await work.cases.get(DESK, "R8-0012")
        reason_id = await work.contents.write_reason(case.case_id, DESK, "BAIT-課の理由")
        conditions_id = await work.contents.write_note(case.case_id, DESK, "費用をご負担いただけること。")
        judgement = GiveVerdict(
            department="shinrin",
            verdict=verdict,
            reason_id=reason_id,
            conditions_id=conditions_id if verdict is Verdict.CONDITIONAL else None,
            today=NOW.date(),
        )
        await carry_out(work, case, step(FOREST), judgement)


async def conditions_asked(house: House, department: str = "shinrin") -> None:
    """Let the desk ask the proposer about the conditions of a department."""
    await do(house, "ask-conditions", department=department, words="条件をご確認ください。", due="2026-12-04")


async def coordinating(house: House) -> None:
    """Bring a new case to coordination with the department that took it up."""
    await at(house, "reviewing")
    await judged(house, Verdict.VIABLE)
    (offer,) = (await look(house)).offers
    said: dict[str, Any] = {"way": "collaboration", "ground": "一者だけが応じたため。", "words": "調整を始めます。"}
    await do(house, "close-round", partners=[offer.offer_id], **said)
