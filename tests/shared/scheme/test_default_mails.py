import pytest

from shared.scheme.default_mails import DEFAULT_MAILS
from shared.scheme.template_language import fill_in, mistake_in
from shared.scheme.texts import MAIL_WORDS, MailName

OF_THE_SCHEME = {MailName.ACKNOWLEDGEMENT}


def test_every_mail_a_scheme_need_not_hold_comes_with_the_program() -> None:
    assert set(DEFAULT_MAILS) == set(MailName) - OF_THE_SCHEME


@pytest.mark.parametrize("name", DEFAULT_MAILS)
@pytest.mark.parametrize("word", ["", "語"])
def test_every_text_of_the_program_can_be_filled_in_with_and_without_words(name: MailName, word: str) -> None:
    for text in DEFAULT_MAILS[name]:
        assert mistake_in(text, MAIL_WORDS[name]) is None
        assert "{" not in fill_in(text, dict.fromkeys(MAIL_WORDS[name], word))


def test_no_mail_has_a_word_for_what_was_proposed() -> None:
    said = {word for words in MAIL_WORDS.values() for word in words}

    assert not said & {"title", "proposal", "summary", "text", "body", "abstract"}
