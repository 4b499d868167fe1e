"""A department's wish before companies: asked by the desk, answered through a link, compared, and closed fairly."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import httpx2 as httpx
import pytest
from sqlalchemy import func, select

from services.routing.handlers.confirming import confirm
from services.routing.handlers.opening import open_cases
from services.routing.storage.tables import metadata
from shared.database.transactions import DatabaseActor
from shared.documents.contents import FilledField, ProposalContent
from shared.events import ProposerKind
from shared.links import offer_token, status_token
from shared.settings import Installation
from tests.routing.conftest import NOW, OFFICER, House, seen_as, step
from tests.routing.ending import do, look
from tests.routing.web.conftest import a_browser

TABLES = metadata.tables
WISH = ProposalContent(
    title="BAIT-使われない林道",
    fields=(
        FilledField(key="summary", label="課題の概要", value="BAIT-林道を歩く人を増やしたい"),
        FilledField(key="budget", label="予算", value="BAIT-内部の見込み", protected=True),
    ),
)


async def wish(house: House) -> None:
    """Let a department propose, and the desk confirm it."""
    received = await house.proposal(content=WISH)
    fact = received.fact.model_copy(update={"proposer_kind": ProposerKind.DEPARTMENT, "department": "shinrin"})
    async with house.worker.begin() as work:
        await open_cases([replace(received, fact=fact)], work, at=NOW)
    async with house.web.begin(seen_as(OFFICER)) as work:
        await confirm(work, "R8-0012", step(OFFICER), abstract="要旨：林道の活用")


async def ask(officer: httpx.AsyncClient, name: str, **more: str) -> httpx.Response:
    """Let the desk ask a company."""
    page = await officer.get("/cases/R8-0012/ask")
    form = hidden(page.text)
    said = {"new-name": name, "name-new": "担当者", "email-new": f"{len(name)}@a.example", "note": "ご検討ください"}
    return await officer.post("/cases/R8-0012/ask", data=form | {"release": "1"} | said | more)


def hidden(page: str) -> dict[str, str]:
    """Return what every form of a page carries unseen."""
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|version)" value="([^"]*)"', page))


async def offers(house: House) -> list[UUID]:
    """Return the offers in the order they were made."""
    return [
        row["offer_id"] for row in await house.rows("SELECT offer_id FROM routing.offer ORDER BY asked_at, offer_id")
    ]


@pytest.fixture
async def company(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of somebody who was sent a link."""
    async with a_browser() as browser:
        yield browser


async def enter(browser: httpx.AsyncClient, offer_id: UUID) -> httpx.Response:
    """Open the link of an offer."""
    token = offer_token(Installation().link_secret, offer_id)
    entered = await browser.get(f"/offers/{token}")
    assert (entered.status_code, entered.headers["location"]) == (303, "/offers")
    return await browser.get("/offers")


