import random
from collections.abc import Sequence

import pytest

from services.routing.domain.suggestion import Directory, Duties, Ground, Ranking, Suggestion
from services.routing.domain.terms import EMPTY, FIELD, HEADING, terms_of
from tests.growth import grows_too_fast

TOURISM = Duties(code="kanko", name="観光振興課", duties=("観光地の魅力向上及び誘客に関すること。", "宿泊施設の連携"))
FOREST = Duties(code="shinrin", name="森林整備課", duties=("森林の整備及び木材の利用の促進に関すること。",))
TRAFFIC = Duties(code="kotsu", name="交通政策課", duties=("渡し船その他の地域交通に関すること。",))
ALL = (TOURISM, FOREST, TRAFFIC)


def suggest(text: str, departments: Sequence[Duties]) -> list[Suggestion]:
    """Return what is suggested for a text by the duties alone."""
    return list(Directory(departments).rank(terms_of(text)).suggestions)


def test_a_suggestion_says_which_words_stand_in_which_duty() -> None:
    first, *_ = suggest("県産の木材を使ったバス停を、森林の整備と合わせて提案します。", ALL)

    assert first.department == "shinrin"
    assert first.reasons[0].duty == FOREST.duties[0]
    assert set(first.reasons[0].words) == {"森林", "整備", "木材"}


def test_the_shares_of_all_departments_are_parts_of_one() -> None:
    found = suggest("観光と森林と交通をつなぐ渡し船", ALL)

    assert {one.department for one in found} == {"kanko", "shinrin", "kotsu"}
    assert abs(sum(one.share for one in found) - 1) < 1e-9
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)


def test_width_and_letters_of_another_machine_make_no_difference() -> None:
    tourism = Duties(code="a", name="インバウンド課", duties=("インバウンド観光",))

    assert suggest("ｲﾝﾊﾞｳﾝﾄﾞ観光", [tourism]) == suggest("インバウンド観光", [tourism]) != []


def test_words_every_office_says_point_nowhere() -> None:
    assert suggest("地域の連携事業の推進を支援する提案", ALL) == []


def test_nothing_said_or_nobody_there_suggests_nobody() -> None:
    assert suggest("", ALL) == []
    assert suggest("hello, 123", ALL) == []
    assert suggest("観光", []) == []


def test_the_order_is_the_same_each_time() -> None:
    text = "観光と森林と交通をつなぐ渡し船"

    assert [one.department for one in suggest(text, ALL)] == [one.department for one in suggest(text, ALL[::-1])]


