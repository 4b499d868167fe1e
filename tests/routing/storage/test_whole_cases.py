"""Whole cases on the real database: what is stored of each is what its history says, and an offer keeps its ways."""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from itertools import count
from random import Random

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.routing.domain.case import Case
from services.routing.domain.decide import decide
from services.routing.domain.evolve import evolve
from services.routing.domain.offer_states import OFFER_CHANGES
from services.routing.domain.roles import Side
from services.routing.domain.stage import OfferState, Stage
from services.routing.handlers.opening import open_cases
from services.routing.ports import Told
from shared.events import CaseOpened, Direction, ProposerKind
from shared.events.catalogue import fact_class
from tests.routing.case_lives import Life
from tests.routing.case_model import RULES
from tests.routing.conftest import DESK, NOW, House

STEPS = 40


async def begun(house: House, direction: Direction, receipt: str) -> None:
    received = await house.proposal(receipt=receipt)
    if direction is Direction.TO_PARTIES:
        wish = {"proposer_kind": ProposerKind.DEPARTMENT, "department": "kanko"}
        received = replace(received, fact=received.fact.model_copy(update=wish))
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)


async def lived(house: House, receipt: str, ids: Iterator[int]) -> Case:
    """Let people ask all there is of a stored case, a transaction a step, and return it as it is stored then."""
    async with house.worker.begin() as work:
        life = Life(begun=await work.cases.get(DESK, receipt), ids=ids)
    chance = Random(receipt)
    for _ in range(STEPS):
        step = life.next(chance)
        if step.wrong or RULES[step.command.verb].by == {Side.CLOCK}:
            continue
        async with house.worker.begin() as work:
            before = await work.cases.get(DESK, receipt)
            assert before == life.case
            facts = decide(before, step.command)
            life.case = reduce(evolve, facts, before)
            await work.cases.save(before, life.case, facts, Told(actor="test", at=NOW))
    async with house.worker.begin() as work:
        return await work.cases.get(DESK, receipt)


async def told(house: House, receipt: str) -> Case:
    """Return the case as its stored history tells it, from nothing."""
    rows = await house.rows(
        "SELECT case_id, h.version, h.type, h.data FROM routing.case_history h"
        " JOIN routing.desk_case c USING (case_id) WHERE c.receipt = :receipt ORDER BY h.version",
        receipt=receipt,
    )
    assert [row["version"] for row in rows] == list(range(1, len(rows) + 1))
    first, *others = (fact_class(row["type"]).model_validate(row["data"]) for row in rows)
    assert isinstance(first, CaseOpened)
    case = Case(
        case_id=rows[0]["case_id"],
        desk_id=DESK,
        proposal_id=first.proposal_id,
        receipt=first.receipt,
        direction=first.direction,
        stage=Stage.RECEIVED,
        version=1,
        proposing=first.department,
    )
    return reduce(evolve, others, case)


async def test_what_is_stored_of_a_case_is_what_its_stored_history_says_in_both_directions(house: House) -> None:
    lives = [(direction, f"R8-00{number}{place}") for place, direction in enumerate(Direction) for number in (1, 2)]
    for direction, receipt in lives:
        await begun(house, direction, receipt)

    ids = count(10_000)
    stored = [await lived(house, receipt, ids) for _, receipt in lives]

    assert stored == [await told(house, receipt) for _, receipt in lives]
    assert {case.direction for case in stored} == set(Direction)
    assert all(case.version > STEPS / 4 for case in stored)


async def test_the_database_lets_an_offer_go_the_ways_of_its_table_and_no_other(house: House) -> None:
    await house.offered("shinrin")
    gone = set()
    async with house.admin.connect() as connection:
        for since in OfferState:
            for to in OfferState:
                await connection.execute(text("SET LOCAL session_replication_role = replica"))
                await connection.execute(text("UPDATE routing.offer SET state = :state"), {"state": since})
                await connection.execute(text("SET LOCAL session_replication_role = origin"))
                step = await connection.begin_nested()
                try:
                    await connection.execute(text("UPDATE routing.offer SET state = :state"), {"state": to})
                except DBAPIError:
                    await step.rollback()
                else:
                    await step.commit()
                    gone.add((since, to))

    assert {way for way in gone if way[0] is not way[1]} == OFFER_CHANGES
