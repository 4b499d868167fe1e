import pytest

from services.routing.domain.spelling import spellings_of
from services.routing.domain.terms import EMPTY, FIELD, HEADING, readable, terms_of


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
