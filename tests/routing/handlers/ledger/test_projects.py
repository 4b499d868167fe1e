"""A case goes on in a project, and the project goes on through its doors."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.routing.domain.body_names import PartyKind
from services.routing.domain.ledger.project import PROJECTS, Project
from services.routing.handlers.ledger.agreements import bodies, named
from services.routing.handlers.ledger.door import Doing, begin, perform
from services.routing.handlers.ledger.projects import owners, recording, running
from services.routing.handlers.ledger.projects.born import begin_project
from services.routing.handlers.ledger.projects.volume import PROJECT_VOLUME
from services.routing.handlers.recognising import recognise_parties
from services.routing.storage.ledger_queries import ItemFilter
from shared.access.actor import Actor
from shared.access.policy import NotAllowed
from shared.events import ImplementationStarted, LedgerKind
from shared.events.projects import ObstacleState
from tests.routing.conftest import DESK, FOREST, OFFICER, TOURISM, House, seen_as, step
from tests.routing.ending import coordinating, do, look
from tests.routing.municipal import BAY, municipalities

DECISION: dict[str, Any] = {"form": "none", "decided": True, "body": "政策調整会議", "day": "2026-11-20"}
NEW: dict[str, Any] = {"title": "渡し船の実証", "lead": "shinrin", "departments": ["kanko"]}


async def new(house: House, actor: Actor = OFFICER, **said: Any) -> Project:
    async with house.web.begin(seen_as(actor)) as work:
        return await begin(PROJECT_VOLUME, Doing(work=work, step=step(actor), scheme=house.scheme), NEW | said)


async def act(house: House, verb: str, actor: Actor = FOREST, number: str = "JR8-0001", **said: Any) -> Project:
    async with house.web.begin(seen_as(actor)) as work:
        doing = Doing(work=work, step=step(actor), scheme=house.scheme)
        return await perform(PROJECT_VOLUME, doing, number, verb, said)


async def test_a_case_whose_work_begins_goes_on_in_one_project_however_often_that_is_told(house: House) -> None:
    await coordinating(house)
    await municipalities(house)
    await do(house, "invite-municipality", municipalities=["shi-bay", "machi-hill"], words="会場の調整をお願いします。")
    await do(house, "join", BAY)
    await do(house, "decide-cooperation", **DECISION)
    await do(house, "start-implementation", words="始めます。", starts_on="2027-04-01")
    case = await look(house)
    (told,) = await house.facts(ImplementationStarted)

    async with house.worker.begin() as work:
        await recognise_parties({case.proposal_id: DESK}, work)
    for _ in range(2):
        async with house.worker.begin() as work:
            await begin_project(told, work)

    async with house.web.begin(seen_as(FOREST)) as work:
        (line,) = await work.ledger_queries.with_case(case.case_id)
        project = await work.ledger.find(PROJECTS, DESK, line.number)
        names = await owners.names_of(work, project)
    async with house.web.begin(seen_as(TOURISM)) as work:
        hidden, _ = await work.ledger_queries.listed(DESK, LedgerKind.PROJECT, ItemFilter())
    assert (line.number, line.title, line.next_due) == ("JR8-0001", "R8-0012の事業", project.starts_on)
    assert (project.item_id, project.lead, project.receipt) == (case.project_id, "shinrin", "R8-0012")
    assert (project.version, hidden) == (1, [])
    assert (list(project.municipalities), list(names.values())) == (["shi-bay"], ["株式会社みお"])


async def test_a_project_is_tried_out_done_reported_and_completed_with_a_lesson_for_all(house: House) -> None:
    await new(house)

    await act(house, "begin-pilot", question="利用者数", begins="2026-11-01", ends="2026-11-20")
    await act(house, "close-pilot", decision="go_with_conditions", result="84人", conditions="冬は運休")
    await act(house, "start")
    await act(house, "set-reporting", TOURISM, frequency="monthly", first_due="2026-12-10")
    reported = await act(house, "report", begins="2026-11-01", ends="2026-11-20", done="26便を動かした。")
    renamed = await act(house, "rename", title="渡し船", fields=[house.scheme.categories[0].code])
    await act(house, "complete", result="一万人が利用した。", lesson="会合を毎月続ける。")

    async with house.web.begin(seen_as(TOURISM)) as work:
        lines, _ = await work.ledger_queries.listed(DESK, LedgerKind.PROJECT, ItemFilter(state="completed"))
        lessons = await work.ledger_lessons.found(DESK, ["毎月"], most=9)
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.keeper SET wrapped_key = NULL WHERE kind = 'ledger'"))
    assert [due.what for due in reported.dues] == ["report"]
    assert (list(renamed.fields), [line.title for line in lines]) == ([house.scheme.categories[0].code], ["渡し船"])
    assert [(one.number, one.state, one.words) for one in lessons] == [("JR8-0001", "completed", "会合を毎月続ける。")]
    assert await house.rows("SELECT words FROM routing.ledger_lesson") == []


async def test_what_was_recorded_of_projects_is_reckoned_up_and_listed_for_who_may_see_it(house: House) -> None:
    await new(house)
    await new(house, lead="kotsu", departments=[])
    amount: dict[str, Any] = {
        "effect_kind": "amount",
        "standing": "actual",
        "label": "運航費",
        "method": "見積",
        "as_of": "2026-11-20",
    }

    await act(house, "record-effect", **amount, fiscal_year="R8", yen=1_000)
    wrong = await act(house, "record-effect", **amount, fiscal_year="令和8年度", yen=9_000)
    await act(house, "record-effect", **amount, fiscal_year=2026, yen=2_000, replaces=wrong.effects[-1].effect_id)
    await act(house, "record-effect", OFFICER, "JR8-0002", **amount, fiscal_year=2026, yen=500)
    blocked = await act(house, "record-obstacle", obstacle_kind="law", words="許可を要する。", law="海上運送法")
    await act(house, "record-obstacle", obstacle_kind="people", words="船長が足りない。")
    obstacle_id = blocked.obstacles[0].obstacle_id
    await act(house, "move-obstacle", obstacle_id=obstacle_id, state="handled", words="国に要望した。")

    async with house.web.begin(seen_as(OFFICER)) as work:
        year, titles = await work.project_queries.effects(DESK, 2026)
        obstacles = await work.project_queries.obstacles(DESK, [ObstacleState.HANDLED])
    async with house.web.begin(seen_as(FOREST)) as work:
        own, _ = await work.project_queries.effects(DESK, 2026)
    assert (year.yen, year.by_department, own.yen) == (2_500, {"kotsu": 500, "shinrin": 2_000}, 2_000)
    assert titles == {"JR8-0001": "渡し船の実証", "JR8-0002": "渡し船の実証"}
    assert [(one.project.number, one.words.law) for one in obstacles] == [("JR8-0001", "海上運送法")]


async def test_what_does_not_fit_is_refused_and_nothing_is_recorded(house: House) -> None:
    await new(house)
    effect: dict[str, Any] = {
        "effect_kind": "amount",
        "standing": "actual",
        "label": "x",
        "method": "x",
        "fiscal_year": 2026,
    }
    pilot: dict[str, Any] = {"question": "x", "begins": "2026-12-02", "ends": "2026-12-01"}

    for refusal, verb, said in (
        (running.WrongPeriod, "begin-pilot", pilot),
        (running.FirstDueUnclear, "set-reporting", {"frequency": "monthly"}),
        (recording.NumberMissing, "record-effect", effect | {"as_of": "2026-11-01"}),
        (recording.NotMeasuredYet, "record-effect", effect | {"as_of": "2027-11-01", "yen": 1}),
        (recording.NoSuchRecord, "record-effect", effect | {"as_of": "2026-11-01", "yen": 1, "replaces": str(uuid4())}),
        (running.NotAnOwner, "record-effect", effect | {"as_of": "2026-11-01", "yen": 1, "party_id": str(uuid4())}),
        (recording.NoSuchRecord, "move-obstacle", {"obstacle_id": str(uuid4()), "state": "resolved"}),
        (bodies.NoSuchField, "rename", {"title": "x", "fields": ["nowhere"]}),
        (named.NoSuchAgreement, "put-under", {"agreement": "KR8-0009"}),
    ):
        with pytest.raises(refusal):
            await act(house, verb, **said)
    refusals: tuple[tuple[dict[str, Any], type[Exception]], ...] = (
        ({"lead": "old"}, bodies.NotInForce),
        ({"lead": "kanko", "parties": ["どこにもない社"]}, bodies.PartyUnclear),
        ({"lead": "kanko", "municipalities": ["nowhere"]}, owners.NoSuchMunicipality),
    )
    for owner, refused in refusals:
        with pytest.raises(refused):
            await act(house, "change-owners", OFFICER, **owner)
    with pytest.raises(NotAllowed):
        await act(house, "change-owners", lead="kanko")
    with pytest.raises(NotAllowed):
        await new(house, FOREST)
    await act(house, "begin-pilot", **pilot | {"ends": "2026-12-31"})
    for decision, missing in (("no_go", running.LessonMissing), ("go_with_conditions", running.ConditionsMissing)):
        with pytest.raises(missing):
            await act(house, "close-pilot", decision=decision, result="x")

    async with house.web.begin(seen_as(OFFICER)) as work:
        assert (await work.ledger.find(PROJECTS, DESK, "JR8-0001")).version == 2


async def test_what_was_tried_out_and_is_not_to_go_on_is_stopped_with_its_lesson(house: House) -> None:
    await new(house)
    await act(house, "begin-pilot", question="x", begins="2026-11-01", ends="2026-11-20")

    stopped = await act(house, "close-pilot", decision="no_go", result="利用がない。", lesson="先に尋ねる。")

    assert (stopped.state, stopped.end is None, stopped.dues) == ("stopped", False, ())


async def test_a_party_of_the_registry_owns_a_project_and_its_department_reads_the_name(house: House) -> None:
    async with house.web.begin(seen_as(OFFICER)) as work:
        ferry = await work.parties.make(DESK, PartyKind.COMPANY, "株式会社みおの舟運")
    await new(house, parties=["(株)みおの舟運"])

    changed = await act(house, "change-owners", OFFICER, lead="kanko", parties=["株式会社みおの舟運"])

    async with house.web.begin(seen_as(TOURISM)) as work:
        names = await owners.names_of(work, changed)
    assert (list(changed.parties), dict(names)) == ([ferry], {ferry: "株式会社みおの舟運"})
