"""Rules stand beside the suggestion on the page of a case: with what made them hit, and never mixed into it."""

from dataclasses import replace
from datetime import date
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import text

from services.routing.handlers.confirming import confirm
from services.routing.handlers.opening import open_cases
from services.routing.handlers.suggesting import Directories
from services.routing.storage.apply import apply_scheme
from services.routing.storage.schemes import SchemeStore
from services.routing.web.access import look_at_case
from services.routing.web.rules import RulesSaid, ShownRule, compared, rules_said
from shared.access.accounts import NewAccount, create_account
from shared.access.actor import Actor
from shared.documents.contents import FilledField, ProposalContent
from shared.scheme.in_force import SchemesInForce
from shared.scheme.model import DeskScheme
from tests.routing.conftest import DESK, FOREST, NOW, OFFICER, House, seen_as, step
from tests.routing.domain.test_rules_trial import OFFICE, hit

TODAY = date(2026, 11, 24)
CONTENT = ProposalContent(
    title="ＳＮＳで広める藻場",
    text="磯\n焼けを止め、海の魅力を高めます。",
    fields=(
        FilledField(key="categories", label="分野", value="観光・産業振興、環境・エネルギー"),
        FilledField(key="place", label="実施場所・対象市町村", value="澪野県帆津市"),
    ),
)
RULES: tuple[dict[str, Any], ...] = (
    {"words": ["観光"], "department": "kanko", "priority": 90},
    {"words": ["磯焼け", "漁港", "藻場"], "department": "shinrin", "priority": 80, "note": "藻場の担当です。"},
    {
        "categories": ["environment"],
        "proposer_kinds": ["company"],
        "municipalities": ["帆津市"],
        "department": "old",
        "priority": 80,
    },
)
SHINRIN = ShownRule(
    number=2,
    department="shinrin",
    name="森林整備課",
    priority=80,
    note="藻場の担当です。",
    because=(("提案の言葉", ("磯焼け", "藻場")),),
)
FOLLOWED = ShownRule(
    number=3,
    department="kanko",
    name="観光振興課",
    priority=80,
    note="",
    because=(("分野", ("環境・エネルギー",)), ("提案者の種別", ("企業",)), ("市町村", ("帆津市",))),
    formerly="木材課",
)


async def a_case(house: House) -> None:
    """Open a case about the sea, in an office where 木材課 was followed by 観光振興課."""
    received = await house.proposal(content=CONTENT)
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.department SET successor = 'kanko' WHERE code = 'old'"))
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)


def ruled(house: House, version: int, *rules: dict[str, Any]) -> DeskScheme:
    """Return the sample desk with other rules."""
    data = house.scheme.model_dump(mode="json") | {"version": version, "routing": rules}
    return DeskScheme.model_validate(data)


async def said(house: House, scheme: DeskScheme, actor: Actor = OFFICER) -> RulesSaid | None:
    """Return what the page of the case says of its rules."""
    new = NewAccount(user="someone", display_name="試験", roles=actor.roles, desk_id=DESK, department=actor.department)
    async with house.admin.begin() as connection:
        actor = replace(actor, account_id=await create_account(connection, new, password=None, now=NOW))
    schemes = SchemesInForce({DESK: scheme})
    async with house.web.begin(seen_as(actor)) as seen:
        work = replace(seen, schemes=SchemeStore(seen.connection, schemes))
        opened = await look_at_case(work, actor, "R8-0012", Directories(schemes), at=NOW)
        return await rules_said(work, opened, TODAY)


async def test_a_rule_is_shown_with_what_made_it_hit_and_follows_the_successor(house: House) -> None:
    await a_case(house)

    shown = await said(house, ruled(house, house.scheme.version, *RULES))

    assert shown is not None
    assert shown.rules == (SHINRIN, FOLLOWED)
    assert (shown.version, shown.remark, shown.differs) == (house.scheme.version, "", True)
    assert "「森林整備課」「観光振興課」の異なる課を指しています" in shown.verdict


async def test_a_running_case_keeps_the_rules_it_began_under(house: House) -> None:
    await a_case(house)
    begun = house.scheme.version
    async with house.worker.begin() as work:
        await apply_scheme(work.connection, ruled(house, begun, *RULES[1:2]), by="test", at=NOW)

    shown = await said(house, ruled(house, begun + 1, *RULES[2:]))

    assert shown is not None
    assert shown.rules == (replace(SHINRIN, number=1),)
    assert shown.remark == f"この案件を受け付けたときの設定（版{begun}）の規則です。現在の設定は版{begun + 1}です。"


async def test_rules_of_another_version_are_named_as_such_where_the_own_was_never_recorded(house: House) -> None:
    await a_case(house)
    begun = house.scheme.version

    shown = await said(house, ruled(house, begun + 1))

    assert shown is not None
    assert (shown.rules, shown.verdict) == ((), "当てはまる規則はありません。")
    assert shown.remark == (
        f"受け付けたときの設定（版{begun}）の記録がないため、現在の設定（版{begun + 1}）の規則を示しています。"
    )


async def test_a_department_learns_nothing_of_the_rules(house: House) -> None:
    await house.offered("shinrin")
    await house.taken_up(FOREST)

    assert await said(house, ruled(house, house.scheme.version, *RULES), FOREST) is None


@pytest.mark.parametrize(
    ("rules", "lead", "sentence", "differs"),
    [
        ([], "suisan", "当てはまる規則はありません。", False),
        (["umi"], "suisan", "規則も、言葉からの候補も、「suisan課」を先頭に挙げています。", False),
        (
            ["kowan"],
            "suisan",
            "規則は「kowan課」、言葉からの候補は「suisan課」で、異なります。それぞれの理由を見比べてお決めください。",
            True,
        ),
        (["kowan"], None, "規則は「kowan課」を指しています。言葉からの候補は、一つに決められませんでした。", True),
        (
            ["kowan", "suisan"],
            "suisan",
            "同じ優先度の規則が、「kowan課」「suisan課」の異なる課を指しています。規則の理由を見比べてお決めください。",
            True,
        ),
    ],
)
def test_the_page_says_plainly_how_rules_and_suggestion_stand_to_each_other(
    rules: list[str], lead: str | None, sentence: str, *, differs: bool
) -> None:
    hits = [hit(number, code) for number, code in enumerate(rules, start=1)]

    assert compared(hits, lead, OFFICE) == (sentence, differs)


async def test_the_page_shows_suggestion_and_rules_side_by_side(house: House, officer: httpx.AsyncClient) -> None:
    await a_case(house)
    async with house.web.begin(seen_as(OFFICER)) as work:
        await confirm(work, "R8-0012", step(OFFICER), abstract="藻場の再生")

    page = (await officer.get("/cases/R8-0012")).text

    rules = page.partition('id="rules"')[2].partition("</section>")[0]
    assert '<mark class="desk-mark">磯焼け</mark>・<mark class="desk-mark">藻場</mark>' in rules
    assert "なぜこの規則か：藻場やブルーカーボンは" in rules
    assert "この課は現在の組織にありません" in rules
    assert "規則は「suisan」、言葉からの候補は「観光振興課」で、異なります" in rules
    assert 'name="departments" value="kanko"' in page
    assert '<a href="#rules">規則による候補</a>' in page