async def test_a_company_sees_the_abstract_first_and_the_open_part_of_the_wish_once_it_took_it_up(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    asked = await ask(officer, "株式会社あお")
    assert asked.status_code == 303, re.findall(r"＊([^<]+)", asked.text)
    [offer_id] = await offers(house)

    before = await enter(company, offer_id)
    taken = await company.post("/offers/take-up", data=hidden(before.text))
    after = await company.get("/offers")

    assert taken.status_code == 303
    assert ["要旨：林道の活用" in before.text, "BAIT-林道" in before.text] == [True, False]
    assert ["BAIT-林道を歩く" in after.text, "BAIT-内部" in after.text] == [True, False]


async def test_a_damaged_form_asks_nobody_and_breaks_nothing(house: House, officer: httpx.AsyncClient) -> None:
    await wish(house)
    page = await officer.get("/cases/R8-0012/ask")
    whole = hidden(page.text) | {"new-name": "株式会社あお", "name-new": "担当者", "email-new": "a@a.example"}
    damaged = [
        whole | {"party": "BAIT"},
        whole | {"contact-new": "BAIT"},
        {key: value for key, value in whole.items() if key != "version"},
    ]

    answers = [await officer.post("/cases/R8-0012/ask", data=form) for form in damaged]
    heard = {"party_id": str(UUID(int=1)), "verdict": "viable", "reason": "理由", "reply_id": "BAIT"}
    answers.append(await officer.post("/cases/R8-0012/answer-for", data=hidden(page.text) | heard))

    assert [one.status_code for one in answers] == [404, 422, 409, 422]
    assert await offers(house) == []


async def test_a_question_is_answered_for_every_candidate_and_nobody_reads_who_asked(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    await ask(officer, "みどり工業株式会社")
    first, second = await offers(house)
    asking = await enter(company, first)
    sent = await company.post(
        "/offers/question", data=hidden(asking.text) | {"question": "BAIT-あおです。来年度でも？"}
    )
    page = await officer.get("/cases/R8-0012")
    [waiting] = re.findall(r'name="question_id" value="([^"]*)"', page.text)

    published = await officer.post(
        "/cases/R8-0012/answer-question",
        data=hidden(page.text)
        | {"question_id": waiting, "words": "来年度でもよいか。", "answer": "差し支えありません。"},
    )
    other = await enter(company, second)

    assert (sent.status_code, published.status_code) == (303, 303)
    assert "BAIT-あおです。" in page.text
    assert [said in other.text for said in ("来年度でもよいか。", "差し支えありません。", "BAIT-あお")] == [
        True,
        True,
        False,
    ]


async def test_the_link_of_one_offer_sees_no_other_offer_and_no_word_that_is_not_for_it(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    await ask(officer, "みどり工業株式会社", **{"note-new": "BAIT-みどりへの連絡"})
    first, _ = await offers(house)
    await enter(company, first)

    async with house.web.begin(DatabaseActor(kind="addressee", offer=first)) as work:
        seen = [one.offer_id for one in (await work.cases.find("miono", "R8-0012")).offers]
        counts = [
            await work.connection.scalar(select(func.count()).select_from(TABLES[f"routing.{name}"]))
            for name in ("offer", "desk_case", "case_history", "party_name", "case_words", "reply", "document")
        ]
    looks = await house.rows("SELECT offer_id FROM routing.offer_look")

    assert seen == [first]
    # Of the documents the abstract and its own note.
    assert counts == [1, 1, 0, 0, 0, 0, 2]
    assert [one["offer_id"] for one in looks] == [first]


async def test_a_wrong_link_a_link_of_a_proposal_and_no_link_open_nothing(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    [offer_id] = await offers(house)
    secret = Installation().link_secret

    answers = [
        await company.get(f"/offers/{token}")
        for token in (status_token(secret, offer_id, 1), offer_token("another secret", offer_id), "x" * 48)
    ]

    assert [one.status_code for one in (*answers, await company.get("/offers"))] == [404] * 4


async def test_a_recalled_offer_says_so_politely_and_takes_no_answer(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    [offer_id] = await offers(house)
    before = await enter(company, offer_id)
    page = await officer.get("/cases/R8-0012")
    [party] = re.findall(r'name="party_id" value="([^"]*)"', page.text)[:1]
    said = {"party_id": party, "reason": "BAIT-事情が変わったため"}

    recalled = await officer.post("/cases/R8-0012/recall", data=hidden(page.text) | said)
    after = await company.get("/offers")
    late = await company.post("/offers/take-up", data=hidden(before.text))

    assert (recalled.status_code, late.status_code) == (303, 409)
    assert ["取りやめました" in after.text, "BAIT-事情" in after.text] == [True, False]


async def test_the_link_of_a_recalled_offer_shows_nothing_more_and_does_nothing_to_the_offer_made_after_it(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    await ask(officer, "みどり工業株式会社")
    first, _ = await offers(house)
    before = await enter(company, first)
    await company.post("/offers/question", data=hidden(before.text) | {"question": "来年度でも？"})
    page = await officer.get("/cases/R8-0012")
    [waiting] = re.findall(r'name="question_id" value="([^"]*)"', page.text)
    rows = await house.rows("SELECT offer_id, party_id FROM routing.offer")
    party = next(str(row["party_id"]) for row in rows if row["offer_id"] == first)
    await officer.post("/cases/R8-0012/recall", data=hidden(page.text) | {"party_id": party, "reason": "誤送付"})

    again = await ask(officer, "", **{"party": party, f"name-{party}": "担当者", f"email-{party}": "right@a.example"})
    page = await officer.get("/cases/R8-0012")
    told = {"question_id": waiting, "words": "来年度でもよいか。", "answer": "BAIT-後の回答"}
    answered = await officer.post("/cases/R8-0012/answer-question", data=hidden(page.text) | told)
    shown = await company.get("/offers")
    form = hidden(before.text)
    late = [
        await company.post("/offers/take-up", data=form),
        await company.post("/offers/decline", data=form | {"decline-reason": "見送ります"}),
        await company.post("/offers/question", data=form | {"question": "まだですか"}),
    ]

    states = await house.rows("SELECT state FROM routing.offer ORDER BY asked_at, offer_id")
    assert (again.status_code, answered.status_code) == (303, 303)
    assert [one.status_code for one in late] == [409] * 3
    assert [one["state"] for one in states] == ["recalled", "asked", "asked"]
    assert "要旨：林道の活用" in before.text
    bait = ("要旨：林道の活用", "ご検討ください", "BAIT-後の回答", "来年度でも？", "質問と回答")
    assert [said in shown.text for said in bait] == [False] * 5


async def test_answers_stand_side_by_side_and_the_round_ends_with_words_to_everybody(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    await ask(officer, "みどり工業株式会社")
    first, second = await offers(house)
    for offer_id in (first, second):
        page = await enter(company, offer_id)
        await company.post("/offers/take-up", data=hidden(page.text))
        said = {"verdict": "viable", "reason": f"理由{offer_id}"}
        await company.post("/offers/answer", data=hidden(page.text) | said)
    page = await officer.get("/cases/R8-0012")
    said = {"partners": str(first), "way": "collaboration", "ground": "同じ条件で比べた", "words": "決まりました"}

    unkind = await officer.post("/cases/R8-0012/close-round", data=hidden(page.text) | said)
    closed = await officer.post(
        "/cases/R8-0012/close-round", data=hidden(page.text) | said | {"words_to_others": "今回は見送りです"}
    )
    other = await enter(company, second)
    chosen = await enter(company, first)

    assert "貴団体と連携して進めることといたしました" in chosen.text
    assert [f"理由{one}" in page.text for one in (first, second)] == [True, True]
    assert (unkind.status_code, closed.status_code) == (422, 303)
    assert ["今回は見送りです" in other.text, "今回は見送りとなりました" in other.text] == [True, True]


async def test_a_company_that_was_chosen_reads_what_it_is_to_prepare_and_reports_it(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await wish(house)
    await ask(officer, "株式会社あお")
    await ask(officer, "みどり工業株式会社")
    first, second = await offers(house)
    for offer_id in (first, second):
        page = await enter(company, offer_id)
        await company.post("/offers/take-up", data=hidden(page.text))
        await company.post("/offers/answer", data=hidden(page.text) | {"verdict": "viable", "reason": "応じます"})
    said = {
        "way": "collaboration",
        "ground": "同じ条件で比べた",
        "words": "決まりました",
        "words_to_others": "別の方です",
    }
    closing = hidden((await officer.get("/cases/R8-0012")).text) | {"partners": str(first)} | said
    await officer.post("/cases/R8-0012/close-round", data=closing)
    await do(house, "set-todo", words="機材の一覧を送る", owner="counterpart", due="2026-12-01")
    await do(house, "set-todo", words="BAIT-庁内の調整", owner="shinrin")
    (todo, _) = (await look(house)).tasks

    other = await enter(company, second)
    page = await enter(company, first)
    form = hidden(page.text) | {"todo": str(todo.task_id), "shown": str(todo.words_id), "report": "一覧を送りました"}
    sent = await company.post("/offers/todo", data=form)
    twice = await company.post("/offers/todo", data=form)
    reported = await company.get("/offers")
    desk = (await officer.get("/cases/R8-0012")).text
    await do(house, "send-back-todo", todo_id=todo.task_id, words="台数が足りません。")
    back = await company.get("/offers")

    assert (sent.status_code, twice.status_code) == (303, 422)
    assert [(await company.post("/offers/todo", data=form | {"todo": "x"})).status_code] == [404]
    assert ["機材の一覧を送る" in one.text for one in (other, page, reported)] == [False, True, True]
    assert "BAIT-庁内の調整" not in page.text
    assert ["/offers/todo" in one.text for one in (page, reported, back)] == [True, False, True]
    assert ["一覧を送りました" in desk, "確認して済みにする" in desk] == [True, True]
    assert ["台数が足りません。" in one.text for one in (reported, back)] == [False, True]
