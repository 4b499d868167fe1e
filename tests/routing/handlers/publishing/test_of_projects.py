"""A publication of a project begins with what the office recorded of it."""

from datetime import date
from typing import Any

from services.routing.domain.ledger.project import PROJECTS
from services.routing.handlers.ledger.projects.born import begin_project
from services.routing.handlers.publishing.drafting import draft_of
from services.routing.web.ledger.face import Link
from services.routing.web.ledger.projects.face import PROJECT_FACE
from shared.documents.contents import FilledField, ProposalContent
from shared.events import ImplementationStarted, Verdict
from tests.routing.agreements import concluded
from tests.routing.conftest import DESK, FOREST, OFFICER, House, seen_as
from tests.routing.ending import do, judged, look
from tests.routing.handlers.ledger.test_projects import act
from tests.routing.municipal import BAY, municipalities
from tests.routing.publishing import SECRET, begun

CHOSEN = FilledField(key="categories", label="分野", value="観光・産業振興、環境・エネルギー")
KEPT = FilledField(key="method", label="実施方法", value=SECRET, protected=True)
EFFECT: dict[str, Any] = {
    "effect_kind": "count",
    "label": "乗船者",
    "count": 1200,
    "unit": "人",
    "fiscal_year": 2026,
    "as_of": "2026-11-20",
    "method": "乗船券｜の数",
}


async def at_work(house: House, *fields: FilledField, **cooperation: Any) -> None:
    """Let a case with these fields, and a municipality in it, go on in a project."""
    await house.offered("shinrin", content=ProposalContent(title="BAIT-渡し船", text="県産の木材。", fields=fields))
    await house.taken_up(FOREST)
    await judged(house, Verdict.VIABLE)
    (offer,) = (await look(house)).offers
    said: dict[str, Any] = {"way": "collaboration", "ground": "一者だけが応じたため。", "words": "調整を始めます。"}
    await do(house, "close-round", partners=[offer.offer_id], **said)
    await municipalities(house)
    await do(house, "invite-municipality", municipalities=["shi-bay"], words="会場の調整をお願いします。")
    await do(house, "join", BAY)
    await do(house, "decide-cooperation", decided=True, body="政策調整会議", day="2026-11-20", **cooperation)
    await do(house, "start-implementation", words="始めます。", starts_on="2026-12-01")
    (told,) = await house.facts(ImplementationStarted)
    async with house.worker.begin() as work:
        await begin_project(told, work)


async def test_the_draft_says_what_the_project_is_and_brought_but_nothing_that_is_protected(
    house: House,
) -> None:
    await at_work(house, CHOSEN, KEPT, form="none")
    await act(house, "record-effect", standing="actual", **EFFECT)
    await act(house, "record-effect", standing="expected", **EFFECT | {"label": "来年の乗船者"})
    await act(house, "record-effect", standing="actual", **EFFECT | {"label": SECRET})

    item = await begun(house, "JR8-0001")

    async with house.web.begin(seen_as(OFFICER)) as work:
        draft = await draft_of(work, item)
        project = await work.ledger.find(PROJECTS, DESK, "JR8-0001")
        *_, card = await PROJECT_FACE.show(work, OFFICER, project)
        told = await PROJECT_FACE.data(work, OFFICER, project)
    assert [one.words for one in draft.categories] == ["観光・産業振興", "環境・エネルギー"]
    assert (draft.title, draft.municipalities, draft.departments) == (
        "株式会社みおとの連携",
        ("入江市",),
        ("森林整備課",),
    )
    assert (draft.begins_on, draft.ends_on, draft.fiscal_year) == (date(2026, 12, 1), None, 2026)
    assert [(one.label, one.value, one.unit, one.method, one.estimator) for one in draft.effects] == [
        ("乗船者", "1,200", "人", "乗船券／の数", "森林整備課")
    ]
    assert (card.title, card.rows) == ("公表", [(Link("/publications/PR8-0001", "PR8-0001"), "起案中")])
    assert told["publications"] == [{"number": "PR8-0001", "state": "draft", "release_at": None, "shown_since": None}]


async def test_a_project_whose_proposal_names_no_field_takes_the_one_of_its_agreement(house: House) -> None:
    agreement = await concluded(house, changes={"form": "project", "fields": ("safety",)})
    await at_work(house, form="project", agreement=agreement.number)

    renamed = await act(house, "rename", title="渡し船")

    assert renamed.fields == frozenset({"safety"})
