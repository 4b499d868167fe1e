import pytest

from shared.scheme.template_language import MAX_TEXT_CHARACTERS, Mistake, UnfillableText, fill_in, mistake_in

WORDS = frozenset({"addressee", "due"})
BOMBS = {
    "a loop": "{% for one in range(10 ** 9) %}a{% endfor %}",
    "a long word": "{{ 'a' * 10 ** 9 }}",
    "a large number": "{{ 9 ** 9 ** 9 }}",
    "a number without end": "{{ " + "9" * 5_000 + " }}",
    "brackets without end": "{{ " + "(" * 3_000 + " }}",
    "conditions inside each other": "{% if due %}" * 300 + "{% endif %}" * 300,
    "a chain of conditions": "{{ due and " + "due and " * 500 + "due }}",
    "a call": "{{ lipsum() }}",
    "a macro of itself": "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
    "a look inside": "{{ due.__class__ }}",
    "an assignment": "{% set due = 1 %}",
    "a longer text than anybody reads": "a" * (MAX_TEXT_CHARACTERS + 1),
}


def test_words_are_filled_in_as_plain_text() -> None:
    assert fill_in("{{ addressee }} 様", {"addressee": "A&B<商会>"}) == "A&B<商会> 様"


def test_words_that_look_like_a_template_stay_words() -> None:
    assert fill_in("{{ addressee }}", {"addressee": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"


@pytest.mark.parametrize("due", ["", "6月1日"])
def test_a_passage_may_stand_only_where_there_is_something_to_say(due: str) -> None:
    said = fill_in("{% if due %}{{ due }}まで{% else %}期限なし{% endif %}", {"due": due})

    assert said == ("6月1日まで" if due else "期限なし")


@pytest.mark.parametrize("text", ["{{ receipt }}", "{{ ''.__class__.__mro__ }}", "{% for %}"])
def test_a_text_that_cannot_be_filled_in_is_an_error(text: str) -> None:
    with pytest.raises(UnfillableText):
        fill_in(text, {})


@pytest.mark.parametrize("name", BOMBS)
def test_a_text_that_could_run_on_is_a_mistake_and_is_never_computed(name: str) -> None:
    assert mistake_in(BOMBS[name], WORDS) is not None
    with pytest.raises(UnfillableText):
        fill_in(BOMBS[name], dict.fromkeys(WORDS, ""))


def test_words_that_would_fill_the_memory_are_cut_off() -> None:
    with pytest.raises(UnfillableText):
        fill_in("{{ due }}" * 500, {"due": "a" * 100_000})


def test_a_mistake_names_its_line_and_an_unknown_word() -> None:
    assert mistake_in("一行目\n{{ 二行目 }", WORDS) == Mistake(line=2)
    unknown = mistake_in("一行目\n{{ due }}\n{{ idea }}", WORDS)

    assert unknown == Mistake(line=3, word="idea")
    assert "3行目の {{ idea }}" in unknown.sentence
    assert mistake_in("{{ addressee }}{% if due %}{{ due }}{% endif %}", WORDS) is None
