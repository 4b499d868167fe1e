"""The public form as a browser without JavaScript uses it."""

import asyncio
import re

import httpx2 as httpx

from services.intake.storage.work import Work
from shared.database.transactions import Transactions
from tests.intake.web.conftest import a_proposal, hidden, proposals

FILE = [("attachments", ("企画書.docx", b"PK\x03\x04", "application/msword"))]


async def begin(client: httpx.AsyncClient) -> dict[str, str | list[str]]:
    page = await client.get("/propose")
    assert page.status_code == 200
    return hidden(page.text)


async def confirm(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    return await client.post("/propose", data=await begin(client) | a_proposal(**changes), files=FILE)


async def test_a_proposal_is_filled_in_confirmed_and_sent_with_its_file(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    confirmation = await confirm(client)
    thanks = await client.post("/propose/send", data=hidden(confirmation.text), follow_redirects=True)

    ((receipt, channel, kind),) = await proposals(worker_transactions)
    assert (channel, kind) == ("form", "company")
    assert re.findall(r"受付番号\u3000(R\d+-\d+)", thanks.text) == [receipt]
    (path,) = re.findall(r'href="(/status/[^"]+)"', thanks.text)
    status = await client.get(path, follow_redirects=True)
    assert re.findall(r'desk-files__name"[^>]*>([^<]*)<', status.text) == ["企画書.docx"]


async def test_a_double_click_is_one_proposal(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    fields = hidden((await confirm(client)).text)

    first, second = await asyncio.gather(
        client.post("/propose/send", data=fields), client.post("/propose/send", data=fields)
    )

    assert (first.status_code, second.status_code) == (303, 303)
    assert len(await proposals(worker_transactions)) == 1


async def test_a_page_that_was_sent_cannot_send_something_else(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    fields = hidden((await confirm(client)).text)
    await client.post("/propose/send", data=fields)

    again = await client.post("/propose/send", data=fields | {"title": "別の提案"})

    assert again.status_code == 409
    assert len(await proposals(worker_transactions)) == 1


async def test_what_is_wrong_is_said_on_top_and_at_the_field_and_the_file_is_kept(client: httpx.AsyncClient) -> None:
    page = await confirm(client, title="", contact_email="hanako")

    assert page.status_code == 422
    assert page.text.partition("</title>")[0].count("エラー：") == 1
    assert re.findall(r'<li><a href="#f-([a-z_]+)">', page.text) == ["title", "contact_email"]
    assert re.findall(r'id="f-([a-z_]+)-error"', page.text) == ["title", "contact_email"]
    assert len(re.findall(r'name="drop"', page.text)) == 1
    assert "移動販売車三台で" in page.text


async def test_going_back_from_the_confirmation_keeps_everything(client: httpx.AsyncClient) -> None:
    fields = hidden((await confirm(client)).text)

    page = await client.post("/propose", data=fields | {"step": "edit"})

    assert page.status_code == 200
    assert re.findall(r'name="title" value="([^"]*)"', page.text) == ["移動販売車による買い物支援と見守り"]
    assert len(re.findall(r'name="drop"', page.text)) == 1


async def test_a_file_can_be_taken_off_again(client: httpx.AsyncClient) -> None:
    fields = hidden((await confirm(client)).text)
    page = await client.post("/propose", data=fields | {"step": "edit"})
    (file_id,) = re.findall(r'name="drop" value="([^"]+)"', page.text)

    confirmation = await client.post("/propose", data=fields | {"drop": file_id})

    assert "添付ファイルはありません。" in confirmation.text


async def test_too_many_files_are_refused_at_the_field_with_the_limit(client: httpx.AsyncClient) -> None:
    files = [("attachments", (f"{number}.txt", b"x", "text/plain")) for number in range(11)]

    page = await client.post("/propose", data=await begin(client) | a_proposal(), files=files)

    assert page.status_code == 422
    assert re.findall(r'<a href="#f-attachments">([^<]*)<', page.text) == [
        "添付ファイルは10個までです。減らしてお送りください。"
    ]


async def test_protection_asks_for_a_reason_and_is_shown_to_the_proposer(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    without = await confirm(client, **{"protect.means": "yes"})

    confirmation = await confirm(client, **{"protect.means": "yes", "protection_reason": "独自の配送計画のため"})
    await client.post("/propose/send", data=hidden(confirmation.text))

    assert re.findall(r'<li><a href="#f-([a-z_]+)">', without.text) == ["protection_reason"]
    thanks = await client.get("/propose/thanks")
    (path,) = re.findall(r'href="(/status/[^"]+)"', thanks.text)
    status = await client.get(path, follow_redirects=True)
    assert len(re.findall("保護の対象として取り扱っています", status.text)) == 1


async def test_nobody_outside_can_propose_as_a_department(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    confirmation = await confirm(client, proposer_kind="department")

    await client.post("/propose/send", data=hidden(confirmation.text))

    assert [kind for _, _, kind in await proposals(worker_transactions)] == ["unknown"]


async def test_a_form_that_is_not_from_our_page_is_refused(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    answer = await client.post("/propose/send", data=a_proposal())

    assert answer.status_code == 403
    assert await proposals(worker_transactions) == []


async def test_the_page_that_thanks_shows_nothing_to_others(client: httpx.AsyncClient) -> None:
    answer = await client.get("/propose/thanks", headers={"Cookie": "desk_thanks=form.1"})

    assert answer.status_code == 404


async def test_the_front_page_shows_the_ways_in(client: httpx.AsyncClient) -> None:
    page = await client.get("/")

    assert re.findall(r'href="(/propose|mailto:[^"]+|/signin)"', page.text) == [
        "/propose",
        "mailto:teian@renkei.miono.example.jp",
        "/signin",
    ]
