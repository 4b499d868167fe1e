"""What was proposed and its files, as a program reads and takes them."""

from uuid import uuid4

import httpx2 as httpx

from shared.access.actor import Role
from shared.documents.contents import FilledField, ProposalContent
from tests.routing.conftest import FOREST, House
from tests.routing.web.api.conftest import program
from tests.routing.web.test_attached import a_case

CASE = "/api/cases/R8-0012"
CONTENT = ProposalContent(
    title="森の渡し船", fields=(FilledField(key="means", label="実現の方法", value="BAIT-県産材の船", protected=True),)
)


async def test_a_program_reads_the_fields_and_what_every_verb_asks_once_it_may_open_the_case(
    house: House, client: httpx.AsyncClient
) -> None:
    await house.offered("shinrin", content=CONTENT)
    await program(client, house, Role.DEPARTMENT, "shinrin")

    before = (await client.get(CASE)).json()
    await house.taken_up(FOREST)
    after = (await client.get(CASE)).json()

    assert (before["fields"], before["files"]) == ([], [])
    assert [(one["key"], one["value"], one["protected"]) for one in after["fields"]] == [
        ("means", "BAIT-県産材の船", True)
    ]
    asks = {one["verb"]: one["asks"] for one in after["actions"]}
    assert {"verdict", "reason"} <= asks["give-verdict"]["properties"].keys()


async def test_a_program_takes_a_file_that_was_found_safe_and_the_look_is_on_record(
    house: House, desk: httpx.AsyncClient
) -> None:
    document_id = await a_case(house, state="checked", reason="clean")

    (file, *_) = (await desk.get(CASE)).json()["files"]
    taken = await desk.get(file["href"])
    foreign = await desk.get(f"{CASE}/files/{uuid4()}")

    assert (file["document_id"], file["name"], file["state"]) == (str(document_id), "提案書.jtd", "checked")
    assert (taken.content, taken.headers["content-type"]) == (b"original", "application/octet-stream")
    assert foreign.status_code == 404
    looks = await house.rows("SELECT action FROM access.content_read WHERE action = 'case_open'")
    assert len(looks) == 2


async def test_what_a_scanner_warned_of_is_taken_with_a_reason_and_by_the_desk_alone(
    house: House, client: httpx.AsyncClient
) -> None:
    document_id = await a_case(house, state="suspect", reason="found")
    place = f"{CASE}/files/{document_id}"
    await program(client, house, Role.DESK)

    first = await client.get(place)
    without = await client.post(f"{place}/take")
    taken = await client.post(f"{place}/take", json={"reason": "業者に調べてもらう"})

    assert (first.status_code, without.status_code, taken.content) == (409, 422, b"original")
    assert without.json()["errors"] == [
        {"detail": "感染の疑いがあるファイルを取り出す理由を入力してください。", "pointer": "#/reason"}
    ]
    noted = await house.rows("SELECT what_id FROM access.content_read WHERE action = 'file_take_suspect'")
    assert len(noted) == 1


async def test_the_clean_copy_comes_first(house: House, desk: httpx.AsyncClient) -> None:
    document_id = await a_case(house, state="uncheckable", reason="locked", cleaned=True)

    (file,) = (await desk.get(CASE)).json()["files"]
    first, original = await desk.get(file["href"]), await desk.get(f"{CASE}/files/{document_id}")
    taken = await desk.post(f"{CASE}/files/{document_id}/take")

    assert (file["state"], file["cleaned_id"] in file["href"]) == ("cleaned", True)
    assert (first.content, original.status_code, taken.content) == (b"clean", 409, b"original")
