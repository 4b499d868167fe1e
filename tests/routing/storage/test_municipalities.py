"""Municipalities come with the organisation and are never among the departments."""

from datetime import date

import pytest

from services.routing.storage.apply import CodeTaken, apply_organisation
from services.routing.storage.municipalities import MunicipalityLine
from shared.scheme.load import read_toml
from shared.scheme.organisation import OrganisationChart
from shared.settings import PROJECT
from tests.routing.conftest import DESK, OFFICER, House, seen_as

SAMPLE = PROJECT / "deploy" / "sample" / "organisation.toml"
TODAY = date(2026, 11, 24)


async def test_the_organisation_brings_municipalities_apart_from_the_departments(house: House) -> None:
    chart = read_toml(SAMPLE, OrganisationChart)
    merged = chart.municipalities[-1].model_copy(update={"valid_to": date(2026, 9, 30), "successor": "shi-isobe"})
    chart = chart.model_copy(update={"municipalities": (*chart.municipalities[:-1], merged)})
    async with house.worker.begin() as work:
        await apply_organisation(work.connection, DESK, chart)
        await apply_organisation(work.connection, DESK, chart)

    async with house.web.begin(seen_as(OFFICER)) as work:
        now = await work.municipalities.in_force(DESK, TODAY)
        names = await work.municipalities.names(DESK)
        departments = {one.code for one in await work.queries.departments(DESK, TODAY)}

    assert now[1] == MunicipalityLine(code="shi-isobe", name="磯部市")
    assert [one.code for one in now] == [one.code for one in chart.municipalities[:-1]]
    assert names[merged.code] == merged.name
    assert not departments & set(names)


async def test_a_code_the_desk_had_for_a_department_is_no_municipalitys(house: House) -> None:
    chart = read_toml(SAMPLE, OrganisationChart)
    city = chart.municipalities[0].model_copy(update={"code": "kotsu"})

    with pytest.raises(CodeTaken):
        async with house.worker.begin() as work:
            await apply_organisation(work.connection, DESK, chart.model_copy(update={"municipalities": (city,)}))

    assert await house.rows("SELECT code FROM routing.municipality") == []
