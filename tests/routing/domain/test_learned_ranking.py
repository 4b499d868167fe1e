"""What a desk decided changes its ranking, and what it takes back is gone."""

from uuid import UUID

from services.routing.domain.lessons import Lessons
from services.routing.domain.suggestion import Directory, Duties, Ground, Learned, Ranking
from services.routing.domain.terms import terms_of

OFFICE = Directory(
    [
        Duties(code="kanko", name="観光振興課", duties=("観光地の魅力向上及び誘客に関すること。", "宿泊施設の連携")),
        Duties(code="shinrin", name="森林整備課", duties=("森林の整備及び木材の利用の促進に関すること。",)),
        Duties(code="kotsu", name="交通政策課", duties=("渡し船その他の地域交通に関すること。",)),
        Duties(code="choju", name="長寿社会課", duties=("高齢者の見守り及び介護保険に関すること。",)),
        Duties(
            code="sangyo",
            name="産業振興課",
            duties=("中小企業の経営の支援に関すること。", "商店街の活性化に関すること。"),
        ),
        Duties(code="koho", name="広報課", duties=("県政の広報に関すること。",)),
    ]
)
# The office gives robots that keep company to its public relations, whatever its duties say.
DECIDED = [
    f"{what}の{whom}を見守る{how}の提案"
    for what in ("卓上ロボット", "会話ロボット", "介助ロボット", "配膳ロボット", "巡回ロボット", "受付ロボット")
    for whom in ("高齢者", "一人暮らし", "施設の入所者", "お年寄り", "家族")
    for how in ("実証",)
]
UNSEEN = [
    f"{what}による{whom}の{how}"
    for what in ("掃除ロボット", "移動ロボット", "小型ロボット", "案内ロボット", "運搬ロボット", "看護ロボット")
    for whom in ("高齢者", "独居のシニア", "介護施設", "利用者", "患者")
    for how in ("見守り",)
]


def case(number: int) -> UUID:
    return UUID(int=number)


def taught(*decisions: tuple[str, str]) -> Lessons:
    lessons = Lessons()
    for number, (text, department) in enumerate(decisions):
        lessons.add(case(number), terms_of(text), [department])
    return lessons


def rankings(lessons: Lessons) -> list[Ranking]:
    return [OFFICE.rank(terms, lessons.about(terms)) for terms in map(terms_of, UNSEEN)]


def share_in_first_three(found: list[Ranking], department: str) -> float:
    return sum(department in [one.department for one in each.suggestions[:3]] for each in found) / len(found)


def test_thirty_decisions_against_the_duties_are_learned_and_gone_when_taken_back() -> None:
    lessons = taught()
    before = rankings(lessons)

    for number, text in enumerate(DECIDED):
        lessons.add(case(number), terms_of(text), ["koho"])
    after = rankings(lessons)
    for number in range(len(DECIDED)):
        lessons.take_back(case(number))

    assert (len(DECIDED), len(UNSEEN)) == (30, 30)
    assert share_in_first_three(after, "koho") >= share_in_first_three(before, "koho") + 0.2
    assert rankings(lessons) == before


def test_three_stray_decisions_do_not_overturn_a_clear_duty() -> None:
    text = "渡し船の航路の復活"
    lessons = taught(*[(text, "shinrin")] * 3)

    ranking = OFFICE.rank(terms_of(text), lessons.about(terms_of(text)))

    assert ranking.suggestions[0].department == "kotsu"


def test_what_was_decided_often_enough_outweighs_a_duty() -> None:
    text = "渡し船の航路の復活"
    lessons = taught(*[(text, "shinrin")] * 30)

    ranking = OFFICE.rank(terms_of(text), lessons.about(terms_of(text)))

    assert ranking.suggestions[0].department == "shinrin"


def test_an_earlier_case_is_a_reason_with_the_words_it_shares() -> None:
    lessons = taught(*[("動く桟橋の試作", "koho")] * 5, ("商店街の活性化", "sangyo"))
    terms = terms_of("動く桟橋を港に置く")

    first = OFFICE.rank(terms, lessons.about(terms)).suggestions[0]

    (reason,) = first.reasons
    assert (first.department, reason.ground, reason.words) == ("koho", Ground.EARLIER, ("桟橋",))
    assert reason.cases == (case(0), case(1), case(2))


def test_what_was_decided_about_one_word_of_a_field_says_something_of_the_others() -> None:
    lessons = taught(*[("ヘルパーの記録", "koho")] * 30)
    terms = terms_of("ケアマネジャーの予定表")

    found = OFFICE.rank(terms, lessons.about(terms)).suggestions

    assert "koho" in [one.department for one in found[:2]]


def test_a_department_that_is_gone_is_not_suggested() -> None:
    terms = terms_of("渡し船の航路")

    found = OFFICE.rank(terms, taught(*[("渡し船の航路", "haishi")] * 9).about(terms)).suggestions

    assert [one.department for one in found] == ["kotsu"]


def test_departments_learned_between_two_looks_do_no_harm() -> None:
    # The store counts in more than one statement; in between a decision may have come.
    learned = Learned(spread={"渡し船": {"koho": 3}}, decided={}, terms={})

    found = OFFICE.rank(terms_of("渡し船"), learned).suggestions

    assert [one.department for one in found] == ["kotsu"]
