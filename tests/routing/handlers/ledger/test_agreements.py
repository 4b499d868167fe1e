"""Agreements over the real database: their days are told, and what is the office's own stays with it."""

import importlib
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from services.routing.domain.ledger.agreement import AGREEMENTS
from services.routing.domain.ledger.agreement_fields import LEAVES_FIELD
from services.routing.domain.ledger.project import Project
from services.routing.handlers.ledger.agreements.moving import note_what_projects_do
from services.routing.handlers.ledger.agreements.prolonging import prolong_agreements
from services.routing.handlers.ledger.agreements.public import agreement_for_everybody
from services.routing.handlers.ledger.door import Doing, begin
from services.routing.handlers.ledger.projects.volume import PROJECT_VOLUME
from services.routing.handlers.ledger.watching import watch_ledger
from services.routing.web.ledger.agreements.activity import activity_under
from shared.documents.public import PublicContent
from shared.events import LedgerDueSoon, LedgerOverdue
from shared.events.agreements import AgreementActivitySeen, AgreementProlonged
from shared.events.projects import ProjectBegun
from shared.japanese.era import day_in_japan
from tests.routing.agreements import concluded, do, drafted
from tests.routing.conftest import FOREST, NOW, OFFICER, House, seen_as, step


async def days_told(house: House) -> list[tuple[str, str, str | None, str]]:
    """Return which days were told, to whom, in their order."""
    told = [*await house.facts(LedgerDueSoon), *await house.facts(LedgerOverdue)]
    found = [(one.fact.number, one.fact.what, one.fact.department, str(one.fact.due)) for one in told]
    return sorted(found)


async def test_a_year_in_which_nothing_was_done_is_told_to_the_lead_and_moves_with_what_is_noted(house: House) -> None:
    agreement = await concluded(house)

    first = await watch_ledger(house.worker, at=NOW)
    await do(
        house,
        agreement.number,
        "note-activity",
        {"activity": "meeting", "day": "2026-11-20", "words": "協議"},
        who=FOREST,
    )
    moved = await watch_ledger(house.worker, at=NOW)
    later = await watch_ledger(house.worker, at=NOW.replace(year=2027))

    assert (first, moved, later) == (1, 0, 1)
    assert await days_told(house) == [
        (agreement.number, "idle", "shinrin", "2021-04-01"),
        (agreement.number, "idle", "shinrin", "2027-11-20"),
    ]


async def test_the_decision_about_a_renewal_is_told_in_time_and_no_more_once_it_was_made(house: House) -> None:
    terms: dict[str, Any] = {
        "ends_on": "2027-02-28",
        "notice_months": 3,
        "renewal_months": 12,
        "begins_on": "2026-03-01",
    }
    one, other = await concluded(house, **terms), await concluded(house, **terms)
    decided = {"body": "知事", "decided_on": "2026-11-20"}
    await do(house, other.number, "renew", {**decided, "ends_on": "2030-02-28"})

    await watch_ledger(house.worker, at=NOW)

    assert await days_told(house) == [(one.number, "renewal", "shinrin", "2026-11-28")]


async def test_an_agreement_goes_on_by_itself_after_its_last_day_once_and_is_reminded_of_before(house: House) -> None:
    terms: dict[str, Any] = {"begins_on": "2025-12-01", "ends_on": "2026-11-30", "renewal_months": 12}
    one, other = await concluded(house, **terms), await concluded(house, **terms)
    await do(house, other.number, "decline-renewal", {"body": "知事", "decided_on": "2026-11-20", "words": "目的達成"})
    await watch_ledger(house.worker, at=NOW)

    went_on = [await prolong_agreements(house.worker, at=NOW + timedelta(days=days)) for days in (0, 7, 8)]

    async with house.worker.begin() as work:
        kept = [await work.ledger.find(AGREEMENTS, "miono", it.number) for it in (one, other)]
    (fact,) = await house.facts(AgreementProlonged)
    assert went_on == [0, 1, 0]
    assert (fact.fact.number, fact.fact.lead, fact.actor) == (one.number, "shinrin", "service.routing")
    assert [str(it.ends_on) for it in kept] == ["2027-11-30", "2026-11-30"]
    assert [(number, what) for number, what, _, _ in await days_told(house) if what != "idle"] == [
        (one.number, "prolonging"),
        (other.number, "end"),
    ]


