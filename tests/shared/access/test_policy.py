"""The whole matrix of rights, written out by hand: the table in the code must say exactly this."""

from uuid import UUID

import pytest

from shared.access.actor import Actor, Role
from shared.access.policy import (
    GRANTS,
    Action,
    CaseScope,
    NotAllowed,
    allowed,
    can,
    is_break_glass,
    may_see_inbox_of,
    reads_are_logged,
    require,
)

MINE = "mirai"
HERE = "1203"
ELSEWHERE = "4501"


def person(*roles: Role, department: str | None = None, desk_id: str = MINE) -> Actor:
    return Actor(
        account_id=UUID(int=1),
        user="yamada",
        display_name="山田",
        roles=frozenset(roles),
        desk_id=desk_id,
        department=department,
    )


def scope(
    *,
    offered: str = "",
    taken_up: str = "",
    lead: str | None = None,
    proposing: str | None = None,
    parties_asked: bool = False,
    invited: str = "",
    joined: str = "",
    parted: str = "",
    judging: str = "",
    desk_id: str = MINE,
) -> CaseScope:
    return CaseScope(
        desk_id=desk_id,
        offered=frozenset(offered.split()),
        taken_up=frozenset(taken_up.split()),
        lead=lead,
        proposing=proposing,
        parties_asked=parties_asked,
        invited=frozenset(invited.split()),
        joined=frozenset(joined.split()),
        parted=frozenset(parted.split()),
        judging=frozenset(judging.split()),
    )


SITUATIONS: dict[str, CaseScope | None] = {
    "none": None,
    "own": scope(),
    "not_offered": scope(offered=ELSEWHERE, taken_up=ELSEWHERE, lead=ELSEWHERE),
    "offered": scope(offered=f"{HERE} {ELSEWHERE}", taken_up=ELSEWHERE, lead=HERE),
    "taken_up": scope(offered=f"{HERE} {ELSEWHERE}", taken_up=HERE, lead=ELSEWHERE),
    "leading": scope(offered=f"{HERE} {ELSEWHERE}", taken_up=HERE, lead=HERE),
    "proposing": scope(proposing=HERE),
    "others_proposing": scope(proposing=ELSEWHERE),
    "parties_asked": scope(proposing=ELSEWHERE, parties_asked=True),
    "invited": scope(invited=f"{HERE} {ELSEWHERE}", joined="4502"),
    "joined": scope(joined=f"{HERE} {ELSEWHERE}"),
    "parted": scope(parted=HERE, joined=ELSEWHERE, invited="4502"),
    "judging": scope(judging=HERE, offered=ELSEWHERE),
    "other_desk": scope(
        joined=HERE, judging=HERE, offered=HERE, taken_up=HERE, lead=HERE, proposing=HERE, desk_id="minato"
    ),
}
PEOPLE = {
    "desk": person(Role.DESK),
    "department": person(Role.DEPARTMENT, department=HERE),
    "municipality": person(Role.MUNICIPALITY, department=HERE),
    "operator": person(Role.OPERATOR),
    "administrator": person(Role.ADMINISTRATOR),
}
CASES = (
    "own not_offered offered taken_up leading proposing others_proposing parties_asked invited joined parted judging"
)
ALWAYS = f"none {CASES}"

