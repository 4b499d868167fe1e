"""A company that was chosen for a department's wish says by its link what may be published of what names it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest

from services.routing.domain.publishing.refusals import FieldsUnsaid, NotAskedOfYou, PartnersUnasked, WhoseAnswer
from services.routing.handlers.publishing.hearing import note_shown, take_partners_answer
from services.routing.handlers.publishing.volume import VOLUME
from shared.events import PublicationConsentAsked, PublicationHeld, PublicationPartnerAnswered, PublicationPublished
from tests.routing.conftest import FOREST, OFFICER, House
from tests.routing.handlers.publishing.test_publishing import told
from tests.routing.publishing import DRAFT, begun, do, publication
from tests.routing.web.conftest import a_browser
from tests.routing.web.test_offer_link import ask, enter, hidden, offers, wish

ASK: dict[str, Any] = {"words": "案をご確認ください。", "due": "2026-12-11"}
NAMED = ("title", "summary", "sections", "partners", "effects")


@pytest.fixture
async def company(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of somebody who was sent a link."""
    async with a_browser() as browser:
        yield browser


async def partners(house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient) -> None:
    """Let a company be chosen for a department's wish, and begin the publication of it."""
    await wish(house)
    await ask(officer, "株式会社あお")
    [offer_id] = await offers(house)
    page = await enter(company, offer_id)
    await company.post("/offers/take-up", data=hidden(page.text))
    await company.post("/offers/answer", data=hidden(page.text) | {"verdict": "viable", "reason": "できます"})
    case = await officer.get("/cases/R8-0012")
    said = {"partners": str(offer_id), "way": "collaboration", "ground": "一者だけのため", "words": "決まりました"}
    closed = await officer.post("/cases/R8-0012/close-round", data=hidden(case.text) | said)
    assert closed.status_code == 303
    await begun(house, "R8-0012")
    await do(house, "write", **DRAFT)


async def heard(house: House) -> None:
    """Let the publication hear what companies answered."""
    for answer in await house.facts(PublicationPartnerAnswered):
        async with house.worker.begin() as work:
            await take_partners_answer(answer, work)


async def test_department_and_company_are_both_asked_and_each_answers_for_itself(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await partners(house, officer, company)
    [offer_id] = await offers(house)
    asked = await do(house, "ask-consent", **ASK)
    questions = [one.fact for one in await house.facts(PublicationConsentAsked)]
    mine = [VOLUME.verbs_now(actor, asked) for actor in (FOREST, OFFICER)]

    with pytest.raises(NotAskedOfYou):
        await do(house, "answer-consent", agreed=NAMED)
    with pytest.raises(FieldsUnsaid):
        await do(house, "answer-consent", FOREST, agreed=("title",))
    of_department = await do(house, "answer-consent", FOREST, agreed=NAMED)
    page = await company.get("/offers")
    answers = {f"answer-{code}": "agree" for code in NAMED}
    place = f"/offers/publications/{asked.item_id}"
    form = hidden(page.text) | {"draft": str(asked.draft)}
    no = answers | {"answer-effects": "refuse", "words": "数は伏せます"}
    unsaid = await company.post(place, data=form | answers | {"answer-title": ""})
    sent = await company.post(place, data=form | no | {"answer-BAIT-何でも": "refuse"})
    again = await company.post(place, data=form | answers)
    await heard(house)
    agreed = await publication(house)
    staff = await officer.get(f"/publications/{asked.number}")
    (kept,) = await house.rows("SELECT refused FROM routing.publication_question")

    assert [(one.department, one.offer_id) for one in sorted(questions, key=lambda one: one.offer_id is not None)] == [
        ("shinrin", None),
        (None, offer_id),
    ]
    assert ["answer-consent" in verbs for verbs in mine] == [True, False]
    assert (of_department.state, of_department.asked) == ("consent_asked", frozenset({offer_id}))
    assert ["案をご確認ください。" in page.text, "乗船者　1,200人（令和8年11月20日時点）" in page.text] == [True, True]
    assert [one.status_code for one in (unsaid, sent, again)] == [422, 303, 409]
    assert (agreed.state, "effects" in agreed.filled) == ("consented", False)
    assert kept["refused"] == ["effects"]
    assert ["株式会社あお" in staff.text, "数は伏せます" in staff.text] == [True, True]


async def test_what_a_company_says_by_telephone_is_noted_as_its_own_and_a_late_no_stops_the_release(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await partners(house, officer, company)
    [offer_id] = await offers(house)
    (case,) = (await publication(house)).cases
    said: dict[str, Any] = {"who": "広報担当", "way": "telephone", "given_on": "2026-11-24", "agreed": NAMED}

    with pytest.raises(WhoseAnswer):
        await do(house, "record-consent", **said)
    one = await do(house, "record-consent", **said, of=case)
    both = await do(house, "record-consent", **said, of=offer_id)
    await do(house, "submit")
    await do(house, "approve", release_at="2027-01-10T09:00:00+09:00")
    no: dict[str, Any] = {**said, "agreed": (), "refused": ("summary",)}
    held = await do(house, "record-consent", **no, of=offer_id)

    assert (one.state, both.state) == ("draft", "consented")
    assert [each.fact.fields for each in await house.facts(PublicationHeld)] == [("summary",)]
    assert (held.state, held.is_public, "summary" in held.filled) == ("consented", False, False)


async def test_a_company_that_agreed_by_telephone_finds_what_is_public_on_its_page_until_it_is_withdrawn(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await partners(house, officer, company)
    [offer_id] = await offers(house)
    (case,) = (await publication(house)).cases
    said: dict[str, Any] = {"who": "広報担当", "way": "telephone", "given_on": "2026-11-24", "agreed": NAMED}
    for one in (case, offer_id):
        await do(house, "record-consent", **said, of=one)
    await do(house, "submit")
    approved = await do(house, "approve")
    before = await company.get("/offers")
    shown = PublicationPublished(number=approved.number, shown=approved.approved_in)

    async with house.worker.begin() as work:
        await note_shown(told(shown, uuid4()), work)
    after = await company.get("/offers")
    await do(house, "withdraw", reason="相手方の申出")
    gone = await company.get("/offers")

    assert [f"/register/{approved.number}" in page.text for page in (before, after, gone)] == [False, True, False]
    assert ["公表への同意" in page.text for page in (before, after, gone)] == [False] * 3
    assert "公表を取り下げました" in gone.text


async def test_a_company_that_became_a_partner_later_is_asked_before_anything_is_submitted(
    house: House, officer: httpx.AsyncClient, company: httpx.AsyncClient
) -> None:
    await partners(house, officer, company)
    async with house.admin.begin() as connection:
        await connection.exec_driver_sql("UPDATE routing.offer SET chosen = false")
    later = await begun(house, "R8-0012")
    said: dict[str, Any] = {
        "who": "課長",
        "way": "telephone",
        "given_on": "2026-11-24",
        "agreed": tuple(later.awaiting),
    }
    await do(house, "record-consent", number=later.number, **said)
    async with house.admin.begin() as connection:
        await connection.exec_driver_sql("UPDATE routing.offer SET chosen = true")

    with pytest.raises(PartnersUnasked):
        await do(house, "submit", number=later.number)