async def test_of_agreements_of_before_what_was_renewed_after_a_decline_goes_on_by_itself_again(house: House) -> None:
    migration = importlib.import_module("services.routing.storage.migrations.versions.0050_pre_renewed_after_a_decline")
    terms: dict[str, Any] = {"begins_on": "2025-12-01", "ends_on": "2026-11-30", "renewal_months": 12}
    decided = {"body": "知事", "decided_on": "2026-11-20"}
    renewed, declined, _ = [await concluded(house, **terms) for _ in range(3)]
    await do(house, declined.number, "renew", {**decided, "ends_on": "2027-11-30"})
    for one in (renewed, declined):
        await do(house, one.number, "decline-renewal", {**decided, "words": "目的達成"})
    await do(house, renewed.number, "renew", {**decided, "ends_on": "2027-11-30"})
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.ledger_due SET what = 'end' WHERE what = 'prolonging'"))

    async with house.admin.begin() as connection:
        for statement in migration._PROLONGING.split(";")[:-1]:
            await connection.execute(text(statement))

    rows = await house.rows(
        "SELECT i.number FROM routing.ledger_due d JOIN routing.ledger_item i USING (item_id)"
        " WHERE d.what = 'prolonging' ORDER BY i.number"
    )
    # What was never declined was taken over before.
    assert [row["number"] for row in rows] == [renewed.number]


async def public(house: House, number: str) -> PublicContent:
    async with house.web.begin(seen_as(OFFICER)) as work:
        doing = Doing(work=work, step=step(OFFICER), scheme=house.scheme)
        return await agreement_for_everybody(doing, number)


async def test_everybody_reads_of_an_agreement_who_decided_it_and_nothing_that_is_the_offices_own(
    house: House,
) -> None:
    draft = await drafted(house, deciding_body="意見交換会", remarks="BAIT-備考")
    agreement = await concluded(house, changes={"remarks": "BAIT-備考"}, ends_on="2028-09-30")
    noted = {"activity": "meeting", "day": "2026-11-20", "words": "BAIT-協議"}
    await do(house, agreement.number, "note-activity", noted)

    before, after = await public(house, draft.number), await public(house, agreement.number)

    assert (before.title, before.sections[0].text) == (
        "森林と観光の包括連携協定（案）",
        "意見交換会において、正式に決定する予定です。",
    )
    assert after.title == "森林と観光の包括連携協定"
    assert after.sections[0].text == "令和2年3月20日 意見交換会"
    assert (after.partners, after.departments) == (("株式会社みお", "一般社団法人森の会"), ("観光振興課", "森林整備課"))
    assert [one.code for one in after.categories] == ["tourism-industry", "environment"]
    assert (after.form and after.form.words, after.fiscal_year, str(after.ends_on)) == (
        "包括連携協定",
        2020,
        "2028-09-30",
    )
    assert "BAIT" not in before.model_dump_json() + after.model_dump_json()


async def project(house: House, **said: Any) -> Project:
    async with house.web.begin(seen_as(OFFICER)) as work:
        doing = Doing(work=work, step=step(OFFICER), scheme=house.scheme)
        return await begin(PROJECT_VOLUME, doing, {"title": "渡し船", "lead": "kotsu", **said})


async def test_what_a_project_does_moves_its_agreement_once_a_day_and_one_out_of_the_field_is_warned_of(
    house: House,
) -> None:
    draft = await drafted(house)
    agreement = await concluded(house, changes={"form": "project", "fields": ["safety"], "title": "見守りの協定"})
    for number, field in ((agreement.number, "safety"), (agreement.number, "image"), (draft.number, "image")):
        await project(house, agreement=number, fields=[field])

    for _ in range(2):
        for told in await house.facts(ProjectBegun):
            async with house.worker.begin() as work:
                await note_what_projects_do(told, work)

    async with house.web.begin(seen_as(OFFICER)) as work:
        found = await activity_under(work, OFFICER, agreement.number)
        still = await activity_under(work, OFFICER, draft.number)
    seen = await house.facts(AgreementActivitySeen)
    assert [(one.fact.number, one.fact.project, one.fact.told) for one in seen] == [
        (agreement.number, "JR8-0001", "project.begun.v1")
    ]
    assert (found["moved_on"], still["moved_on"]) == (day_in_japan(NOW), None)
    assert found["to_check"] == [f"JR8-0002：{LEAVES_FIELD}"]
    assert [one["number"] for one in found["projects"]] == ["JR8-0001", "JR8-0002"]
    assert (found["years"][0]["year"], found["years"][0]["begun"], found["years"][-1]["year"]) == (2026, 2, 2020)
    assert [one["number"] for one in still["projects"]] == ["JR8-0003"]