# action: who → in which situations. What is not written here must be refused.
MATRIX: dict[str, dict[str, str]] = {
    "case_list": {"desk": ALWAYS, "department": ALWAYS, "municipality": ALWAYS, "administrator": ALWAYS},
    "membership_see": {"municipality": "invited joined parted"},
    "case_see_summary": {
        "desk": CASES,
        "department": "offered taken_up leading proposing",
        "municipality": "invited joined",
        "administrator": CASES,
    },
    "municipality_invite": {"desk": CASES, "department": "leading"},
    "municipality_part": {"desk": CASES},
    "invitation_answer": {"municipality": "invited joined"},
    "case_leave": {"municipality": "joined"},
    "case_open": {"desk": CASES, "department": "taken_up leading proposing", "administrator": CASES},
    "case_see_history": {"desk": CASES, "department": "taken_up leading proposing", "administrator": CASES},
    "case_see_all_verdicts": {"desk": CASES, "department": "leading proposing", "administrator": CASES},
    "application_open": {"department": "judging"},
    "file_clean": {"desk": CASES},
    "file_take_suspect": {"desk": CASES},
    "case_confirm": {"desk": CASES},
    "case_write_abstract": {"desk": CASES},
    "case_offer": {"desk": CASES},
    "offer_recall": {"desk": CASES},
    "case_complete": {"desk": CASES, "department": "proposing"},
    "conditions_answer": {"desk": CASES, "department": "proposing"},
    "round_close": {"desk": CASES},
    "case_implement": {"desk": CASES},
    "coordination_keep": {"desk": CASES, "department": "taken_up leading proposing"},
    "task_settle": {"desk": CASES, "department": "taken_up leading proposing", "municipality": "joined"},
    "lesson_see": {"desk": ALWAYS, "department": ALWAYS, "administrator": ALWAYS},
    "case_extend": {"desk": CASES},
    "case_end": {"desk": CASES},
    "case_withdraw": {"desk": CASES, "department": "proposing"},
    "note_see": {"desk": CASES, "department": "taken_up leading", "administrator": CASES},
    "note_write": {"desk": CASES, "department": "taken_up leading proposing", "municipality": "invited joined"},
    "meeting_record": {"desk": CASES, "department": "taken_up leading"},
    "proposer_tell": {"desk": CASES},
    "returns_see": {"desk": ALWAYS},
    "offer_take_up": {"desk": "parties_asked", "department": "offered taken_up leading"},
    "offer_return": {"desk": "parties_asked", "department": "offered taken_up leading"},
    "offer_judge": {"desk": "parties_asked", "department": "taken_up leading"},
    "question_ask": {"department": "offered taken_up leading"},
    "question_answer": {"desk": CASES},
    "party_see": {"desk": ALWAYS, "administrator": ALWAYS},
    "party_see_contacts": {"desk": ALWAYS, "administrator": ALWAYS},
    "party_keep": {"desk": ALWAYS},
    "mail_see": {"desk": CASES, "administrator": CASES},
    "mail_see_raw": {"desk": CASES, "administrator": CASES},
    "reading_correct": {"desk": CASES},
    "holding_list": {"desk": ALWAYS, "administrator": ALWAYS},
    "holding_see": {"desk": CASES, "administrator": CASES},
    "holding_decide": {"desk": CASES},
    "intake_pause": {"desk": ALWAYS, "administrator": ALWAYS},
    "case_reread": {"desk": ALWAYS, "administrator": ALWAYS},
    "proposal_make_for_department": {"department": ALWAYS},
    "proposal_enter": {"desk": ALWAYS},
    "proposal_import": {"desk": ALWAYS},
    "text_edit": {"desk": ALWAYS},
    "inbox_see": {"department": ALWAYS, "municipality": ALWAYS},
    "inbox_see_of_any": {"desk": ALWAYS, "administrator": ALWAYS},
    "mail_send_again": {"desk": ALWAYS},
    "queues_see": {"operator": ALWAYS, "administrator": ALWAYS},
    "delivery_see": {"operator": ALWAYS, "administrator": ALWAYS},
    "delivery_replay": {"operator": ALWAYS},
    "delivery_discard": {"operator": ALWAYS},
    "reader_pause": {"operator": ALWAYS},
    "account_manage": {"administrator": ALWAYS},
    "scheme_apply": {"administrator": ALWAYS},
    "organisation_apply": {"administrator": ALWAYS},
    "scheme_see": {"desk": ALWAYS, "administrator": ALWAYS},
    "doctor_run": {"operator": ALWAYS, "administrator": ALWAYS},
    "read_log_see": {"administrator": ALWAYS},
    "ledger_see": {"desk": ALWAYS, "department": ALWAYS},
    "agreement_keep": {"desk": ALWAYS},
    "agreement_note": {"desk": CASES, "department": "taken_up leading"},
    "project_begin": {"desk": ALWAYS},
    "project_keep": {"desk": CASES, "department": "taken_up leading"},
    "call_begin": {"desk": ALWAYS, "department": ALWAYS},
    "call_keep": {"desk": CASES, "department": "taken_up leading"},
    "call_release": {"desk": ALWAYS},
    "board_keep": {"desk": ALWAYS},
    "publication_begin": {"desk": ALWAYS, "department": ALWAYS},
    "publication_keep": {"desk": CASES, "department": "taken_up leading"},
    "publication_approve": {"desk": ALWAYS},
    "forum_keep": {"desk": ALWAYS},
    "paper_make": {"desk": ALWAYS},
    "calendar_subscribe": {"desk": ALWAYS, "department": ALWAYS, "municipality": ALWAYS},
}


@pytest.mark.parametrize("action", Action)
def test_every_right_is_the_one_written_in_the_matrix(action: Action) -> None:
    written = {role: set(MATRIX[action.value].get(role, "").split()) for role in PEOPLE}

    found = {
        role: {situation for situation, case in SITUATIONS.items() if can(who, action, case)}
        for role, who in PEOPLE.items()
    }

    assert found == written


