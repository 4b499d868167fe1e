import pytest

from services.routing.domain.fields import FIELDS
from services.routing.domain.spelling import spelled_alike, spellings_of
from services.routing.domain.terms import EMPTY, FIELD, HEADING, all_terms_of, readable, terms_of

KANJI = "鱈鯖鰹鮎鯉鮭鱒鮫鯨鮪鰯鰤"


def fields(text: str, mark: str = FIELD) -> set[str]:
    return {term[1:] for term in terms_of(text) if term[0] == mark}


def test_the_fields_of_a_text_are_those_of_its_longest_words() -> None:
    assert fields("交通安全の教室") == {"交通安全", "学校教育"}
    assert fields("介護保険の手続") == {"介護保険"}


def test_the_first_line_or_sentence_is_the_heading() -> None:
    assert fields("渡し船の復活\n木材を使う", HEADING) == {"公共交通"}
    assert fields("渡し船の復活。木材を使う", HEADING) == {"公共交通"}
    assert fields("渡し船の復活\n木材を使う") == {"公共交通", "林業"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("item", "デジタル・情報"),
        ("maids", "デジタル・情報"),
        ("義歯車", "健康づくり"),
        ("きれいじめんを掃く", "学校教育"),
    ],
)
def test_a_splinter_of_a_word_belongs_to_no_field(text: str, field: str) -> None:
    assert field not in fields(text)


def test_words_in_hiragana_are_terms_and_grammar_is_none() -> None:
    assert "まちづくり" in terms_of("まちづくりに関すること")
    assert terms_of("よろしくお願いします。それについてはこのようにしていただきます") == frozenset()


def test_a_word_inside_a_longer_one_of_kanji_and_kana_is_a_term() -> None:
    assert {"こども食堂", "こども", "食堂", "子育て支援", "子育て"} <= terms_of("子ども食堂と子育て支援")


def test_a_word_in_katakana_meets_its_spelling_in_hiragana() -> None:
    assert terms_of("メダカ") & terms_of("めだか")
    assert fields("リンゴ") == fields("りんご") == {"農業"}


def test_the_legal_form_of_a_company_is_no_term() -> None:
    assert terms_of("株式会社アオバ") == terms_of("(有)アオバ") == terms_of("アオバ")
    assert "学校法人" in terms_of("学校法人の認可")


def test_what_everybody_says_is_no_term() -> None:
    assert terms_of("事業の推進、地域の振興") & EMPTY == set()


def test_what_is_marked_is_not_shown() -> None:
    assert readable({"介護", FIELD + "介護保険", HEADING + "介護保険"}) == {"介護"}


def test_a_word_is_found_again_in_the_spelling_of_the_writer() -> None:
    found = spellings_of(("こども食堂", "渡し船"))

    assert found["子ども食堂"] == found["子供食堂"] == found["こども食堂"] == "こども食堂"
    assert found["渡し船"] == "渡し船"
    assert "桜" not in spellings_of(("さくら",))


def test_of_a_thick_text_the_heading_what_comes_first_and_every_field_are_terms() -> None:
    annex = "\n".join(f"{first}{second}{third}場" for first in KANJI for second in KANJI for third in KANJI)
    text = f"渡し船の復活\n桟橋を直す\n{annex}\n介護保険の手続"

    terms = terms_of(text)

    assert len(terms) < 700 < len(all_terms_of(text))
    assert {"桟橋", HEADING + "公共交通", FIELD + "介護保険"} <= terms < all_terms_of(text)


def test_a_text_of_two_pages_of_words_has_its_first_ones() -> None:
    words = [word for words in FIELDS.values() for word in words if len(word) > 2]

    first, last = terms_of("。".join(words)), terms_of("。".join(reversed(words)))

    assert (spelled_alike(words[0]) in first, spelled_alike(words[-1]) in last) == (True, True)
    assert len(first) < 1_000


def test_a_text_up_to_the_bound_is_read_as_a_whole() -> None:
    text = "渡し船の復活\n" + "、".join(f"{first}{second}" for first in KANJI for second in KANJI)

    assert terms_of(text) == all_terms_of(text)


@pytest.mark.parametrize(
    ("one", "other", "splinter"),
    [
        ("漁業協同組合の直売", "農業協同組合の指導", "業協同組合"),
        ("ハウスメーカー", "マイナンバーカードの普及", "ーカー"),
        ("外国語の案内", "国語の教科書", "国語"),
        ("第三者の目と民間のセクター", "第三セクターの支援", "セクター"),
        ("大気汚染", "電気自動車", "気"),
        ("モデルルーム", "ビニールの回収", "ール"),
    ],
)
def test_a_splinter_of_two_words_is_no_term_of_both(one: str, other: str, splinter: str) -> None:
    assert not [term for term in readable(terms_of(one) & terms_of(other)) if splinter in term]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("漁業協同組合の直売", "農業協同組合の指導", "協同組合"),
        ("漁業者の声", "漁業の担い手", "漁業"),
        ("新庁舎の見学", "庁舎の管理", "庁舎"),
        ("県産木材の家具", "木材利用", "木材"),
        ("第三セクターの鉄道", "第三セクターの支援", "第三セクター"),
        ("ブルーカーボン", "カーボンの吸収", "カーボン"),
        ("古地図の展示", "地図の作成", "地図"),
    ],
)
def test_a_word_inside_a_longer_one_is_a_term_of_both(one: str, other: str, shared: str) -> None:
    assert shared in terms_of(one) & terms_of(other)


def test_what_the_desk_is_called_and_whom_it_is_written_to_point_nowhere() -> None:
    assert terms_of("公民連携デスク御中\n提案") == frozenset()
    assert terms_of("公民連携の渡し船") == terms_of("の渡し船")


@pytest.mark.parametrize(("marked", "said"), [("ミナトコウボウ", "ミナト"), ("森林業", "林業"), ("湊工房社", "工房")])
def test_what_must_not_be_overlooked_is_found_in_every_part_of_a_word(marked: str, said: str) -> None:
    assert readable(terms_of(said)) <= all_terms_of(marked)
