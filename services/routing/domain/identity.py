"""What makes two proposals one: the idea's own words, without the forms of politeness and of spelling around them."""

from typing import Final

from services.routing.domain.own_words import letters_of, sentences_of

# Shorter than this it is a greeting or a heading, and two of them prove nothing.
_ENOUGH: Final = 24


def essence_of(title: str, text: str, rest: str = "") -> str | None:
    """Return the idea's own words as letters and digits alone; None where too little is said to tell it from others.

    *text* is the mail, whose greeting, signature and quotations count for nothing; *rest* is what fields and files
    say. Equal for every spelling `matching_text` holds to be one, whatever stands between the words. The title
    counts only where there is nothing else, for it is the first thing to be changed when something is sent again.
    """
    said = "".join((*(one.without_ceremony for one in sentences_of(text)), letters_of(rest)))
    whole = said if len(said) >= _ENOUGH else letters_of(title) + said
    return whole if len(whole) >= _ENOUGH else None
