import random
import time

from services.routing.domain.suggestion import Directory, Duties, suggest

TOURISM = Duties(code="kanko", name="観光振興課", duties=("観光地の魅力向上及び誘客に関すること。", "宿泊施設の連携"))
FOREST = Duties(code="shinrin", name="森林整備課", duties=("森林の整備及び木材の利用の促進に関すること。",))
TRAFFIC = Duties(code="kotsu", name="交通政策課", duties=("渡し船その他の地域交通に関すること。",))
ALL = (TOURISM, FOREST, TRAFFIC)


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


def test_a_prefecture_of_departments_is_ranked_in_a_blink() -> None:
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
    text = "の".join(chance.choices(words, k=400))[:1000]
    suggest(text, departments)

    taken = []
    for _ in range(5):
        start = time.process_time()
        suggest(text, departments)
        taken.append(time.process_time() - start)

    assert min(taken) < 0.020


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

    assert [directory.suggest(text) for text in texts] == [suggest(text, ALL) for text in texts]


def test_the_longest_word_of_a_duty_is_the_reason_and_not_its_pieces() -> None:
    (found,) = suggest("宿泊施設を直し、宿泊も増やす", [TOURISM])

    assert found.reasons[0].words == ("宿泊施設",)
