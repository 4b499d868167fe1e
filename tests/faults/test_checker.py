"""The judge of the fault runs must itself be seen catching each kind of wrong."""

from dataclasses import replace

from tests.faults.checker import Violation, Wrong, judge, wire_copies
from tests.faults.client import address_of
from tests.faults.journal import Door, Entry, What
from tests.faults.seen import Case, Copy, Look, Notice, Seen, Step, Undelivered

NOBODY: frozenset[str] = frozenset()


def entry(key: str, what: What, *, door: Door = Door.HTTP, act: str = "", **known: str) -> Entry:
    return Entry(at=1.0, client="c", key=key, door=door, what=what, act=act, **known)  # type: ignore[arg-type]  # by name


def sent(key: str, receipt: str) -> list[Entry]:
    return [entry(key, What.INVOKE), entry(key, What.OK, receipt=receipt)]


def opened(key: str, receipt: str) -> Case:
    return Case(
        receipt=receipt, key=key, stage="received", version=1, history=(Step(version=1, type="case.opened.v1"),)
    )


def offered(key: str, receipt: str) -> Case:
    types = ("case.opened.v1", "case.confirmation_started.v1", "case.confirmed.v1", "case.offer_made.v1")
    steps = tuple(
        Step(version=number, type=type_, department="suisan" if "offer" in type_ else None)
        for number, type_ in enumerate(types, start=1)
    )
    return Case(receipt=receipt, key=key, stage="offered", version=4, history=steps)


def new_case_notice(receipt: str) -> Notice:
    return Notice(inbox="desk", kind="case_opened", receipt=receipt)


def acknowledgement(key: str, message_id: str = "") -> Copy:
    return Copy(to=address_of(key), message_id=message_id or f"<{key}>")


def letter(key: str, message_id: str = "<letter>") -> Copy:
    return Copy(to=address_of(key), message_id=message_id, reply=False)


JOURNAL = [*sent("a", "R8-0001"), *sent("b", "R8-0002")]
GOOD = Seen(
    cases=(opened("a", "R8-0001"), opened("b", "R8-0002")),
    notices=(new_case_notice("R8-0001"), new_case_notice("R8-0002")),
    copies=(acknowledgement("a"), acknowledgement("b")),
    received_in_public=2,
)


def wrongs(found: list[Violation]) -> list[tuple[Wrong, str]]:
    return [(one.wrong, one.invariant) for one in found]


def test_a_run_in_which_everything_arrived_once_is_clean() -> None:
    assert judge(JOURNAL, GOOD, NOBODY) == []


def test_an_accepted_proposal_without_a_case_is_lost() -> None:
    seen = replace(GOOD, cases=GOOD.cases[:1], notices=GOOD.notices[:1], copies=GOOD.copies[:1], received_in_public=1)

    assert judge(JOURNAL, seen, NOBODY) == [Violation(wrong=Wrong.LOST, invariant="I1", about="proposal b")]


def test_a_mail_that_waits_for_a_person_is_not_lost() -> None:
    journal = [*sent("a", "R8-0001"), entry("b", What.INVOKE), entry("b", What.OK, door=Door.MAIL, raw_id="raw-b")]
    seen = replace(GOOD, cases=GOOD.cases[:1], notices=GOOD.notices[:1], copies=GOOD.copies[:1], received_in_public=1)

    held = judge(journal, replace(seen, outcomes={"raw-b": "held"}), NOBODY)
    pending = judge(journal, replace(seen, outcomes={"raw-b": "pending"}), NOBODY)

    assert held == []
    assert wrongs(pending) == [(Wrong.LOST, "I1")]


def test_two_cases_of_one_proposal_are_doubled() -> None:
    again = opened("a", "R8-0003")
    seen = replace(
        GOOD,
        cases=(*GOOD.cases, again),
        notices=(*GOOD.notices, new_case_notice("R8-0003")),
        received_in_public=3,
    )

    assert (Wrong.DOUBLED, "I1") in wrongs(judge(JOURNAL, seen, NOBODY))