def test_the_matrix_and_the_table_of_grants_name_every_action() -> None:
    assert set(MATRIX) == {action.value for action in Action}
    assert set(GRANTS) == set(Action)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_somebody_without_a_role_may_do_nothing(situation: str) -> None:
    assert allowed(person(department=HERE), SITUATIONS[situation]) == frozenset()


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_department_role_without_a_department_opens_nothing(situation: str) -> None:
    assert allowed(person(Role.DEPARTMENT), SITUATIONS[situation]) == frozenset()
    assert allowed(person(Role.MUNICIPALITY), SITUATIONS[situation]) == frozenset()


def test_nobody_with_every_role_reaches_another_desks_case() -> None:
    everything = person(*Role, department=HERE)

    assert allowed(everything, SITUATIONS["other_desk"]) == frozenset()


def test_several_roles_add_up() -> None:
    both = person(Role.OPERATOR, Role.DEPARTMENT, department=HERE)
    case = SITUATIONS["taken_up"]

    assert allowed(both, case) == allowed(PEOPLE["operator"], case) | allowed(PEOPLE["department"], case)


def test_allowed_lists_exactly_what_can_says() -> None:
    actor, case = PEOPLE["department"], SITUATIONS["offered"]

    assert allowed(actor, case) == {action for action in Action if can(actor, action, case)}


def test_what_is_refused_raises_with_a_sentence_for_the_person_and_ids_only() -> None:
    with pytest.raises(NotAllowed) as refused:
        require(PEOPLE["department"], Action.CASE_OPEN, SITUATIONS["offered"])

    assert (refused.value.account_id, refused.value.action) == (UUID(int=1), Action.CASE_OPEN)
    assert refused.value.public == NotAllowed.public_message
    assert "山田" not in str(refused.value)


def test_what_is_allowed_passes_in_silence() -> None:
    require(PEOPLE["desk"], Action.CASE_OPEN, SITUATIONS["own"])


def test_an_administrator_looks_only_by_breaking_the_glass() -> None:
    broken = {action.value for action in Action if is_break_glass(PEOPLE["administrator"], action, scope())}

    assert broken == {
        "case_list",
        "case_see_summary",
        "case_open",
        "case_see_history",
        "case_see_all_verdicts",
        "note_see",
        "party_see",
        "party_see_contacts",
        "mail_see",
        "mail_see_raw",
        "holding_list",
        "holding_see",
        "inbox_see_of_any",
    }


def test_an_administrator_who_is_also_the_desk_breaks_no_glass() -> None:
    both = person(Role.ADMINISTRATOR, Role.DESK)

    assert not any(is_break_glass(both, action, scope()) for action in Action)


def test_what_may_not_be_done_at_all_is_no_break_glass() -> None:
    assert not is_break_glass(PEOPLE["administrator"], Action.CASE_OPEN, SITUATIONS["other_desk"])


@pytest.mark.parametrize(
    ("role", "logged"),
    [
        (
            "desk",
            {
                "case_open",
                "file_clean",
                "file_take_suspect",
                "party_see_contacts",
                "mail_see",
                "mail_see_raw",
                "holding_see",
            },
        ),
        (
            "administrator",
            {
                "case_list",
                "case_see_summary",
                "case_open",
                "case_see_history",
                "case_see_all_verdicts",
                "note_see",
                "party_see",
                "party_see_contacts",
                "mail_see",
                "mail_see_raw",
                "holding_list",
                "holding_see",
                "inbox_see_of_any",
            },
        ),
    ],
)
def test_looks_at_content_and_every_broken_glass_are_logged(role: str, logged: set[str]) -> None:
    actor = PEOPLE[role]
    may = allowed(actor, scope())

    assert {action.value for action in may if reads_are_logged(actor, action, scope())} == logged


@pytest.mark.parametrize("situation", ["invited", "joined", "parted"])
def test_whatever_a_guest_looks_at_of_a_case_is_logged(situation: str) -> None:
    guest, case = PEOPLE["municipality"], SITUATIONS[situation]

    seen = [action for action in allowed(guest, case) if can(guest, action) is False]

    assert seen
    assert all(reads_are_logged(guest, action, case) for action in seen)
    assert not reads_are_logged(guest, Action.CASE_LIST)


@pytest.mark.parametrize(
    ("role", "department", "seen"),
    [
        ("department", HERE, True),
        ("department", ELSEWHERE, False),
        ("municipality", HERE, True),
        ("municipality", ELSEWHERE, False),
        ("desk", ELSEWHERE, True),
        ("administrator", ELSEWHERE, True),
        ("operator", HERE, False),
    ],
)
def test_an_inbox_is_seen_by_its_department_and_by_the_desk(role: str, department: str, seen: bool) -> None:
    assert may_see_inbox_of(PEOPLE[role], department) is seen
