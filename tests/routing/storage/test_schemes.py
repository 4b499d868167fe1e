"""A running case keeps the version of the scheme it began under, whatever is applied meanwhile."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.routing.domain.refusals import ChecksOpen
from services.routing.handlers.opening import open_cases
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform
from services.routing.ports import NoSuchCase
from services.routing.storage.apply import apply_scheme
from shared.access.actor import Role
from shared.events.who import rules_of
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, person, seen_as, step

FEW = [{"code": "who", "words": "連絡先が確認できる"}]


def newer(house: House, by: int = 1, **changes: Any) -> DeskScheme:
    """Return the next version of the sample desk."""
    data = house.scheme.model_dump(mode="json") | {"version": house.scheme.version + by, **changes}
    return DeskScheme.model_validate(data)


async def apply(house: House, scheme: DeskScheme) -> None:
    async with house.worker.begin() as work:
        await apply_scheme(work.connection, scheme, by="test", at=NOW)
        await house.schemes.look(work.connection)


async def test_a_case_begins_under_the_version_its_proposal_was_received_under(house: House) -> None:
    stages = {"received": {"promise_business_days": 20, "maximum_business_days": 30}}
    before = await house.proposal()
    await apply(house, newer(house, stages=stages))
    after = replace(await house.proposal(receipt="R8-0013"), rule_version=rules_of(DESK, house.scheme.version + 1))

    async with house.worker.begin() as work:
        await open_cases([before, after], work, at=NOW)

    rows = await house.rows("SELECT receipt, scheme_version, next_day FROM routing.desk_case ORDER BY receipt")
    versions = {row["receipt"]: row["scheme_version"] for row in rows}
    assert versions == {"R8-0012": house.scheme.version, "R8-0013": house.scheme.version + 1}
    assert rows[1]["next_day"] - rows[0]["next_day"] > timedelta(days=10)
    assert rows[0]["next_day"] > day_in_japan(NOW)


async def test_a_verb_asks_what_the_scheme_of_its_case_asks_and_not_that_of_today(house: House) -> None:
    await house.opened()
    await apply(house, newer(house, checklist=FEW))
    said = {"abstract": "要旨です。", "checked": ["who"]}

    async with house.web.begin(seen_as(OFFICER)) as work:
        doing = await Doing.of(work, "R8-0012", step(OFFICER))
        with pytest.raises(ChecksOpen):
            await perform(doing, "confirm", said)

    assert work.schemes.in_force(DESK).checklist != doing.scheme.checklist
    assert doing.scheme == house.scheme


async def test_the_scheme_of_a_case_is_for_who_may_see_the_case(house: House) -> None:
    await house.opened()

    for actor in (FOREST, person(Role.DESK, desk="minato")):
        async with house.web.begin(seen_as(actor)) as work:
            with pytest.raises(NoSuchCase):
                await work.schemes.of_case(actor.desk_id, "R8-0012")


@pytest.mark.parametrize("count", [1, 3])
async def test_the_schemes_of_many_cases_are_one_question(house: House, count: int) -> None:
    for number in range(count):
        await house.opened(receipt=f"R8-001{number}")
    ids = [row["case_id"] for row in await house.rows("SELECT case_id FROM routing.desk_case")]

    async with house.worker.begin() as work:
        found = await work.schemes.of_cases(ids)

    assert found == dict.fromkeys(ids, house.scheme)


async def test_the_schemes_of_any_number_of_cases_are_read_at_once(house: House) -> None:
    await house.opened()
    (row,) = await house.rows("SELECT case_id FROM routing.desk_case")

    async with house.worker.begin() as work:
        found = await work.schemes.of_cases({row["case_id"], *(uuid4() for _ in range(40_000))})

    assert [(case_id, one.version) for case_id, one in found.items()] == [(row["case_id"], house.scheme.version)]
