import pytest

from shared.scheme.texts import UnfillableText, fill_in


def test_words_are_filled_in_as_plain_text() -> None:
    assert fill_in("{{ addressee }} 様", {"addressee": "A&B<商会>"}) == "A&B<商会> 様"


def test_words_that_look_like_a_template_stay_words() -> None:
    assert fill_in("{{ addressee }}", {"addressee": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"


@pytest.mark.parametrize("text", ["{{ receipt }}", "{{ ''.__class__.__mro__ }}", "{% for %}"])
def test_a_text_that_cannot_be_filled_in_is_an_error(text: str) -> None:
    with pytest.raises(UnfillableText):
        fill_in(text, {})
