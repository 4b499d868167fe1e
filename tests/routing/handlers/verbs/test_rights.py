"""The table says who may do something to a case, the policy which accounts may; both say the same."""

import pytest

from services.routing.domain.roles import Side
from services.routing.domain.transitions import TABLE
from services.routing.domain.verbs import Verb
from services.routing.handlers.verbs.registry import DOORS
from shared.access.actor import Role
from shared.access.policy import GRANTS, Action, Reach

SIDE_OF = {
    (Role.DESK, Reach.OWN_DESK): Side.DESK,
    # A body outside the office has no account: what it answers by mail, the desk writes down for it.
    (Role.DESK, Reach.PARTIES_ASKED): Side.ADDRESSEE,
    (Role.DEPARTMENT, Reach.OFFERED): Side.ADDRESSEE,
    (Role.DEPARTMENT, Reach.TAKEN_UP): Side.ADDRESSEE,
    (Role.DEPARTMENT, Reach.LEADING): Side.ADDRESSEE,
    (Role.DEPARTMENT, Reach.PROPOSING): Side.PROPOSER,
    (Role.MUNICIPALITY, Reach.INVITED): Side.MUNICIPALITY,
    (Role.MUNICIPALITY, Reach.JOINED): Side.MUNICIPALITY,
}


def sides_of(action: Action) -> set[Side]:
    return {SIDE_OF[grant.role, grant.reach] for grant in GRANTS[action] if not grant.break_glass}


@pytest.mark.parametrize("verb", DOORS, ids=str)
def test_a_door_stands_open_to_those_the_table_names_and_to_nobody_else(verb: Verb) -> None:
    named = {side for row in TABLE if row.verb is verb for side in row.by} - {Side.CLOCK}

    assert sides_of(DOORS[verb].action) == named


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in DOORS], ids=str)
def test_what_has_no_door_is_asked_by_the_clock_alone_or_by_a_body_outside_on_its_own_page(verb: Verb) -> None:
    without_account = {Verb.REPORT_TODO: {Side.PROPOSER, Side.ADDRESSEE}}

    asking = {side for row in TABLE if row.verb is verb for side in row.by}

    assert asking == without_account.get(verb, {Side.CLOCK})
