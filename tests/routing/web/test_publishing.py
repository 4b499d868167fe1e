"""Publications on staff pages: pictures, the press release, the media."""

import html
import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import docx
import httpx2 as httpx
import pytest

from services.routing.domain.publishing.refusals import MediumUnreachable, NoSuchMedium
from services.routing.domain.refusals import NotAllowedNow
from services.routing.handlers.publishing.consenting import partners_of
from services.routing.web.publishing.consents import names_of_concerned
from services.routing.web.publishing.wishes import wishes_sections
from shared.access.policy import NotAllowed
from shared.documents.contents import FilledField, ProposalContent
from shared.events import PublicationMailedToMedia
from tests.routing.conftest import FOREST, NOW, OFFICER, TOURISM, House, seen_as
from tests.routing.ending import coordinating
from tests.routing.publishing import DRAFT, NUMBER, a_picture, begun, do, of_a_case, publication
from tests.statements import noting_statements

PLACE = f"/publications/{NUMBER}"


def words_of(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


async def hidden(officer: httpx.AsyncClient, page: str) -> dict[str, str]:
    """Return what a form sends beside what is typed."""
    found = (await officer.get(page)).text
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|version)" value="([^"]*)">', found))


async def test_a_case_leads_to_its_publication(house: House, officer: httpx.AsyncClient) -> None:
    await coordinating(house)

    before = await officer.get("/cases/R8-0012")
    form = await officer.get("/publications/new?about=R8-0012")
    await begun(house, "R8-0012")
    after = await officer.get("/cases/R8-0012")

    assert 'href="/publications/new?about=R8-0012"' in before.text
    assert 'value="R8-0012"' in form.text
    assert ("/publications/new" in after.text, f'href="{PLACE}"' in after.text) == (False, True)


async def approved(house: House, **said: Any) -> None:
    """Bring a publication that was begun to its approval."""
    await do(house, "write", **DRAFT)
    yes: dict[str, Any] = {"who": "広報", "way": "telephone", "given_on": "2026-11-24"}
    await do(house, "record-consent", **yes, agreed=["title", "summary", "sections", "partners", "effects"])
    await do(house, "submit")
    await do(house, "approve", **said)


async def test_a_picture_is_sent_as_a_file_and_seen_by_who_may(house: House, officer: httpx.AsyncClient) -> None:
    await of_a_case(house)
    form = f"{PLACE}/add-picture"

    none = await officer.post(form, data={**await hidden(officer, form), "caption": "船"})
    wrong = await officer.post(
        form,
        data={**await hidden(officer, form), "caption": "船"},
        files={"content": ("a.jpg", b"no picture" * 200_000)},
    )
    sent = await officer.post(
        form, data={**await hidden(officer, form), "caption": "木の船"}, files={"content": ("a.png", a_picture("PNG"))}
    )
    (picture_id,) = (await publication(house)).pictures
    shown = await officer.get(f"{PLACE}/pictures/{picture_id}")

    assert (none.status_code, wrong.status_code, sent.status_code) == (422, 422, 303)
    assert (shown.headers["content-type"], shown.content[:4]) == ("image/png", b"\x89PNG")
    assert "木の船" in words_of(await officer.get(PLACE))


async def test_a_press_release_says_what_the_draft_says_and_from_when_it_may_be_reported(
    house: House, officer: httpx.AsyncClient
) -> None:
    await of_a_case(house)
    await do(house, "write", **DRAFT)

    page = words_of(await officer.get(f"{PLACE}/press"))
    file = await officer.get(f"{PLACE}/press.docx")
    paragraphs = [one.text for one in docx.Document(io.BytesIO(file.content)).paragraphs]

    assert "解禁日時：解禁日時の指定なし（公表と同時）" in page
    assert [words in page for words in ("木の船で川を渡ります。", "ねらい", "まだ承認されていません。")] == [True] * 3
    assert [words in paragraphs for words in ("森の渡し船", "木に親しむ。", "問合せ先", "連携先：株式会社みお")] == [
        True
    ] * 4


async def test_media_are_kept_on_a_page_of_their_own_and_what_they_were_handed_is_noted(
    house: House, officer: httpx.AsyncClient
) -> None:
    await of_a_case(house)
    await approved(house)
    media = "/publications/media"

    empty = await officer.post(media, data=await hidden(officer, media))
    said = {"organisation": "みお新聞社", "email": "x"}
    unusable = await officer.post(media, data={**await hidden(officer, media), **said})
    kept = await officer.post(media, data={**await hidden(officer, media), "organisation": "みお新聞社"})
    listed = words_of(await officer.get(media))
    async with house.worker.begin() as work:
        (one,) = await work.media.listed("miono")
    handed = await do(house, "hand-to-media", handed_on="2026-11-24", media=(one.medium_id,))
    page = words_of(await officer.get(PLACE))
    gone = await officer.post(f"{media}/{one.medium_id}/remove", data=await hidden(officer, media))

    for actor in (FOREST, OFFICER):
        with pytest.raises(NoSuchMedium):
            await do(house, "hand-to-media", actor, handed_on="2026-11-24", media=(one.medium_id,))

    assert [one.status_code for one in (empty, unusable, kept, gone)] == [422, 422, 303, 303]
    assert ("みお新聞社" in listed, "みお新聞社" in page, len(handed.handed)) == (True, True, 1)
    assert "みお新聞社" not in words_of(await officer.get(media))


async def test_what_was_approved_is_mailed_to_each_chosen_medium_with_its_embargo_before_everything_else(
    house: House, officer: httpx.AsyncClient
) -> None:
    media = "/publications/media"
    for name, email in (("みお新聞社", "desk@shimbun.example"), ("みお放送", "news@tv.example"), ("みお通信", "")):
        said = {"organisation": name, "email": email}
        await officer.post(media, data={**await hidden(officer, media), **said})
    async with house.worker.begin() as work:
        paper, station, silent = await work.media.listed("miono")
    await of_a_case(house)
    with pytest.raises(NotAllowedNow):
        await do(house, "mail-to-media", media=(paper.medium_id,))
    await approved(house, release_at=NOW + timedelta(days=3))

    with pytest.raises(NotAllowed):
        await do(house, "mail-to-media", FOREST, media=(paper.medium_id,))
    with pytest.raises(MediumUnreachable, match="1"):
        await do(house, "mail-to-media", media=(paper.medium_id, silent.medium_id))
    form = f"{PLACE}/mail-to-media"
    chosen = [str(one.medium_id) for one in (paper, station, paper)]
    sent = await officer.post(form, data={**await hidden(officer, form), "media": chosen})
    (mailed,) = [one.fact for one in await house.facts(PublicationMailedToMedia)]
    async with house.worker.begin() as work:
        letter = (await work.ledger_texts.open_file(mailed.letter_id)).content.decode()
    page = words_of(await officer.get(PLACE))
    data = (await officer.get(f"/api/publications/{NUMBER}")).json()

    assert sent.status_code == 303
    assert mailed.contacts == (paper.contact_id, station.contact_id)
    assert letter.startswith("【解禁日時】令和8年")
    assert [
        words in letter for words in ("森の渡し船", "木の船で川を渡ります。", "■ ねらい", "■ 問合せ先\n森林整備課")
    ] == [True] * 4
    assert [words in page for words in ("みお新聞社 メール（送信待ち）", "みお放送 メール（送信待ち）")] == [True, True]
    assert "created" in str(data)


async def test_what_proposers_wished_is_shown_to_who_may_open_the_case_and_each_look_is_written_down(
    house: House,
) -> None:
    said = FilledField(key="publication", label="公表の可否", value="公表を希望しない")
    item = await of_a_case(house, content=ProposalContent(title="木の船", text="木の船です。", fields=(said,)))
    for actor in (OFFICER, TOURISM):
        await house.known(actor)

    shown = []
    for actor in (OFFICER, TOURISM):
        async with house.web.begin(seen_as(actor)) as work:
            shown.append([list(card.rows) for card in await wishes_sections(work, actor, item)])
    looks = await house.rows("SELECT account_id, action, what_id FROM access.content_read")

    assert shown == [[[("R8-0012", "公表の可否", "公表を希望しない")]], []]
    assert [tuple(look.values()) for look in looks] == [
        (OFFICER.account_id, "case_open", str(case_id)) for case_id in item.cases
    ]


async def test_who_has_to_agree_is_asked_of_the_database_once_for_all_cases(house: House) -> None:
    item = await of_a_case(house)
    await house.known(OFFICER)
    for receipt in ("R8-0013", "R8-0014"):
        await house.opened(receipt=receipt)
    cases = [row["case_id"] for row in await house.rows("SELECT case_id FROM routing.desk_case")]
    asked = []

    for of_it in (item, replace(item, cases=frozenset(cases))):
        async with house.web.begin(seen_as(OFFICER)) as work:
            with noting_statements(house.web.engine) as statements:
                names = await names_of_concerned(work, of_it)
                await partners_of(work, of_it)
                await wishes_sections(work, OFFICER, of_it)
            asked.append((len(names), len(statements)))

    assert [names for names, _ in asked] == [1, 3]
    assert asked[0][1] == asked[1][1]
