"""The texts an office writes for its mails, and the words that may be filled in."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shared.errors import Invalid


class MailName(StrEnum):
    """The mails whose text a scheme holds."""

    ACKNOWLEDGEMENT = "acknowledgement"  # 受付のお知らせ
    PAUSED = "paused"  # 受付停止中のお知らせ
    LOCKED_FILES = "locked_files"  # パスワード付きファイルの再送のお願い


# Words a mail may use. None of them is the text of an idea: the desk's mails never quote a proposal.
_DESK_WORDS: Final = ("desk_name", "prefecture", "department_name", "phone", "hours", "signature")
MAIL_WORDS: Final[dict[MailName, frozenset[str]]] = {
    MailName.ACKNOWLEDGEMENT: frozenset(
        {*_DESK_WORDS, "receipt", "addressee", "received_on", "confirm_by", "status_url"}
    ),
    MailName.LOCKED_FILES: frozenset({*_DESK_WORDS, "addressee", "receipt"}),
    MailName.PAUSED: frozenset({*_DESK_WORDS, "addressee", "notice", "until"}),
}


class UnfillableText(Invalid):
    """A text of the scheme cannot be filled in with the words given."""


def _environment() -> ImmutableSandboxedEnvironment:
    # Plain text mail: escaping for HTML would show &amp; to the reader. A forgotten word is an error.
    return ImmutableSandboxedEnvironment(autoescape=False, undefined=StrictUndefined)


def unreadable(text: str) -> int | None:
    """Return the line in which *text* cannot be read as a template, or None when it can."""
    try:
        _environment().parse(text)
    except TemplateSyntaxError as error:
        return error.lineno
    return None


def unknown_words(name: MailName, text: str) -> list[str]:
    """Return the words in *text* that a mail of this name cannot fill in, sorted."""
    return sorted(meta.find_undeclared_variables(_environment().parse(text)) - MAIL_WORDS[name])


def fill_in(text: str, words: Mapping[str, str]) -> str:
    """Return *text* with *words* filled in, or raise UnfillableText."""
    try:
        return _template(text).render(words)
    except TemplateError as error:
        raise UnfillableText(str(error)) from error


@lru_cache(maxsize=64)
def _template(text: str) -> Template:
    # The same few texts of a scheme are filled in again and again; reading one costs far more than filling it in.
    return _environment().from_string(text)
