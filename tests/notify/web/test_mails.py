"""The list of outgoing mails, and who may repeat one."""

import pytest

from shared.access.actor import Role
from shared.runtime.site import Site
from tests.notify.conftest import House
from tests.notify.web.conftest import SignIn, counted


@pytest.mark.parametrize(
    ("state", "said"),
    [("failed", "送信できませんでした"), ("unknown", "届いたか確認が必要です"), ("bounced", "届かずに戻りました")],
)
async def test_the_desk_sees_a_mail_that_failed_and_sends_it_again(
    house: House, sign_in: SignIn, state: str, said: str
) -> None:
    await house.acknowledged()
    await house.change(
        "UPDATE notify.mail_send"
        " SET state = :state, reason = 'server_refuses', smtp_code = 550, attempt = 4, resends = 3",
        state=state,
    )
    send_id = (await house.mail())["send_id"]

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox/mails?show=troubled")
        answer = await desk.press(page, f"/inbox/mails/{send_id}/again")
        after = await desk.open("/inbox/mails")

    assert said in page.text
    assert "応答コード 550" in page.text
    assert "tanaka" not in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox/mails")
    row = await house.mail()
    assert (row["state"], row["attempt"], row["resends"], row["reason"]) == ("created", 0, 0, None)
    assert "送信待ち" in after.text


@pytest.mark.parametrize(("reported", "code"), [("5.1.1", "応答コード 5.1.1"), (None, None)])
async def test_a_mail_that_came_back_is_not_said_to_have_been_refused_by_the_server_that_took_it(
    house: House, sign_in: SignIn, reported: str | None, code: str | None
) -> None:
    await house.acknowledged()
    await house.change(
        "UPDATE notify.mail_send"
        " SET state = 'bounced', reason = 'came_back', smtp_code = 250, report_status = :reported",
        reported=reported,
    )

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox/mails")

    assert "応答コード 250" not in page.text
    assert code is None or code in page.text


async def test_a_mail_that_was_sent_cannot_be_sent_again(house: House, sign_in: SignIn) -> None:
    await house.acknowledged()
    await house.change("UPDATE notify.mail_send SET state = 'failed'")
    send_id = (await house.mail())["send_id"]

    async with sign_in(Role.DESK) as desk:
        page = await desk.open("/inbox/mails")
        await house.change("UPDATE notify.mail_send SET state = 'sent'")
        answer = await desk.press(page, f"/inbox/mails/{send_id}/again")

    assert answer.status_code == 409


@pytest.mark.parametrize("count", [1, 3])
async def test_the_list_of_mails_takes_the_same_number_of_statements_however_long_it_is(
    house: House, pages: Site, sign_in: SignIn, count: int
) -> None:
    for number in range(count):
        await house.acknowledged(receipt=f"R8-000{number}")

    async with sign_in(Role.DESK) as desk:
        await desk.open("/inbox/mails")
        with counted(pages.engine) as statements:
            page = await desk.open("/inbox/mails")

    assert page.text.count('<th scope="row">') == count
    assert len(statements) == 4


@pytest.mark.parametrize(
    ("role", "seen", "status"), [(Role.ADMINISTRATOR, 200, 403), (Role.DEPARTMENT, 403, 403), (Role.OPERATOR, 403, 403)]
)
async def test_only_the_desk_may_repeat_a_mail(
    house: House, sign_in: SignIn, role: Role, seen: int, status: int
) -> None:
    await house.acknowledged()
    await house.change("UPDATE notify.mail_send SET state = 'failed'")
    send_id = (await house.mail())["send_id"]

    async with sign_in(role, department="sangyo") as person:
        page = await person.open("/inbox/mails")
        answer = await person.client.post(f"/inbox/mails/{send_id}/again", data=await person.token())

    assert (page.status_code, answer.status_code) == (seen, status)
    assert f'action="/inbox/mails/{send_id}/again"' not in page.text
    assert (await house.mail())["state"] == "failed"
