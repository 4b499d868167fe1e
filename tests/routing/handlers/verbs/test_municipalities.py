"""Municipalities are invited, join, write, decline and leave; each sees its own part and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.routing.domain.membership import MemberState
from services.routing.domain.municipal_refusals import InvitedAlready, NoSuchMunicipality, NotInvited
from services.routing.domain.verbs import Verb
from services.routing.handlers.suggesting import Directories
from services.routing.handlers.verbs.door import Doing
from services.routing.handlers.verbs.registry import perform, verbs_now
from services.routing.ports import NoSuchCase
from services.routing.web.access import OpenedCase, look_at_case
from services.routing.web.api.data import case_as_data
from shared.access.actor import Actor
from shared.access.policy import NotAllowed
from shared.events import AccessChanged, MunicipalityInvited, MunicipalityLeft, NoteCircle
from tests.routing.conftest import ABSTRACT, FOREST, NOW, OFFICER, TITLE, House, seen_as, step
from tests.routing.ending import coordinating
from tests.routing.municipal import BAY, HILL, WORDS, do, invited, municipalities

DAY = timedelta(days=1)


async def look(house: House, actor: Actor) -> tuple[OpenedCase, str]:
    """Return what somebody sees of the case, and all of it that the API would say."""
    async with house.web.begin(seen_as(actor)) as work:
        opened = await look_at_case(work, actor, "R8-0012", Directories(house.schemes), at=NOW)
        return opened, str(await case_as_data(work, opened, actor))


async def test_a_municipality_comes_and_goes_and_sees_its_own_part_alone(house: House) -> None:
    await invited(house, "shi-bay", "machi-hill")
    asked, said = await look(house, BAY)
    assert (asked.abstract, asked.words[asked.members[0].note_id]) == (ABSTRACT, WORDS)
    assert (asked.proposal, asked.offers, len(asked.members), TITLE in said) == (None, [], 1, False)

    await do(house, BAY, "join")
    await do(house, OFFICER, "write-note", text="BAIT-入江市へ", municipality="shi-bay")
    await do(house, BAY, "write-note", text="BAIT-入江市から")
    await do(house, FOREST, "write-note", text="BAIT-庁内だけ")
    _, said = await look(house, BAY)
    assert [words in said for words in ("BAIT-入江市へ", "BAIT-入江市から", "BAIT-庁内だけ", "丘町")] == [
        True,
        True,
        False,
        False,
    ]
    await do(house, HILL, "decline-invitation", reason="BAIT-丘町の理由")
    _, said = await look(house, BAY)
    assert "BAIT-丘町の理由" not in said
    _, office = await look(house, OFFICER)
    _, lead = await look(house, FOREST)
    assert ["BAIT-丘町の理由" in one and "BAIT-入江市から" in one for one in (office, lead)] == [True, True]

    after = await do(house, BAY, "leave", reason="BAIT-時期が重なるため")

    assert [one.state for one in after.members if one.municipality == "shi-bay"] == [MemberState.LEFT]
    gone, said = await look(house, BAY)
    assert (gone.abstract, gone.case.abstract_id, gone.members[0].by_desk) == (None, None, False)
    assert [
        words in said for words in (WORDS, "BAIT-入江市へ", "BAIT-入江市から", "BAIT-時期が重なるため", ABSTRACT)
    ] == [False, False, True, True, False]
    changes = [(one.fact.invited, one.fact.joined) for one in await house.facts(AccessChanged)]
    assert changes[-4:] == [
        (("machi-hill", "shi-bay"), ()),
        (("machi-hill",), ("shi-bay",)),
        ((), ("shi-bay",)),
        ((), ()),
    ]


async def test_who_left_has_nothing_more_to_do_until_it_is_invited_anew(house: House) -> None:
    case = await invited(house, "shi-bay")
    assert verbs_now(BAY, case) >= {Verb.JOIN, Verb.DECLINE_INVITATION, Verb.WRITE_NOTE}
    assert verbs_now(HILL, case) == frozenset()
    with pytest.raises(NoSuchCase):
        await do(house, HILL, "join")
    with pytest.raises(InvitedAlready):
        await do(house, OFFICER, "invite-municipality", municipalities=["shi-bay"], words=WORDS)

    case = await do(house, OFFICER, "part-municipality", municipality="shi-bay", reason="別の市に決めたため")

    assert verbs_now(BAY, case) == frozenset()
    (left,) = await house.facts(MunicipalityLeft)
    assert left.fact.by_desk
    for verb in ("join", "leave", "write-note"):
        with pytest.raises((NotAllowed, NotInvited)):
            await do(
                house, BAY, verb, **({} if verb == "join" else {"reason": "x"} if verb == "leave" else {"text": "x"})
            )
    case = await do(house, OFFICER, "invite-municipality", municipalities=["shi-bay"], words="もう一度")
    assert Verb.JOIN in verbs_now(BAY, case)


async def test_all_municipalities_are_those_of_the_organisation_that_were_never_asked(house: House) -> None:
    await invited(house, "shi-bay")

    await do(house, OFFICER, "invite-municipality", every=True, words=WORDS)

    asked = [(one.fact.municipality, one.fact.of_all) for one in await house.facts(MunicipalityInvited)]
    assert asked == [("shi-bay", False), ("machi-hill", True)]
    with pytest.raises(NoSuchMunicipality):
        await do(house, OFFICER, "invite-municipality", municipalities=["shinrin"], words=WORDS)
    with pytest.raises(NotAllowed):
        await do(house, BAY, "invite-municipality", municipalities=["machi-hill"], words=WORDS)


async def test_a_guest_writes_into_no_circle_but_its_own(house: House) -> None:
    case = await invited(house, "shi-bay")

    for circle in (NoteCircle.OFFICE, NoteCircle.DESK, NoteCircle.PROPOSING):
        with pytest.raises(Exception, match=r".*") as refused:
            await do(house, BAY, "write-note", text="x", circle=circle)
        assert type(refused.value).__name__ == "NotYourCircle"
    assert verbs_now(FOREST, case) & {Verb.INVITE_MUNICIPALITY, Verb.PART_MUNICIPALITY} == frozenset()


async def test_an_answer_after_its_day_gives_the_desk_a_day_to_come(house: House) -> None:
    await coordinating(house)
    await municipalities(house)
    invitation = await do(
        house, OFFICER, "invite-municipality", municipalities=["shi-bay"], words=WORDS, due=NOW.date() + DAY
    )
    later = replace(step(BAY), at=NOW + 60 * DAY)

    async with house.web.begin(seen_as(BAY)) as work:
        await perform(Doing(work=work, receipt=invitation.receipt, step=later, scheme=house.scheme), "join", {})

    (row,) = await house.rows("SELECT next_day FROM routing.desk_case")
    assert row["next_day"] > later.today