def test_the_work_of_ranking_does_not_grow_with_the_square_of_the_text() -> None:
    chance = random.Random(12)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]
    words = ["".join(chance.choices(letters, k=chance.randint(2, 5))) for _ in range(600)]
    departments = [
        Duties(
            code=f"d{number}",
            name="".join(chance.choices(words, k=2)) + "課",
            duties=tuple("及び".join(chance.choices(words, k=4)) + "に関すること。" for _ in range(6)),
        )
        for number in range(64)
    ]
    directory = Directory(departments)
    text = "の".join(chance.choices(words, k=30_000))

    assert not grows_too_fast(
        lambda: directory.rank(terms_of(text[: len(text) // 2])),
        lambda: directory.rank(terms_of(text)),
    )


def test_splinters_of_katakana_words_are_no_reason() -> None:
    marina = Duties(code="kowan", name="港湾課", duties=("クルーズ船及びマリーナに関すること",))

    assert suggest("ブルーのリーダー", [marina]) == []


def test_a_katakana_word_inside_a_longer_one_is_a_reason() -> None:
    carbon = Duties(code="datsutanso", name="脱炭素課", duties=("カーボンニュートラルに関すること",))

    (found,) = suggest("ブルーカーボンの見える化", [carbon])

    assert found.reasons[0].words == ("カーボン",)


def test_a_directory_says_of_every_text_what_it_says_of_one() -> None:
    directory = Directory(ALL)
    texts = ("観光と森林と交通をつなぐ渡し船", "県産の木材", "", "宿泊施設の魅力向上、木材の利用の促進")

    assert [list(directory.rank(terms_of(text)).suggestions) for text in texts] == [
        suggest(text, ALL) for text in texts
    ]


def test_the_longest_word_of_a_duty_is_the_reason_and_not_its_pieces() -> None:
    (found,) = suggest("宿泊施設を直し、宿泊も増やす", [TOURISM])

    assert found.reasons[0].words == ("宿泊施設",)


def ranked(text: str, departments: tuple[Duties, ...] = ALL) -> Ranking:
    return Directory(departments).rank(terms_of(text))


CARE = Duties(code="choju", name="長寿社会課", duties=("介護保険に関すること。",))
WASTE = Duties(code="junkan", name="資源循環課", duties=("ごみの減量に関すること。", "産業廃棄物の処理に関すること。"))
FAMILY = Duties(code="kodomo", name="こども家庭課", duties=("こども食堂の支援に関すること。",))
OFFICE = (*ALL, CARE, WASTE, FAMILY)


def test_a_text_finds_the_duty_of_its_field_without_sharing_a_word() -> None:
    ranking = ranked("ヘルパーとケアマネジャーの記録を楽にします", OFFICE)

    first = ranking.suggestions[0]
    assert (first.department, first.reasons[0].duty) == ("choju", "介護保険に関すること。")
    assert set(first.reasons[0].words) == {"ケアマネジャー", "ヘルパー"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ゴミの分別アプリ", "ごみの分別アプリ"),
        ("子どもの居場所", "コドモの居場所"),
        ("子供の居場所", "こどもの居場所"),
        ("株式会社アオバの渡し船", "㈱アオバの渡し船"),
        ("濱邊の渡し船", "浜辺の渡し船"),
        ("カーボンの渡し船", "ｶｰﾎﾞﾝの渡し船"),
        ("一人暮らしの見まもり", "ひとり暮らしの見守り"),
    ],
)
def test_every_spelling_of_a_text_is_ranked_alike(one: str, other: str) -> None:
    assert ranked(one, OFFICE) == ranked(other, OFFICE)
    assert terms_of(one) == terms_of(other)


def test_a_text_that_spans_fields_has_one_lead_and_others_beside_it() -> None:
    ranking = ranked("県産の木材で造る渡し船。森林の整備で出る木材を使い、渡し船の航路を結ぶ交通の提案です。")

    assert ranking.sure
    assert {ranking.lead, *ranking.together} == {"shinrin", "kotsu"}


def test_a_text_of_one_field_asks_nobody_beside_it() -> None:
    ranking = ranked("森林の整備と木材の利用を進める。間伐材も使う。")

    assert (ranking.sure, ranking.lead, ranking.together) == (True, "shinrin", ())


def test_what_no_duty_fits_has_no_lead() -> None:
    for text in ("", "hello, 123", "地域の連携事業の推進を支援する提案", "よろしくお願いします。"):
        assert ranked(text) == Ranking(suggestions=(), sure=False)


def test_two_departments_with_the_same_duty_leave_it_open_who_leads() -> None:
    twins = tuple(Duties(code=code, name="", duties=("渡し船に関すること。",)) for code in "abcd")

    ranking = ranked("渡し船の復活と観光客の足", twins)

    assert (len(ranking.suggestions), ranking.sure, ranking.lead, ranking.together) == (4, False, None, ())


def test_reasons_are_few_and_made_of_words_a_person_can_read() -> None:
    text = "子ども食堂に届けるごみ減量の取組。介護施設と連携し、森林の整備、木材の利用、観光、渡し船を支援する事業。"

    for one in ranked(text, OFFICE).suggestions:
        assert 1 <= len(one.reasons) <= 3
        for reason in one.reasons:
            assert reason.words
            assert EMPTY.isdisjoint(reason.words)
            assert not [word for word in reason.words if word[0] in (FIELD, HEADING) or len(word) < 2]
            assert not [word for word in reason.words for other in reason.words if word != other and word in other]


def test_the_name_of_a_department_and_of_its_bureau_are_reasons_too() -> None:
    marine = Duties(code="umi", name="海洋課", duties=(), bureau="水産局")

    by_name = ranked("海洋の調査", (marine,)).suggestions[0].reasons[0]
    by_bureau = ranked("水産の調査", (marine,)).suggestions[0].reasons[0]

    assert (by_name.ground, by_name.duty, by_name.words) == (Ground.NAME, "海洋課", ("海洋",))
    assert (by_bureau.ground, by_bureau.duty, by_bureau.words) == (Ground.NAME, "水産局", ("水産",))


SPORTS = Duties(code="sports", name="スポーツ振興課", duties=("生涯スポーツの推進に関すること",))
FARMING = Duties(code="nogyo", name="農業政策課", duties=("農業協同組合の指導に関すること",))
FISHING = Duties(code="suisan", name="水産課", duties=("漁業の担い手の確保に関すること",))


@pytest.mark.parametrize("text", ["凧あげ大会", "凧あげ大会\n毎年の凧あげ大会を開きたい。"])
def test_a_stray_word_and_the_field_it_belongs_to_are_one_word(text: str) -> None:
    ranking = ranked(text, (SPORTS, *OFFICE))

    assert ranking.suggestions[0].department == "sports"
    assert (ranking.sure, ranking.lead) == (False, None)


def test_two_words_of_a_field_are_more_than_a_stray_one() -> None:
    ranking = ranked("凧あげ大会\n競技の審判を育てます。", (SPORTS, *OFFICE))

    assert (ranking.sure, ranking.lead) == (True, "sports")


def test_one_word_in_two_compounds_is_more_than_a_stray_one() -> None:
    ranking = ranked("県産木材の家具\n木材加工の体験をします。", ALL)

    assert (ranking.sure, ranking.lead) == (True, "shinrin")


def test_part_of_another_word_puts_no_department_before_the_one_in_charge() -> None:
    ranking = ranked("漁業協同組合と直売をします", (FARMING, FISHING, *ALL))

    assert ranking.suggestions[0].department == "suisan"
    assert not [one for one in ranking.suggestions for reason in one.reasons if "業協同組合" in reason.words]


def test_a_reason_of_a_duty_that_shares_no_word_says_which_field_speaks() -> None:
    ranking = ranked("ヘルパーとケアマネジャーの記録を、介護保険に合わせます", (CARE,))
    other = ranked("ヘルパーとケアマネジャーの記録", (CARE,))

    assert [(one.words, one.field) for one in ranking.suggestions[0].reasons] == [(("介護保険",), "")]
    assert [one.field for one in other.suggestions[0].reasons] == ["介護保険"]
    assert set(other.suggestions[0].reasons[0].words) == {"ケアマネジャー", "ヘルパー"}


def test_the_field_of_a_reason_is_one_the_text_belongs_to_and_not_that_of_a_part_of_its_words() -> None:
    canteen = Duties(code="hoken", name="保健課", duties=("調理場の管理及び校長の任用に関すること。",))

    (found,) = ranked("学校給食のお手伝い", (canteen,)).suggestions

    assert [(one.words, one.field) for one in found.reasons] == [(("学校給食",), "学校施設・給食")]
