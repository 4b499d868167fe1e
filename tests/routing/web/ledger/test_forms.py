"""Forms of the ledger: sent twice, sent too late, opened by who may not, and asked with what is no number."""

import httpx2 as httpx
import pytest

from shared.access.actor import Role
from tests.intake.web.conftest import sign_in
from tests.routing.conftest import House
from tests.routing.web.ledger.test_agreements import DRAFT, do, drafted, words_of


async def test_the_same_form_sent_twice_begins_one_item(house: House, officer: httpx.AsyncClient) -> None:
    page = await officer.get("/agreements/new")
    sent = dict(DRAFT) | {
        name: page.text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "begun_as")
    }

    answers = [await officer.post("/agreements", data=sent) for _ in range(2)]

    assert [answer.headers["location"] for answer in answers] == [answers[0].headers["location"]] * 2
    assert await house.rows("SELECT count(*) AS items FROM routing.ledger_item") == [{"items": 1}]


async def test_what_was_typed_comes_back_where_somebody_else_was_faster(
    house: House, officer: httpx.AsyncClient
) -> None:
    item = await drafted(officer)
    typed = {**DRAFT, "title": "書きかけの名称"}
    slow = await officer.get(f"{item}/redraft")
    hidden = {name: slow.text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf_token", "version")}
    await do(officer, f"{item}/redraft", {**DRAFT, "title": "先に保存した名称"})

    answer = await officer.post(f"{item}/redraft", data={**typed, **hidden})
    again = await do(officer, f"{item}/redraft", typed)

    assert answer.status_code == 409
    assert 'value="書きかけの名称"' in answer.text
    assert "更新しました" in words_of(answer)
    assert again.status_code == 303


async def test_a_form_that_cannot_be_used_is_not_drawn(house: House, officer: httpx.AsyncClient) -> None:
    item = await drafted(officer)

    early = await officer.get(f"{item}/renew")
    await sign_in(officer, house.admin, Role.DEPARTMENT, department="shinrin")
    foreign = [await officer.get(address) for address in ("/agreements/new", f"{item}/conclude")]

    assert (early.status_code, "<form" in early.text.split("<main")[1].split("できること")[0]) == (409, False)
    assert [page.status_code for page in foreign] == [403, 403]


@pytest.mark.parametrize("address", ["/agreements/%00", "/agreements/KR8-%00", "/cases/%00"])
async def test_what_is_no_number_is_never_looked_for(officer: httpx.AsyncClient, address: str) -> None:
    answer = await officer.get(address)

    assert answer.status_code == 404
