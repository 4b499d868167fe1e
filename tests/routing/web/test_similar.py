"""What an officer is shown of other cases beside one: the same first, then what is alike, with the words in common."""

import re

import httpx2 as httpx

from services.routing.handlers.opening import open_cases
from shared.documents.contents import ProposalContent
from tests.routing.conftest import NOW, House

LUNCH = "規格に合わない野菜を農家から買い取り、下処理と冷凍をして学校給食に納めます。児童は畑を訪ねます。"


async def cases(house: House, *texts: str) -> None:
    """Open a case of each text, and read it."""
    for number, text in enumerate(texts, start=1):
        content = ProposalContent(title=f"<b>提案{number}</b>", text=text)
        received = await house.proposal(receipt=f"R8-000{number}", content=content)
        async with house.worker.begin() as work:
            await open_cases([received], work, at=NOW)
    await house.read()


async def test_the_same_and_the_alike_stand_beside_the_case_with_what_they_share(
    house: House, officer: httpx.AsyncClient
) -> None:
    await cases(
        house,
        LUNCH,
        f"お世話になっております。\n{LUNCH}\nよろしくお願いいたします。",
        "農産物のうち出荷できないものを、給食センターへ冷凍品として供給し、小学生が産地を訪ねます。",
        "古い橋の夜間の照明を寄附します。",
    )

    page = (await officer.get("/cases/R8-0001")).text

    card = page[page.index('id="similar"') :]
    card = card[: card.index("</ul>")]
    assert re.findall(r"/cases/(R8-\d+)", card) == ["R8-0002", "R8-0003"]
    assert re.findall(r"同一の内容|よく似ています|似た点があります", card)[0] == "同一の内容"
    assert "&lt;b&gt;提案2&lt;/b&gt;" in card
    assert "共通する言葉：" in card


async def test_a_case_that_is_like_no_other_shows_no_list(house: House, officer: httpx.AsyncClient) -> None:
    await cases(house, LUNCH, "古い橋の夜間の照明を寄附します。")

    assert 'id="similar"' not in (await officer.get("/cases/R8-0001")).text
