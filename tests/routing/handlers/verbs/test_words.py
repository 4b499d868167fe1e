from services.routing.handlers.verbs.words import written_note, written_reason
from tests.routing.conftest import OFFICER, House, seen_as


async def test_what_the_proposer_is_told_is_a_document_that_outlives_the_idea(house: House) -> None:
    await house.opened()

    async with house.web.begin(seen_as(OFFICER)) as work:
        case = await work.cases.get("miono", "R8-0012")
        note = await written_note(work, case, "  次の点をご教示ください。\n")
        reason = await written_reason(work, case, "実施体制が不明なため。")
        unwritten = (await written_note(work, case, " \n"), await written_reason(work, case, ""))

    assert note is not None
    assert reason is not None
    kinds = await house.rows(
        "SELECT d.kind, k.keeper_kind FROM routing.document d JOIN routing.document_key k USING (document_id)"
        " ORDER BY d.kind"
    )
    assert [tuple(row.values()) for row in kinds] == [
        ("note_to_proposer", "case_decided"),
        ("reason", "case_decided"),
    ]
    async with house.web.begin(seen_as(OFFICER)) as work:
        assert await work.contents.own_text(note) == "次の点をご教示ください。"
    assert unwritten == (None, None)
