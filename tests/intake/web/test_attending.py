"""Registering for a forum, the waiting list, and the page of the secret link."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.intake.handlers.attending import admit_waiting
from services.intake.handlers.recording import Rules
from services.intake.storage.work import Work
from shared.access.actor import Role
from shared.database.transactions import Transactions
from shared.documents.contents import ContactContent
from shared.japanese.era import day_in_japan
from shared.links import registration_token
from shared.public_words import FORUM_PEOPLE
from shared.scheme.fields import Choice, Field, FieldKind
from shared.settings import ServiceSettings
from tests.intake.web.conftest import a_proposal, hidden, sign_in

_KEEP = text(
    "INSERT INTO intake.public_call (desk_id, number, version, opens_on, closes_on, closed, title, summary, fields,"
    " gone, held_on, content_id, capacity, waiting_list) VALUES ('miono', 'FR8-0001', 4, :opens, :closes, false,"
    " 'みなとフォーラム', '空き店舗を考えます。', CAST(:fields AS jsonb), false, :held, gen_random_uuid(), :capacity,"
    " :waits)"
)
PEOPLE = Field(
    key=FORUM_PEOPLE,
    label="参加する人数",
    section="forum-registration",
    kind=FieldKind.CHOICE,
    choices=(Choice(value="0", label="参加しない"), Choice(value="1", label="1名"), Choice(value="2", label="2名")),
)


async def forum(transactions: Transactions[Work], *, capacity: int | None = 3, waits: bool = True) -> None:
    """Announce a forum, to be registered for until some days from now, whatever midnight passes meanwhile."""
    today = day_in_japan(datetime.now(UTC))
    closes = today + timedelta(days=3)
    said = {"opens": today, "closes": closes, "held": closes + timedelta(days=1), "capacity": capacity, "waits": waits}
    async with transactions.begin() as work:
        await work.connection.execute(_KEEP, said | {"fields": json.dumps([PEOPLE.model_dump(mode="json")])})


async def attend(client: httpx.AsyncClient, **said: str) -> httpx.Response:
    """Fill in the form as somebody does, and send it."""
    page = await client.get("/attend?forum=FR8-0001")
    typed = {"name": "佐藤 花子", "email": "hanako@kigyo.example.jp", "people": "2"} | said
    return await client.post("/attend?forum=FR8-0001", data=hidden(page.text) | typed)


async def told(transactions: Transactions[Work]) -> list[tuple[str, str, int, int]]:
    """Return what was told of registrations: what, how it stands, and how many places are taken, in that order."""
    async with transactions.begin() as work:
        rows = await work.connection.execute(
            text(
                "SELECT type, data ->> 'state' AS state, CAST(data ->> 'people' AS int) AS people,"
                " CAST(data ->> 'taken' AS int) AS taken FROM intake.event_log WHERE type LIKE 'registration.%'"
                " ORDER BY CAST(data ->> 'tally' AS int)"
            )
        )
        return [(row.type.split(".")[1], row.state, row.people, row.taken) for row in rows]


async def registration_of(transactions: Transactions[Work], email: str) -> Any:
    """Return the row of whoever registered from an address."""
    async with transactions.begin() as work:
        rows = await work.connection.execute(
            text("SELECT registration_id, contact_id FROM intake.registration ORDER BY registration_id")
        )
        for row in rows.all():
            document = await work.documents.open(row.contact_id)
            if ContactContent.model_validate_json(document.content).email == email:
                return row
    raise AssertionError(email)


async def enter(client: httpx.AsyncClient, transactions: Transactions[Work], email: str) -> httpx.Response:
    """Open the secret link that was mailed to an address."""
    secret = ServiceSettings("intake").installation.link_secret
    row = await registration_of(transactions, email)
    return await client.get(f"/attendance/{registration_token(secret, row.registration_id, 1)}")


async def test_a_place_is_given_until_the_forum_is_full_then_the_list_waits_and_a_cancelled_place_goes_to_its_first(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await forum(worker_transactions)
    before = await client.get("/attend?forum=FR8-0001")

    sent = await attend(client, words="車いすで参ります。")
    thanks = await client.get(sent.headers["location"])
    again = await attend(client, email="HANAKO@kigyo.example.jp", people="1")
    waits = await attend(client, name="鈴木", email="suzuki@npo.example.jp")
    full = await client.get("/attend?forum=FR8-0001")
    await enter(client, worker_transactions, "hanako@kigyo.example.jp")
    mine = await client.get("/attendance")
    more = await client.post("/attendance", data=hidden(mine.text) | {"people": "3"})
    changed = await client.post("/attendance", data=hidden(mine.text) | {"people": "1", "words": "車いすです。"})
    ask = await client.get("/attendance/cancel")
    gone = await client.post("/attendance/cancel", data=hidden(ask.text))
    after = await client.get("/attendance")

    assert [one.status_code for one in (sent, again, waits, changed, gone)] == [303] * 5
    assert ("残り3名（定員3名）" in before.text, "/propose?forum=FR8-0001" in before.text) == (True, True)
    assert "佐藤" not in thanks.text
    # A place is free, and belongs to who waits.
    assert ("お待ちの方がいらっしゃいます（定員3名）" in full.text, "残り1名" in full.text) == (True, False)
    assert "お席をお待ちの方がいらっしゃるため、キャンセル待ちとして承ります" in full.text
    assert ("車いすで参ります。" in mine.text, "佐藤" in mine.text) == (True, False)
    assert (more.status_code, "お席をお待ちの方が" in more.text) == (422, True)
    assert (after.status_code, "取り消されています" in after.text) == (410, True)
    assert 'href="/register/FR8-0001"' in after.text
    assert await told(worker_transactions) == [
        ("received", "registered", 2, 2),
        ("repeated", "registered", 2, 2),
        ("received", "waiting", 2, 2),
        ("changed", "registered", 1, 1),
        ("admitted", "registered", 2, 3),
        ("cancelled", "cancelled", 1, 2),
    ]


async def test_the_same_form_sent_twice_is_one_registration_and_each_field_says_what_is_wrong(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await forum(worker_transactions, capacity=None)
    page = await client.get("/attend?forum=FR8-0001")
    typed = hidden(page.text) | {"name": "佐藤", "email": "hanako@kigyo.example.jp", "people": "２名"}

    wrong = await client.post("/attend?forum=FR8-0001", data=hidden(page.text) | {"email": "hanako", "people": "百"})
    twice = [await client.post("/attend?forum=FR8-0001", data=typed) for _ in range(2)]

    assert wrong.status_code == 422
    said = ("お名前をご入力ください。", "メールアドレスの形をご確認ください", "1から50までの数字で")
    assert [words in wrong.text for words in said] == [True, True, True]
    assert [one.status_code for one in twice] == [303, 303]
    assert await told(worker_transactions) == [("received", "registered", 2, 2)]


async def test_the_same_page_sent_again_with_other_contents_says_by_mail_what_stands_and_not_after_cancelling(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await forum(worker_transactions)
    page = await client.get("/attend?forum=FR8-0001")
    typed = hidden(page.text) | {"name": "佐藤", "email": "hanako@kigyo.example.jp", "people": "1"}

    first, otherwise = [
        await client.post("/attend?forum=FR8-0001", data=typed | {"people": people}) for people in ("1", "3")
    ]
    await enter(client, worker_transactions, "hanako@kigyo.example.jp")
    ask = await client.get("/attendance/cancel")
    await client.post("/attendance/cancel", data=hidden(ask.text))
    back = await client.post("/attend?forum=FR8-0001", data=typed)

    assert [one.status_code for one in (first, otherwise, back)] == [303, 303, 409]
    assert "その後に取り消されています" in back.text
    assert await told(worker_transactions) == [
        ("received", "registered", 1, 1),
        ("repeated", "registered", 1, 1),
        ("cancelled", "cancelled", 1, 0),
    ]


@pytest.mark.parametrize(("capacity", "people"), [(3, "50"), (2, "1")])
async def test_nobody_learns_from_the_answer_which_address_is_registered(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work], capacity: int, people: str
) -> None:
    await forum(worker_transactions, capacity=capacity, waits=False)
    opened = hidden((await client.get("/attend?forum=FR8-0001")).text)
    await attend(client)

    typed = opened | {"name": "鈴木", "people": people}
    known, stranger = [
        await client.post("/attend?forum=FR8-0001", data=typed | {"email": email, "key": str(uuid4())})
        for email in ("hanako@kigyo.example.jp", "shiranai@kigyo.example.jp")
    ]

    assert known.status_code == stranger.status_code
    assert known.status_code in {409, 422}
    assert "すでにお申し込みいただいている場合は" in stranger.text
    # Whoever is registered finds the link again in a mail of their own.
    assert [(what, people) for what, _, people, _ in await told(worker_transactions)] == [
        ("received", 2),
        ("repeated", 2),
    ]


async def test_a_full_forum_without_a_list_and_one_whose_day_has_passed_say_so(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await forum(worker_transactions, capacity=2, waits=False)
    opened = await client.get("/attend?forum=FR8-0001")
    await attend(client)

    typed = {"name": "鈴木", "email": "late@kigyo.example.jp", "people": "1"}
    late = await client.post("/attend?forum=FR8-0001", data=hidden(opened.text) | typed)
    idea = await client.get("/propose?forum=FR8-0001")
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET closes_on = closes_on - 9"))
    closed = await client.get("/attend?forum=FR8-0001")
    nothing = await client.get("/attend?forum=FR8-0009")

    assert (late.status_code, "定員に達したため" in late.text) == (409, True)
    assert ("満席（定員2名）" in idea.text, 'name="forum_people"' in idea.text) == (True, False)
    assert (closed.status_code, "受付は終了しました" in closed.text) == (409, True)
    assert nothing.status_code == 404


async def test_who_comes_with_an_idea_has_a_place_and_who_registered_brings_one_later_by_the_link(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await forum(worker_transactions)
    page = await client.get("/propose?forum=FR8-0001")
    both = a_proposal(forum_people="2") | {"contact_email": "midori@kigyo.example.jp"}
    confirmed = await client.post("/propose?forum=FR8-0001", data=hidden(page.text) | both)
    sent = await client.post("/propose/send?forum=FR8-0001", data=hidden(confirmed.text))
    await attend(client, people="1")
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET closes_on = closes_on - 9"))
    await enter(client, worker_transactions, "hanako@kigyo.example.jp")
    form = await client.get("/attendance/idea")
    checked = await client.post("/attendance/idea", data=hidden(form.text) | a_proposal())
    later = await client.post("/attendance/idea/send", data=hidden(checked.text))

    assert [one.status_code for one in (sent, form, checked, later)] == [303, 200, 200, 303]
    assert 'name="forum_people"' not in form.text
    assert [one[:3] for one in await told(worker_transactions)] == [
        ("received", "registered", 2),
        ("received", "registered", 1),
    ]
    async with worker_transactions.begin() as work:
        said = "SELECT data ->> 'forum', data ->> 'registration_id' FROM intake.event_log WHERE type LIKE 'proposal.r%'"
        links = {tuple(row) for row in await work.connection.execute(text(said))}
    midori = await registration_of(worker_transactions, "midori@kigyo.example.jp")
    hanako = await registration_of(worker_transactions, "hanako@kigyo.example.jp")
    assert links == {("FR8-0001", str(midori.registration_id)), ("FR8-0001", str(hanako.registration_id))}


async def test_the_desk_writes_down_an_idea_told_at_the_forum_in_the_name_of_who_registered(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work], admin: AsyncEngine
) -> None:
    await forum(worker_transactions)
    await attend(client, organisation="みどり商店")
    row = await registration_of(worker_transactions, "hanako@kigyo.example.jp")
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET closes_on = closes_on - 9"))
    await sign_in(client, admin, Role.DESK)
    address = f"/entry?forum=FR8-0001&registration={row.registration_id}"

    form = await client.get(address)
    received = {"entry.channel": "counter", "entry.received_by": "試験 太郎"}
    today = day_in_japan(datetime.now(UTC))
    day = {f"entry.received_on-{part}": str(getattr(today, part)) for part in ("year", "month", "day")}
    checked = await client.post(address, data=hidden(form.text) | a_proposal() | received | day)
    sent = await client.post(address.replace("/entry", "/entry/send"), data=hidden(checked.text))
    unknown = await client.get(f"/entry?forum=FR8-0001&registration={uuid4()}")
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.registration SET number = 'FR8-0002'"))
    of_another = [
        await client.get(address),
        await client.post(address, data=hidden(form.text) | a_proposal() | received | day),
        await client.post(address.replace("/entry", "/entry/send"), data=hidden(checked.text)),
    ]

    assert ('value="みどり商店"' in form.text, 'value="hanako@kigyo.example.jp"' in form.text) == (True, True)
    assert (checked.status_code, sent.status_code, unknown.status_code) == (200, 303, 404)
    assert [one.status_code for one in of_another] == [404] * 3
    async with worker_transactions.begin() as work:
        said = "SELECT data ->> 'forum', data ->> 'registration_id' FROM intake.event_log WHERE type LIKE 'proposal.r%'"
        assert tuple((await work.connection.execute(text(said))).one()) == ("FR8-0001", str(row.registration_id))


async def test_more_places_are_given_to_those_who_wait_when_the_forum_is_announced_anew(
    client: httpx.AsyncClient, worker_transactions: Transactions[Work]
) -> None:
    await forum(worker_transactions, capacity=2)
    await attend(client)
    await attend(client, email="suzuki@npo.example.jp")
    async with worker_transactions.begin() as work:
        await work.connection.execute(text("UPDATE intake.public_call SET capacity = 5"))
        await admit_waiting(Rules(desk_id="miono", version="miono.1"), "FR8-0001", work, now=datetime.now(UTC))

    assert [(what, taken) for what, _, _, taken in await told(worker_transactions)] == [
        ("received", 2),
        ("received", 2),
        ("admitted", 4),
    ]


async def test_a_wrong_link_opens_nothing(client: httpx.AsyncClient, worker_transactions: Transactions[Work]) -> None:
    await forum(worker_transactions)
    await attend(client)
    row = await registration_of(worker_transactions, "hanako@kigyo.example.jp")

    for token in (
        "nonsense",
        registration_token("another secret", row.registration_id, 1),
        registration_token("another secret", UUID(int=1), 1),
    ):
        assert (await client.get(f"/attendance/{token}")).status_code == 404
    assert (await client.get("/attendance")).status_code == 404
