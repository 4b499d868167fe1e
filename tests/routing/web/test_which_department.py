"""The case page shows the desk whose words the proposal uses, and a department nothing but its abstract's."""

import re

import httpx2 as httpx

from services.routing.handlers.opening import open_cases
from shared.access.actor import Role
from shared.documents.contents import FilledField, ProposalContent
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import NOW, House

CONTENT = ProposalContent(
    title="森林と<木の船>",
    text="県産の木材で船をつくり、島々を結びます。\n\n木材の利用は三割です。",
    fields=(FilledField(key="plan", label="内容", value="秘伝の木\n材加工", protected=True),),
)


async def confirmed(house: House, client: httpx.AsyncClient, abstract: str) -> str:
    """Open a case, let the desk confirm it over its page, and return the page."""
    received = await house.proposal(content=CONTENT)
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)
    await sign_in(client, house.admin, Role.DESK)
    checks = [item.code for item in house.scheme.checklist]
    return await posted(client, "confirm", abstract=abstract, checked=checks)


async def posted(client: httpx.AsyncClient, act: str, **values: str | list[str]) -> str:
    """Do what the page offers, from the version it shows, and return the page that follows."""
    page = (await client.get("/cases/R8-0012")).text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answer = await client.post(f"/cases/R8-0012/{act}", data={**hidden, **values})
    return answer.text if answer.status_code == 422 else (await client.get("/cases/R8-0012")).text


def contents(page: str) -> list[str]:
    """Return where the links at the top of a case lead, in their order."""
    _, _, below = page.partition('aria-label="この画面の内容"')
    return re.findall(r'href="#([a-z]+)"', below.partition("</nav>")[0])


async def test_the_desk_sees_sections_in_order_with_their_words_marked_in_text_and_duty(
    house: House, client: httpx.AsyncClient
) -> None:
    page = await confirmed(house, client, "木の船の提案です。")

    _, _, below = page.partition('id="proposal"')
    proposal, _, ranking = below.partition('id="offer"')
    assert re.findall("<strong>(.+?)</strong>", ranking)[0] == "森林整備課"
    assert '<mark class="desk-mark">木材</mark>の' in ranking
    assert 'data-of="①">' in proposal
    assert ">木<br>材</mark>" in proposal
    assert "&lt;木の船&gt;" in page
    linked = set(re.findall(r'href="#(word-\d+)"', ranking))
    assert linked
    assert linked <= set(re.findall(r'<span id="(word-\d+)">', page))
    assert re.findall(r'<input class="desk-choice__input" type="checkbox"[^>]*checked', ranking) == []
    assert '<optgroup label="' in ranking
    assert contents(page) == ["proposal", "dialogue", "notes", "offer", "state"]
    duty = next(one for one in re.findall("<dd>(.*?)</dd>", ranking, re.DOTALL) if "の整備及び" in one)
    said = re.findall(r'<a href="#word-\d+">(.+?)</a>', duty)
    assert "木材" in said
    assert said == re.findall('<mark class="desk-mark">(.+?)</mark>', duty)


async def test_a_refused_offer_comes_back_as_it_was_filled_in(house: House, client: httpx.AsyncClient) -> None:
    await confirmed(house, client, "木の船の提案です。")

    page = await posted(client, "offer", departments=["shinrin"], lead="", **{"other-1": "kotsu", "other-2": ""})

    assert "主担当（まとめ）が一つになるようにしてください" in page
    assert re.search(r'value="shinrin" checked', page) is not None
    assert page.count('<option value="kotsu" selected>') == 1


async def test_a_department_sees_marks_in_the_abstract_and_nothing_of_the_proposal(
    house: House, client: httpx.AsyncClient
) -> None:
    await confirmed(house, client, "木材を使う提案です。")
    await posted(client, "offer", departments=["shinrin"], lead="")
    client.cookies.clear()
    await sign_in(client, house.admin, Role.DEPARTMENT, department="shinrin")

    page = (await client.get("/cases/R8-0012")).text

    assert '<mark class="desk-mark">木材</mark>を使う提案です。' in page
    assert "要旨と貴課の事務分掌" in page
    assert 'data-of="' not in page
    assert not any(word in page for word in ("木の船", "森林と", "秘伝", "島々", "提案の言葉"))
    assert contents(page) == ["return", "state"]

    opened = await posted(client, "take-up")

    assert contents(opened) == ["proposal", "notes", "verdict", "return", "state"]
    assert re.findall(r'id="(abstract|return|proposal|contact)"', opened) == [
        "abstract",
        "return",
        "proposal",
        "contact",
    ]
