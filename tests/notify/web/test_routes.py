"""The inbox, as each role meets it."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.access.actor import Role
from shared.events import AccessChanged, CaseOpened, Direction, MailHeld, OfferMade
from shared.runtime.site import Site
from tests.notify.conftest import House, told
from tests.notify.web.conftest import SignIn, counted

RECEIPT = "R8-0012"


async def open_case(house: House, receipt: str = RECEIPT) -> None:
    await house.hear(told(CaseOpened(proposal_id=uuid4(), receipt=receipt, direction=Direction.TO_DEPARTMENTS)))


async def offer(house: House, department: str = "sangyo", *, receipt: str = RECEIPT, admitted: bool = True) -> None:
    case_id = uuid4()
    made = OfferMade(offer_id=uuid4(), receipt=receipt, department=department, lead=True, due=date(2099, 12, 11))
    await house.hear(told(made, about=case_id, version=4))
    if admitted:
        await house.hear(told(AccessChanged(offered=(department,), taken_up=()), about=case_id, version=5))


def controls(page: str) -> list[str]:
    """Return the names of everything that can be pressed or followed in the rows of an inbox, as they are read out."""
    rows = page.partition('<ul class="desk-inbox">')[2].partition("</ul>")[0]
    found = re.findall(r"<(?:a|button)\b[^>]*>(.*?)</(?:a|button)>", rows, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", name) for name in found]


async def ids(house: House) -> list[str]:
    rows = await house.rows("SELECT notification_id FROM notify.notification ORDER BY notification_id")
    return [str(row["notification_id"]) for row in rows]


async def test_the_desk_sees_its_inbox_and_goes_on_to_the_case_with_one_click(house: House, sign_in: SignIn) -> None:
    await open_case(house)
    (notification,) = await ids(house)

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox")
        answer = await desk.press(page, f"/inbox/{notification}/read")

    assert page.status_code == 200
    assert controls(page.text) == ["新しい提案が届きました。内容をご確認ください。（受付番号 R8-0012を開く）"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases/R8-0012")
    (row,) = await house.rows("SELECT read_by, read_at IS NOT NULL AS read FROM notify.notification")
    assert row == {"read_by": desk.account_id, "read": True}


async def test_a_department_sees_what_it_is_asked_with_the_due_day(house: House, sign_in: SignIn) -> None:
    await offer(house)
    await open_case(house)

    async with sign_in(Role.DEPARTMENT, department="sangyo") as section:
        page = await section.open("/inbox")

    assert page.text.count("desk-inbox__item--unread") == 1
    assert "提案の検討を、主担当としてお願いします。" in page.text
    assert "令和81年12月11日" in page.text
    assert "新しい提案" not in page.text


async def test_a_department_sees_no_other_inbox(house: House, sign_in: SignIn) -> None:
    await offer(house, "norin")
    (notification,) = await ids(house)

    async with sign_in(Role.DEPARTMENT, department="sangyo") as section:
        page = await section.open("/inbox")
        statuses = [
            (await section.open(path)).status_code
            for path in (
                "/inbox?department=norin",
                "/inbox?department=desk",
                "/api/inbox?department=norin",
                "/inbox/mails",
            )
        ]
        own = await section.open("/inbox")
        token = await section.client.get("/inbox")
        answer = await section.client.post(f"/inbox/{notification}/read", data={"csrf_token": "x.y"})

    assert "知らせはありません" in page.text
    assert statuses == [403, 403, 403, 403]
    assert (own.status_code, token.status_code, answer.status_code) == (200, 200, 403)


async def test_a_section_that_calls_itself_desk_does_not_see_the_desks_inbox(house: House, sign_in: SignIn) -> None:
    await open_case(house)

    async with sign_in(Role.DEPARTMENT, department="desk") as section:
        page = await section.open("/inbox")

    assert page.status_code == 403


async def test_another_desk_sees_nothing_of_this_one(house: House, sign_in: SignIn) -> None:
    await open_case(house)

    async with sign_in(Role.DESK, desk_id="other") as other:
        answer = await other.open("/api/inbox")

    assert answer.json()["notifications"] == []


async def test_a_case_that_is_not_open_to_the_department_leads_nowhere(house: House, sign_in: SignIn) -> None:
    await offer(house, admitted=False)

    async with sign_in(Role.DEPARTMENT, department="sangyo") as section:
        page = await section.open("/inbox")

    assert controls(page.text) == []
    assert "この案件は、現在こちらからはご覧いただけません。" in page.text


async def test_a_person_who_is_not_signed_in_is_sent_to_sign_in(pages: Site, sign_in: SignIn) -> None:
    async with sign_in(Role.DESK) as desk:
        desk.client.cookies.clear()
        page = await desk.open("/inbox")
        answer = await desk.open("/api/inbox")

    assert (page.status_code, page.headers["location"]) == (303, "/signin?next=/inbox")
    assert answer.status_code == 401


async def test_an_operator_has_no_inbox(house: House, sign_in: SignIn) -> None:
    async with sign_in(Role.OPERATOR) as operator:
        assert (await operator.open("/inbox")).status_code == 403


async def test_an_administrator_looks_through_glass_leaves_it_unread_and_is_recorded(
    house: House, sign_in: SignIn
) -> None:
    await open_case(house)
    (notification,) = await ids(house)

    async with sign_in(Role.ADMINISTRATOR) as administrator:
        page = await administrator.open("/inbox")
        answer = await administrator.press(page, f"/inbox/{notification}/read")

    assert "管理者として閲覧しています。閲覧は記録されます。" in page.text
    assert "hx-get" not in page.text
    assert answer.status_code == 303
    assert await house.rows("SELECT count(*) AS n FROM notify.notification WHERE read_at IS NULL") == [{"n": 1}]
    reads = await house.rows("SELECT action, what_id, break_glass FROM access.content_read")
    assert reads == [{"action": "inbox_see_of_any", "what_id": "inbox:desk", "break_glass": True}] * 2


async def test_a_read_form_without_its_token_changes_nothing(house: House, sign_in: SignIn) -> None:
    await open_case(house)
    (notification,) = await ids(house)

    async with sign_in(Role.DESK) as desk:
        answer = await desk.client.post(f"/inbox/{notification}/read")

    assert answer.status_code == 403
    assert await house.rows("SELECT count(*) AS n FROM notify.notification WHERE read_at IS NULL") == [{"n": 1}]


async def test_opening_a_notification_that_does_not_exist_is_missing(house: House, sign_in: SignIn) -> None:
    await open_case(house)
    (notification,) = await ids(house)

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox")
        await house.change("DELETE FROM notify.notification")
        answer = await desk.press(page, f"/inbox/{notification}/read")

    assert answer.status_code == 404


async def test_unread_stands_first_and_can_be_asked_for_alone(house: House, sign_in: SignIn) -> None:
    for number in range(3):
        await open_case(house, f"R8-000{number}")
    newest = (await ids(house))[-1]

    async with sign_in(Role.DESK) as desk:
        await desk.press(await desk.open("/inbox"), f"/inbox/{newest}/read")
        everything = (await desk.open("/api/inbox")).json()
        unread = (await desk.open("/api/inbox?show=unread")).json()

    assert [row["receipt"] for row in everything["notifications"]] == ["R8-0001", "R8-0000", "R8-0002"]
    assert [row["receipt"] for row in unread["notifications"]] == ["R8-0001", "R8-0000"]
    assert (everything["unread"], unread["unread"]) == (2, 2)


async def test_a_long_inbox_is_read_page_by_page_and_nothing_is_seen_twice(house: House, sign_in: SignIn) -> None:
    await house.change(
        "INSERT INTO notify.notification (notification_id, desk_id, recipient, kind, receipt, about_id, event_id,"
        " read_at, read_by) SELECT gen_random_uuid(), 'miono', 'desk', 'case_opened', 'R8-' || 1000 + n,"
        " gen_random_uuid(), gen_random_uuid(), CASE WHEN n % 2 = 0 THEN now() END,"
        " CASE WHEN n % 2 = 0 THEN 'x' END FROM generate_series(1, 120) n"
    )
    seen: list[str] = []
    after: str | None = ""

    async with sign_in(Role.DESK) as desk:
        for _ in range(3):
            found = (await desk.open(f"/api/inbox?after={after}")).json()
            seen += [row["receipt"] for row in found["notifications"]]
            after = found["after"]

    assert (len(seen), len(set(seen)), after) == (120, 120, None)


@pytest.mark.parametrize("count", [1, 3])
async def test_the_inbox_takes_the_same_number_of_statements_however_long_it_is(
    house: House, pages: Site, sign_in: SignIn, count: int
) -> None:
    for number in range(count):
        await offer(house, receipt=f"R8-000{number}")

    async with sign_in(Role.DEPARTMENT, department="sangyo") as section:
        await section.open("/inbox")
        with counted(pages.engine) as statements:
            page = await section.open("/inbox")

    assert page.text.count('class="desk-inbox__item') == count
    # The session, who acts, the rows, the name of the post, the number of unread ones, the own sentences.
    assert len(statements) == 6


async def test_htmx_gets_only_the_part_it_refreshes(house: House, sign_in: SignIn) -> None:
    await open_case(house)

    async with sign_in(Role.DESK) as desk:
        part = await desk.open("/inbox", HX_Request="true")

    assert part.text.lstrip().startswith('<div id="inbox" hx-get="/inbox?show=all" hx-trigger="every 20s"')
    assert "<html" not in part.text


@pytest.mark.parametrize(("role", "said"), [(Role.DESK, True), (Role.DEPARTMENT, False)])
async def test_the_front_page_of_the_desk_says_what_waits_in_the_holding_box(
    house: House, sign_in: SignIn, role: Role, *, said: bool
) -> None:
    async with house.admin.begin() as connection:
        await connection.execute(
            text(
                "WITH raw AS (INSERT INTO intake.raw_message (raw_id, desk_id, channel, received_at,"
                " size_bytes, sha256)"
                " VALUES (gen_random_uuid(), 'miono', 'mail', now(), 1, '') RETURNING raw_id)"
                " INSERT INTO intake.holding (raw_id, desk_id, reason, held_at)"
                " SELECT raw_id, 'miono', 'unreadable', now() - interval '50 hours' FROM raw"
            )
        )

    async with sign_in(role, department=None if role is Role.DESK else "sangyo") as person:
        page = await person.open("/inbox")
        machine = (await person.open("/api/inbox")).json()["held"]

    assert ("保留箱で 1件が待っています" in page.text, "2日待っています" in page.text) == (said, said)
    assert machine["count"] == int(said)


async def test_a_held_mail_leads_to_the_holding_box(house: House, sign_in: SignIn) -> None:
    held = told(MailHeld(reason="unparseable"))
    await house.hear(held)
    (notification,) = await ids(house)

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox")
        answer = await desk.press(page, f"/inbox/{notification}/read")

    assert controls(page.text) == [
        "自動で仕分けられなかったメールがあります。扱いをお決めください。（確認が必要なメールを開く）"
    ]
    assert (answer.status_code, answer.headers["location"]) == (303, f"/holding/{held.aggregate_id}")


async def test_looking_at_the_inbox_marks_nothing_as_read(house: House, sign_in: SignIn) -> None:
    await open_case(house)
    (notification,) = await ids(house)

    async with sign_in(Role.DESK) as desk:
        await desk.open("/inbox")
        answer = await desk.open(f"/inbox/{notification}/read")

    assert answer.status_code == 405
    assert await house.rows("SELECT count(*) AS n FROM notify.notification WHERE read_at IS NULL") == [{"n": 1}]


async def test_no_page_holds_a_style_a_script_or_an_address_of_another_house(house: House, sign_in: SignIn) -> None:
    await open_case(house)
    await house.acknowledged()

    async with sign_in(Role.DESK) as desk:
        for path in ("/inbox", "/inbox/mails"):
            text = unescape((await desk.open(path)).text)
            assert [sign for sign in (" style=", "<style", " onclick", "//cdn", "https://") if sign in text] == []
