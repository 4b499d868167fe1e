"""How the party of a case is found: the number first, then the name, else a person."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.routing.domain.body_names import PartyKind
from services.routing.domain.party import NOBODY, Found, Known, PartyState, Recognised, Stated, recognise, taken_in

NUMBER, OTHER_NUMBER = "8700110005901", "2999901000022"
FRESH, MIO, YAMA = (UUID(int=number) for number in (1, 2, 3))
STATED = Stated(name="株式会社みお", kind=PartyKind.COMPANY)
KNOWN = Known(
    party_id=MIO,
    survivor_id=MIO,
    kind=PartyKind.COMPANY,
    state=PartyState.CONFIRMED,
    number=NUMBER,
    names=frozenset({"㈱みお"}),
)
UNNUMBERED = replace(KNOWN, number=None)
NAMESAKE = replace(KNOWN, party_id=YAMA, survivor_id=YAMA, number=OTHER_NUMBER)


def new(stated: Stated) -> Recognised:
    return Recognised(party_id=FRESH, found=Found.NEW, number=stated.number, kind=stated.kind, name=stated.name or None)


BY_NAME, BY_NUMBER = (Recognised(party_id=MIO, found=found) for found in (Found.NAME, Found.NUMBER))


@pytest.mark.parametrize(
    ("stated", "known", "seen"),
    [
        pytest.param(STATED, [], new(STATED), id="nobody known"),
        pytest.param(STATED, [KNOWN], BY_NAME, id="the name"),
        pytest.param(replace(STATED, number=NUMBER), [KNOWN], BY_NUMBER, id="the number"),
        pytest.param(
            replace(STATED, name="みおグループ株式会社", number=NUMBER),
            [KNOWN],
            replace(BY_NUMBER, name="みおグループ株式会社"),
            id="the number under a new name",
        ),
        pytest.param(
            replace(STATED, number=NUMBER),
            [UNNUMBERED],
            replace(BY_NAME, number=NUMBER),
            id="the name brings the number",
        ),
        pytest.param(
            replace(STATED, number=OTHER_NUMBER),
            [KNOWN],
            new(replace(STATED, number=OTHER_NUMBER)),
            id="the name with another number",
        ),
        pytest.param(
            replace(STATED, name="合同会社みお"),
            [KNOWN],
            new(replace(STATED, name="合同会社みお")),
            id="another legal form",
        ),
        pytest.param(
            replace(STATED, kind=PartyKind.NPO), [KNOWN], new(replace(STATED, kind=PartyKind.NPO)), id="another kind"
        ),
        pytest.param(
            STATED,
            [replace(KNOWN, kind=PartyKind.UNKNOWN)],
            replace(BY_NAME, kind=PartyKind.COMPANY),
            id="a kind nobody knew",
        ),
        pytest.param(STATED, [KNOWN, NAMESAKE], new(STATED), id="two of one name"),
        pytest.param(
            STATED,
            [KNOWN, replace(NAMESAKE, number=None, state=PartyState.PROVISIONAL)],
            replace(BY_NAME, party_id=YAMA),
            id="two of one name, one of which nobody has looked at",
        ),
        pytest.param(
            STATED, [KNOWN, replace(NAMESAKE, number=None, survivor_id=MIO)], BY_NAME, id="two that were merged"
        ),
        pytest.param(replace(STATED, kind=PartyKind.UNKNOWN, name="田中"), [KNOWN], NOBODY, id="a person's name"),
        pytest.param(replace(STATED, name=""), [KNOWN], NOBODY, id="nothing said"),
        pytest.param(Stated(name="", kind=PartyKind.UNKNOWN, number=NUMBER), [KNOWN], BY_NUMBER, id="a number alone"),
        pytest.param(
            Stated(name="田中", kind=PartyKind.INDIVIDUAL, number=NUMBER), [KNOWN], NOBODY, id="an individual"
        ),
    ],
)
def test_the_party_of_a_case(stated: Stated, known: list[Known], seen: Recognised) -> None:
    assert recognise(stated, known, fresh=FRESH) == seen


def test_a_desk_that_keeps_individuals_takes_no_two_for_one_by_their_name() -> None:
    stated = Stated(name="田中一郎", kind=PartyKind.INDIVIDUAL, individuals=True)
    known = replace(KNOWN, kind=PartyKind.INDIVIDUAL, names=frozenset({"田中一郎"}), number=None)

    assert recognise(stated, [known], fresh=FRESH) == new(stated)


@pytest.mark.parametrize("first_with_number", [True, False])
def test_cases_of_one_body_come_to_one_party_in_whichever_order(*, first_with_number: bool) -> None:
    stated = [replace(STATED, number=NUMBER), replace(STATED, name="みお（株）")]
    known: list[Known] = []
    for one in stated if first_with_number else reversed(stated):
        known = taken_in(known, one, recognise(one, known, fresh=FRESH))

    (party,) = known

    assert (party.party_id, party.number) == (FRESH, NUMBER)
