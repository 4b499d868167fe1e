"""Ranked sections as a page shows them: how strong, with which words, and which earlier cases may be named."""

from uuid import uuid4

from services.routing.domain.suggestion import Ground, Ranking, Reason, Suggestion
from services.routing.storage.queries import DepartmentLine
from services.routing.web.attempt import Attempt
from services.routing.web.choosing import asked_departments, choosing
from services.routing.web.ranked import SIGNS, RankedSection, Strength, highlights_of, own_reasons, ranked_sections

SUISAN = DepartmentLine(code="suisan", name="水産課", bureau="農林水産部", duties=("藻場の保全に関すること",))
KANKYO = DepartmentLine(code="kankyo", name="環境課", bureau="環境部", duties=("海洋ごみの対策に関すること",))
BUNKA = DepartmentLine(code="bunka", name="文化課", bureau="環境部", duties=())
TOUKEI = DepartmentLine(code="toukei", name="統計課", bureau="環境部", duties=())
DEPARTMENTS = (SUISAN, KANKYO, BUNKA, TOUKEI)


def said(department: str, share: float, *words: str, ground: Ground = Ground.DUTY) -> Suggestion:
    """Return a suggestion with one reason."""
    reason = Reason(words=words, duty="藻場の保全に関すること", ground=ground)
    return Suggestion(department=department, share=share, reasons=(reason,))


RANKING = Ranking(
    suggestions=(
        said("suisan", 0.5, "藻場", "保全"),
        said("kankyo", 0.3, "海洋", "藻場"),
        said("bunka", 0.1, "展示"),
        said("toukei", 0.1, "調査"),
    ),
    sure=True,
    lead="suisan",
    together=("kankyo",),
)


def sections(ranking: Ranking, **more: frozenset[str]) -> tuple[RankedSection, ...]:
    """Return the sections of a ranking for somebody who may open no earlier case."""
    return ranked_sections(ranking, DEPARTMENTS, {}, **more)


def test_a_sure_ranking_is_strong_for_who_leads_and_for_who_is_asked_beside_it() -> None:
    shown = [(one.sign, one.code, one.strength, one.lead, one.together) for one in sections(RANKING)]

    assert shown == [
        ("①", "suisan", Strength.STRONG, True, False),
        ("②", "kankyo", Strength.STRONG, False, True),
        ("③", "bunka", Strength.FAINT, False, False),
        ("", "toukei", Strength.FAINT, False, False),
    ]


def test_an_unsure_ranking_is_strong_for_nobody_and_proposes_no_lead() -> None:
    unsure = Ranking(suggestions=RANKING.suggestions, sure=False, lead=None)

    assert [(one.sign, one.strength, one.lead) for one in sections(unsure)] == [
        ("①", Strength.FAINT, False),
        ("②", Strength.FAINT, False),
        ("③", Strength.FAINT, False),
        ("", Strength.FAINT, False),
    ]
    assert choosing(unsure, sections(unsure), DEPARTMENTS, Attempt())["lead"] == ""


def test_a_section_that_comes_near_the_first_is_possible() -> None:
    ranking = Ranking(suggestions=RANKING.suggestions[:2], sure=True, lead="suisan")

    assert [one.strength for one in sections(ranking)] == [Strength.STRONG, Strength.POSSIBLE]


def test_a_section_asked_beside_the_lead_is_strong_only_if_much_speaks_for_it() -> None:
    suggestions = (said("suisan", 0.85, "藻場"), said("kankyo", 0.15, "海洋"))
    ranking = Ranking(suggestions=suggestions, sure=True, lead="suisan", together=("kankyo",))

    assert [(one.strength, one.together) for one in sections(ranking)] == [
        (Strength.STRONG, False),
        (Strength.POSSIBLE, True),
    ]


def test_who_was_asked_already_and_who_is_no_more_is_not_offered_again() -> None:
    gone = Ranking(suggestions=(said("mukashi", 0.5, "藻場"), *RANKING.suggestions), sure=True, lead="mukashi")

    assert [one.code for one in sections(gone, leaving_out=frozenset({"suisan"}))] == ["kankyo", "bunka", "toukei"]


def test_a_word_carries_the_signs_of_all_its_sections_and_a_faint_one_far_down_marks_nothing() -> None:
    assert highlights_of(sections(RANKING)).words == {"藻場": "①②", "保全": "①", "海洋": "②", "展示": "③"}


def test_a_word_is_marked_in_whichever_spelling_the_proposer_wrote_it() -> None:
    ranking = Ranking(suggestions=(said("suisan", 1.0, "橋梁", "こども"),), sure=True, lead="suisan")

    parts = highlights_of(sections(ranking)).parts("子供と橋りょうを渡る")

    assert [one.text for one in parts if one.marked] == ["子供", "橋りょう"]


def test_there_is_a_sign_for_every_section_of_a_long_ranking() -> None:
    many = [DepartmentLine(code=str(n), name="課", bureau="", duties=()) for n in range(12)]
    ranking = Ranking(suggestions=tuple(said(one.code, 0.1, "藻場") for one in many), sure=True, lead="0")

    assert [one.sign for one in ranked_sections(ranking, many, {})] == list(SIGNS)


