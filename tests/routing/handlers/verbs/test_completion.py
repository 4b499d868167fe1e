import pytest

from services.routing.domain.refusals import NoSuchCheck, WordsToProposerMissing
from services.routing.domain.stage import Stage
from shared.scheme.promises import looked_at_by
from tests.routing.conftest import NOW, OFFICER, House, seen_as
from tests.routing.ending import COMPLETION, do, look


async def test_the_proposer_is_told_what_is_missing_and_by_when(house: House) -> None:
    await house.opened()

    case = await do(house, "ask-completion", **COMPLETION)

    async with house.web.begin(seen_as(OFFICER)) as work:
        row = await work.queries.one("miono", "R8-0012")
        (asked,) = [line for line in await work.queries.history(case.case_id) if "completion" in line.type]
        words = await work.contents.own_text(asked.data["note_id"])
    assert case.stage is Stage.WAITING_FOR_PROPOSER
    assert row["next_day"] == case.waiting_until
    assert words == (
        "次の点について、補足をお願いします。\n・費用を、どなたがどのように負担するお考えかをお聞かせください。\n\n"
        "費用の分担をお聞かせください。"
    )


async def test_nothing_is_asked_without_words_or_for_a_point_the_desk_does_not_have(house: House) -> None:
    await house.opened()

    with pytest.raises(WordsToProposerMissing):
        await do(house, "ask-completion")
    with pytest.raises(NoSuchCheck):
        await do(house, "ask-completion", missing=["nowhere"])


async def test_what_came_by_telephone_gives_the_case_back_to_the_desk(house: House) -> None:
    await house.opened()
    await do(house, "ask-completion", **COMPLETION)

    await do(house, "receive-completion")

    (row,) = await house.rows("SELECT stage, waiting_until, next_day FROM routing.desk_case")
    assert tuple(row.values()) == ("confirming", None, looked_at_by(house.scheme, NOW.date()))
    assert (await look(house)).waiting_until is None