def test_a_repeated_request_that_is_told_another_number_is_doubled() -> None:
    journal = [*JOURNAL, entry("a", What.OK, receipt="R8-0009")]

    assert (Wrong.DOUBLED, "I3") in wrongs(judge(journal, GOOD, NOBODY))


def test_a_case_of_what_was_refused_is_invented() -> None:
    journal = [*JOURNAL[:2], entry("b", What.INVOKE), entry("b", What.REFUSED)]

    assert wrongs(judge(journal, GOOD, NOBODY)) == [(Wrong.INVENTED, "I2")]


def test_what_the_client_never_heard_of_again_may_exist_or_not() -> None:
    journal = [*JOURNAL[:2], entry("b", What.INVOKE), entry("b", What.UNKNOWN)]
    without = replace(GOOD, cases=GOOD.cases[:1], notices=GOOD.notices[:1], copies=GOOD.copies[:1])

    assert judge(journal, GOOD, NOBODY) == []
    assert judge(journal, replace(without, received_in_public=1), NOBODY) == []


def test_a_case_nobody_is_told_of_is_a_lost_notice() -> None:
    assert wrongs(judge(JOURNAL, replace(GOOD, notices=GOOD.notices[:1]), NOBODY)) == [(Wrong.LOST, "I7")]


def test_a_second_notice_of_one_case_is_doubled() -> None:
    seen = replace(GOOD, notices=(*GOOD.notices, GOOD.notices[0]))

    assert wrongs(judge(JOURNAL, seen, NOBODY)) == [(Wrong.DOUBLED, "I7")]


def test_an_offer_is_told_to_its_department_once() -> None:
    told = Notice(inbox="suisan", kind="offer_made", receipt="R8-0001")
    acts = [entry("R8-0001", What.OK, door=Door.PAGE, act=act) for act in ("confirm", "offer")]
    seen = replace(
        GOOD,
        cases=(offered("a", "R8-0001"), GOOD.cases[1]),
        notices=(*GOOD.notices, told),
        copies=(*GOOD.copies, letter("a")),
    )

    once = judge([*JOURNAL, *acts], seen, NOBODY)
    twice = judge([*JOURNAL, *acts], replace(seen, notices=(*seen.notices, told)), NOBODY)
    never = judge([*JOURNAL, *acts], replace(seen, notices=GOOD.notices), NOBODY)

    assert (once, wrongs(twice), wrongs(never)) == ([], [(Wrong.DOUBLED, "I7")], [(Wrong.LOST, "I7")])


def test_an_offer_answered_before_anybody_was_told_of_it_needs_no_notice() -> None:
    taken_up = Step(version=5, type="case.offer_accepted.v1", department="suisan")
    case = offered("a", "R8-0001")
    case = replace(case, stage="reviewing", version=5, history=(*case.history, taken_up))
    acts = [entry("R8-0001", What.OK, door=Door.PAGE, act=act) for act in ("confirm", "offer", "take-up")]
    accepted = Notice(inbox="desk", kind="offer_accepted", receipt="R8-0001")
    seen = replace(
        GOOD,
        cases=(case, GOOD.cases[1]),
        notices=(*GOOD.notices, accepted),
        copies=(*GOOD.copies, letter("a")),
    )

    assert judge([*JOURNAL, *acts], seen, NOBODY) == []


def test_the_letter_that_a_proposal_was_handed_on_leaves_once_and_only_where_it_was() -> None:
    told = Notice(inbox="suisan", kind="offer_made", receipt="R8-0001")
    acts = [entry("R8-0001", What.OK, door=Door.PAGE, act=act) for act in ("confirm", "offer")]
    seen = replace(GOOD, cases=(offered("a", "R8-0001"), GOOD.cases[1]), notices=(*GOOD.notices, told))

    def found(*letters: Copy) -> list[tuple[Wrong, str]]:
        return wrongs(judge([*JOURNAL, *acts], replace(seen, copies=(*GOOD.copies, *letters)), NOBODY))

    assert found(letter("a"), letter("a")) == []
    assert found() == [(Wrong.LOST, "I7")]
    assert found(letter("a"), letter("a", "<other>")) == [(Wrong.DOUBLED, "I7")]
    assert found(letter("a"), letter("b")) == [(Wrong.INVENTED, "I2")]