def test_an_earlier_case_is_named_only_to_who_may_open_it() -> None:
    mine, other = uuid4(), uuid4()
    reason = Reason(words=("藻場",), ground=Ground.EARLIER, cases=(mine, other))
    ranking = Ranking(suggestions=(Suggestion(department="suisan", share=1, reasons=(reason,)),), sure=True)

    (shown,) = ranked_sections(ranking, DEPARTMENTS, {mine: "R8-0003"})

    assert [(one.receipts, one.unnamed) for one in shown.reasons] == [(("R8-0003",), 1)]
    assert str(other) not in str(shown)


def test_reasons_stand_by_their_ground_and_a_word_once() -> None:
    reasons = (
        Reason(words=("藻場",), ground=Ground.EARLIER),
        Reason(words=("藻場", "水産"), duty="水産課", ground=Ground.NAME),
        Reason(words=("藻場",), duty="藻場の保全に関すること"),
    )
    ranking = Ranking(suggestions=(Suggestion(department="suisan", share=1, reasons=reasons),), sure=True)

    (shown,) = sections(ranking)

    assert [ground for ground, _ in shown.by_ground] == [Ground.DUTY, Ground.NAME, Ground.EARLIER]
    assert shown.words == ("藻場", "水産")


def test_nothing_is_ticked_beforehand_and_only_a_sure_lead_is_proposed() -> None:
    drawn = choosing(RANKING, sections(RANKING), DEPARTMENTS, Attempt())

    assert (drawn["chosen"], drawn["lead"]) == ([], "suisan")
    assert [one.code for one in drawn["ranked"]] == ["suisan", "kankyo", "bunka"]
    assert [one.code for one in drawn["faint"]] == ["toukei"]


def test_a_lead_that_a_rule_contests_is_not_proposed() -> None:
    assert choosing(RANKING, sections(RANKING), DEPARTMENTS, Attempt(), contested=True)["lead"] == ""


def test_what_was_chosen_stays_chosen_also_where_it_is_ranked_no_longer() -> None:
    attempt = Attempt(
        typed={"lead": "other-2", "other-1": "", "other-2": "bunka"}, lists={"departments": ["suisan", "kankyo"]}
    )
    ranking = Ranking(suggestions=RANKING.suggestions[:1], sure=True, lead="suisan")

    drawn = choosing(ranking, sections(ranking), DEPARTMENTS, attempt)

    assert drawn["chosen"] == ["suisan", "kankyo"]
    assert drawn["others"] == [("other-1", "kankyo"), ("other-2", "bunka")]
    assert drawn["lead"] == "other-2"


def test_departments_stand_by_bureau() -> None:
    drawn = choosing(RANKING, (), DEPARTMENTS, Attempt())

    assert drawn["bureau_options"] == [
        ("農林水産部", [("suisan", "水産課")]),
        ("環境部", [("kankyo", "環境課"), ("bunka", "文化課"), ("toukei", "統計課")]),
    ]


def test_a_proposed_lead_that_nobody_ticked_costs_nothing() -> None:
    nothing = {"other-1": "", "other-2": ""}

    assert asked_departments(["kankyo", "kankyo", ""], nothing, "suisan") == (("kankyo",), "")
    assert asked_departments(["suisan"], nothing, "suisan") == (("suisan",), "suisan")
    assert asked_departments(["suisan"], {"other-1": "bunka"}, "other-1") == (("suisan", "bunka"), "bunka")
    assert asked_departments(["suisan"], nothing, "other-1") == (("suisan",), "")


def test_a_department_learns_of_its_duties_from_the_abstract_alone() -> None:
    (reason,) = own_reasons("沿岸の藻場を守る提案です。", SUISAN)

    assert (reason.sentence, reason.words) == ("藻場の保全に関すること", ("藻場",))
    assert own_reasons(None, SUISAN) == own_reasons("藻場", None) == own_reasons("別のこと", SUISAN) == ()


def test_a_duty_that_says_it_in_other_words_is_marked_where_it_does() -> None:
    reason = Reason(words=("養殖",), duty="水産業の振興に関すること")
    ranking = Ranking(suggestions=(Suggestion(department="suisan", share=1, reasons=(reason,)),), sure=True)

    (shown,) = sections(ranking)

    parts = shown.reasons[0].highlights.parts("水産業の振興に関すること")
    assert [part.text for part in parts if part.marked] == ["水産業"]


def test_a_word_is_marked_in_the_spelling_of_the_proposer() -> None:
    reason = Reason(words=("空き家",), duty="空き家の利活用に関すること")
    ranking = Ranking(suggestions=(Suggestion(department="suisan", share=1, reasons=(reason,)),), sure=True)
    highlights = highlights_of(sections(ranking))

    assert [part.text for part in highlights.parts("空家の見回りと空きや") if part.marked] == ["空家", "空きや"]
    assert highlights.found["空き家"].count == 2


def test_a_reason_names_the_field_that_duty_and_proposal_speak_of_in_different_words() -> None:
    reason = Reason(words=("バス停",), duty="総合的な移動手段の確保に関すること", field="交通")
    ranking = Ranking(suggestions=(Suggestion(department="suisan", share=1, reasons=(reason,)),), sure=True)

    (shown,) = sections(ranking)

    assert [(one.words, one.field) for one in shown.reasons] == [(("バス停",), "交通")]
