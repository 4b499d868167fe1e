"""Asking for what is missing, ending and linking a case, as the pages of the desk do it."""

import re
from html import unescape

import httpx2 as httpx

from services.routing.handlers.recognising import recognise_parties
from shared.documents.contents import ProposalContent
from tests.routing.conftest import DESK, House
from tests.routing.ending import DECLINE, at, do, look
from tests.routing.handlers.test_second_person import officers

CASE = "/cases/R8-0012"
IDEA = "規格に合わない野菜を農家から買い取り、下処理と冷凍をして学校給食に納めます。児童は畑を訪ねます。"


def words(page: str) -> str:
    """Return a page as it is read out."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


async def press(officer: httpx.AsyncClient, verb: str, receipt: str = "R8-0012", **fields: str) -> httpx.Response:
    """Send the form of *verb* as the page drew it, filled in."""
    page = (await officer.get(f"/cases/{receipt}")).text
    forms = [
        one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'action="/cases/{receipt}/{verb}"' in one
    ]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', forms[0]))
    drawn = dict(re.findall(r'name="([^"]+-(?:year|month|day))" value="([^"]*)"', forms[0]))
    said = {f"{verb}-{name}": value for name, value in fields.items()}
    return await officer.post(f"/cases/{receipt}/{verb}", data=drawn | hidden | said)


async def test_what_is_missing_is_asked_and_taken_by_the_page(house: House, officer: httpx.AsyncClient) -> None:
    await house.opened()

    without = await press(officer, "ask-completion")
    asked = await press(officer, "ask-completion", missing="cost", words="費用の分担をお聞かせください。")
    waiting = words((await officer.get(CASE)).text)
    received = await press(officer, "receive-completion")

    assert (without.status_code, asked.status_code, received.status_code) == (422, 303, 303)
    assert "提案者にお知らせする内容を入力してください。" in words(without.text)
    assert "提案者の補正を待っています" in waiting
    assert "・費用を、どなたがどのように負担するお考えかをお聞かせください。" in waiting
    assert "提案者のページでは、まだ表示されていません。" in waiting
    assert (await look(house)).stage.value == "confirming"


async def test_a_decline_waits_on_the_page_and_is_approved_there(house: House, officer: httpx.AsyncClient) -> None:
    await house.opened()

    wrong = await press(officer, "decline", ground="not-fit", reason="BAIT-内部の理由")
    proposed = await press(officer, "decline", **DECLINE)
    page = words((await officer.get(CASE)).text)
    approved = await press(officer, "approve-decline")
    ended = words((await officer.get(CASE)).text)

    assert (wrong.status_code, proposed.status_code, approved.status_code) == (422, 303, 303)
    assert "BAIT-内部の理由" in wrong.text
    assert "見送りの承認を待っています" in page
    assert "一人で承認して見送る" in page
    assert "この案件は終了しています：見送り" in ended
    assert "起案と承認を同じ職員が行いました。" in ended
    assert "見送り（一人で承認）" in ended


async def test_whoever_drafted_a_decline_at_a_desk_of_two_is_not_offered_to_approve_it(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.opened()
    await press(officer, "decline", **DECLINE)
    await officers(house, "second")

    page = words((await officer.get(CASE)).text)

    assert "見送りの起案が、ほかの職員の承認を待っています。" in page
    assert "起案したあなたとは別の職員の承認が必要です。" in page
    assert "一人で承認して見送る" not in page


async def test_who_comes_second_gets_the_page_as_it_is_now_with_what_was_typed(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.opened()
    page = (await officer.get(CASE)).text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    await do(house, "ask-completion", words="費用の分担をお聞かせください。")

    late = await officer.post(f"{CASE}/confirm", data=hidden | {"abstract": "二人目が書いた要旨です。"})

    assert late.status_code == 409
    assert "ほかの職員がこの案件を更新しました。" in words(late.text)
    assert "提案者の補正を待っています" in words(late.text)
    assert "二人目が書いた要旨です。" in late.text


async def test_what_was_declined_is_recognised_when_it_is_proposed_again_and_both_pages_say_so(
    house: House, officer: httpx.AsyncClient
) -> None:
    content = ProposalContent(title="野菜", text=IDEA)
    for receipt in ("R8-0007", "R8-0012"):
        await house.opened(receipt=receipt, content=content)
    await house.read()
    async with house.worker.begin() as work:
        await recognise_parties({one.fact.proposal_id: DESK for one in await house.openings()}, work)
    await do(house, "decline", receipt="R8-0007", **DECLINE)
    await do(house, "approve-decline", receipt="R8-0007")

    suggested = words((await officer.get(CASE)).text)
    linked = await press(officer, "link")
    new, old = words((await officer.get(CASE)).text), words((await officer.get("/cases/R8-0007")).text)

    assert "再提案と思われます" in suggested
    assert linked.status_code == 303
    assert "再提案と思われます" not in new
    assert "以前の提案 R8-0007" in new
    assert "BAIT-内部の理由" in new
    assert "再提案 R8-0012" in old


async def test_a_merged_case_leads_to_the_other_one(house: House, officer: httpx.AsyncClient) -> None:
    await house.opened(receipt="R8-0007")
    await at(house, "confirming")

    itself = await press(officer, "merge", into="R8-0012", reason="同じ内容のため。")
    merged = await press(officer, "merge", into="R8-0007", reason="同じ内容のため。")
    page, other = (await officer.get(CASE)).text, words((await officer.get("/cases/R8-0007")).text)

    assert (itself.status_code, merged.status_code) == (422, 303)
    assert 'href="/cases/R8-0007">統合先の案件' in page
    assert "統合された提案 R8-0012" in other
    assert "ほかの案件に統合（R8-0007）" in words(page)