def test_mails_that_call_an_operator_are_no_acknowledgements() -> None:
    calls = tuple(
        Copy(to="unyo@pref.miono.example.jp", message_id=f"<call {number}>", reply=False) for number in (1, 2)
    )

    assert judge(JOURNAL, replace(GOOD, copies=(*GOOD.copies, *calls)), NOBODY) == []


def test_an_act_that_a_person_saw_done_and_the_history_lacks_is_lost() -> None:
    act = entry("R8-0001", What.OK, door=Door.PAGE, act="confirm")

    assert wrongs(judge([*JOURNAL, act], GOOD, NOBODY)) == [(Wrong.LOST, "I1")]


def test_two_different_acknowledgements_are_doubled_and_two_copies_of_one_are_counted() -> None:
    copies = replace(GOOD, copies=(*GOOD.copies, acknowledgement("a")))
    different = replace(GOOD, copies=(*GOOD.copies, acknowledgement("a", "<other>")))

    assert (judge(JOURNAL, copies, NOBODY), dict(wire_copies(copies))) == ([], {2: 1, 1: 1})
    assert wrongs(judge(JOURNAL, different, NOBODY)) == [(Wrong.DOUBLED, "I7")]


def test_a_missing_acknowledgement_is_lost() -> None:
    assert wrongs(judge(JOURNAL, replace(GOOD, copies=GOOD.copies[:1]), NOBODY)) == [(Wrong.LOST, "I7")]


def test_a_history_with_a_gap_is_out_of_order() -> None:
    gap = replace(GOOD.cases[0], version=2)

    seen = replace(GOOD, cases=(gap, GOOD.cases[1]))

    assert wrongs(judge(JOURNAL, seen, NOBODY)) == [(Wrong.OUT_OF_ORDER, "I4")]


def test_a_stage_that_does_not_follow_from_the_history_is_out_of_order() -> None:
    ahead = replace(GOOD.cases[0], stage="reviewing")

    assert wrongs(judge(JOURNAL, replace(GOOD, cases=(ahead, GOOD.cases[1])), NOBODY)) == [(Wrong.OUT_OF_ORDER, "I5")]


def test_a_proposers_page_that_goes_back_or_stays_behind_is_out_of_order() -> None:
    back = tuple(Look(at=at, receipt="R8-0001", stage=stage) for at, stage in ((1.0, "offered"), (2.0, "confirming")))
    behind = (Look(at=1.0, receipt="R8-0001", stage="confirming", final=True),)

    assert wrongs(judge(JOURNAL, replace(GOOD, looks=back), NOBODY)) == [(Wrong.OUT_OF_ORDER, "I5")]
    assert wrongs(judge(JOURNAL, replace(GOOD, looks=behind), NOBODY)) == [(Wrong.OUT_OF_ORDER, "I5")]


def test_only_an_innocent_delivery_may_not_stay_parked() -> None:
    parked = Undelivered(reader="routing.cases", event_id="e", state="parked")
    seen = replace(GOOD, undelivered=(parked,))

    assert wrongs(judge(JOURNAL, seen, NOBODY)) == [(Wrong.PARKED_INNOCENT, "I6")]
    assert judge(JOURNAL, seen, frozenset({"e"})) == []


def test_a_public_count_that_differs_from_the_cases_is_seen() -> None:
    assert wrongs(judge(JOURNAL, replace(GOOD, received_in_public=1), NOBODY)) == [(Wrong.LOST, "I8")]
    assert wrongs(judge(JOURNAL, replace(GOOD, received_in_public=3), NOBODY)) == [(Wrong.DOUBLED, "I8")]


def test_words_of_a_proposal_in_a_log_and_unrest_at_the_end_are_seen() -> None:
    seen = replace(GOOD, canaries=("log/intake.log",), at_rest=False)

    assert wrongs(judge(JOURNAL, seen, NOBODY)) == [(Wrong.UNREST, "I9"), (Wrong.LEAKED, "I14")]
