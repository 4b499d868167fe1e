"""What a dry run counts: agreement with the desk, rules that never hit, and rules that stand against each other."""

from services.routing.domain.rules import RuleHit
from services.routing.domain.rules_trial import RuleConflict, RuleTally, TriedCase, tally, try_rules
from services.routing.domain.succession import Succession
from tests.routing.domain.test_succession import TODAY, tenure

OFFICE = Succession(
    [tenure("suisan"), tenure("kowan"), tenure("umi", ended=True, successor="suisan"), tenure("ended", ended=True)],
    TODAY,
)


def hit(number: int, department: str, priority: int = 80, *, words: tuple[str, ...] = ()) -> RuleHit:
    return RuleHit(number=number, department=department, priority=priority, words=words)


def tried(*hits: RuleHit, decided: tuple[str, ...] = (), receipt: str = "R8-0001") -> TriedCase:
    return try_rules(receipt, hits, decided, OFFICE)


def test_rule_and_decision_are_followed_to_who_does_the_work_today() -> None:
    one = tried(hit(1, "umi"), decided=("suisan", "umi"))

    assert (one.leading, one.decided, one.agrees) == (("suisan",), ("suisan",), True)


def test_a_department_nobody_followed_stays_as_it_was_named() -> None:
    one = tried(hit(1, "ended"), decided=("nowhere",))

    assert (one.leading, one.decided, one.agrees) == (("ended",), ("nowhere",), False)


def test_nothing_agrees_or_contradicts_where_nothing_hit_or_nobody_was_asked() -> None:
    assert [tried(decided=("suisan",)).agrees, tried(hit(1, "suisan")).agrees] == [None, None]


def test_each_rule_is_counted_by_itself_and_a_case_by_what_leads() -> None:
    cases = (
        tried(hit(1, "suisan"), hit(2, "kowan", 50), decided=("suisan",)),
        tried(hit(1, "suisan"), decided=("kowan",)),
        tried(hit(1, "suisan")),
        tried(decided=("kowan",)),
    )

    counted = tally(cases, 3)

    assert (counted.with_hit, counted.agrees, counted.contradicts) == (3, 1, 1)
    assert counted.rules == (
        RuleTally(number=1, hits=3, agrees=1, contradicts=1),
        RuleTally(number=2, hits=1, agrees=0, contradicts=1),
        RuleTally(number=3, hits=0, agrees=0, contradicts=0),
    )


def test_rules_of_one_priority_for_different_departments_are_a_conflict_whatever_made_them_hit() -> None:
    cases = (
        tried(hit(1, "suisan", words=("海",)), hit(2, "kowan"), receipt="R8-0001"),
        tried(hit(1, "suisan", words=("浜",)), hit(2, "kowan"), receipt="R8-0002"),
        tried(hit(1, "suisan"), hit(3, "umi"), hit(4, "kowan", 50)),
    )

    counted = tally(cases, 4)

    assert counted.conflicts == (
        RuleConflict(rules=(1, 2), departments=("suisan", "kowan"), receipts=("R8-0001", "R8-0002")),
    )
