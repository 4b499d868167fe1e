"""An act that waits for a second person, on the page of the case."""

import httpx2 as httpx

from tests.routing.conftest import OFFICER, House
from tests.routing.ending import REFER, coordinating, look
from tests.routing.ending import do as do_alone
from tests.routing.handlers.verbs.test_notes import by_two, do
from tests.routing.web.test_ends import CASE, press, words


async def test_a_colleague_reads_what_waits_and_sends_it_back_or_lets_it_go(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.opened()
    scheme = by_two(house.scheme, alone=False)
    await do(house, OFFICER, "refer", scheme, **REFER)

    page = words((await officer.get(CASE)).text)
    said = (await officer.get("/api/cases/R8-0012")).json()
    without = await press(officer, "send-back-act")
    sent_back = await press(officer, "send-back-act", reason="窓口の名称をご確認ください。")
    after = words((await officer.get(CASE)).text)
    await do(house, OFFICER, "refer", scheme, **REFER)
    released = await press(officer, "release-act")

    assert "外に出る操作の起案を確かめ、承認するか、差し戻してください。" in page
    assert "承認を待っている操作：他窓口へ紹介する" in page
    assert "紹介する窓口 澪野市" in page
    assert (said["act_waits"], said["waiting_act"]["releasable"]) == ("refer", True)
    assert (without.status_code, sent_back.status_code, released.status_code) == (422, 303, 303)
    assert "差し戻した起案：他窓口へ紹介する" in after
    assert "窓口の名称をご確認ください。" in after
    assert (await look(house)).stage.value == "referred"


async def test_a_draft_that_was_destroyed_can_still_be_sent_back(house: House, officer: httpx.AsyncClient) -> None:
    await house.opened()
    await do(house, OFFICER, "refer", by_two(house.scheme, alone=False), **REFER)
    async with house.admin.begin() as connection:
        await connection.exec_driver_sql("UPDATE routing.keeper SET wrapped_key = NULL WHERE kind = 'case_given'")

    page = words((await officer.get(CASE)).text)
    sent_back = await press(officer, "send-back-act", reason="廃棄されたため。")

    assert ("差し戻してください。" in page, sent_back.status_code) == (True, 303)


async def test_what_waits_names_the_task_and_who_owes_it_in_words(house: House, officer: httpx.AsyncClient) -> None:
    await coordinating(house)
    await do_alone(house, "set-todo", words="図面を送る", owner="counterpart", due="2026-12-01")
    (task,) = (await look(house)).tasks
    scheme = by_two(house.scheme, alone=False)

    await do(house, OFFICER, "chase", scheme, task_id=str(task.task_id), words="図面はいかがでしょうか。")
    chasing = words((await officer.get(CASE)).text)
    await do(house, OFFICER, "send-back-act", scheme, reason="言い回しをご確認ください。")
    await do(house, OFFICER, "set-todo", scheme, words="見積りを送る", owner="counterpart", due="2026-12-01")
    setting = words((await officer.get(CASE)).text)

    assert "宿題（提案者、期日：令和8年12月1日）" in chasing
    assert str(task.task_id) not in chasing.partition("承認を待っている操作")[2].partition("承認して")[0]
    assert "担当 提案者" in setting
