"""The small language in which an office writes its texts: words to fill in, conditions, and nothing that could run on.

Staff edit these texts on a page. What they write is read as a Jinja template, but only what stands in _ALLOWED may
stand in it: no loop, no call, no arithmetic. So a text costs as much as it is long, whatever it says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shared.errors import Invalid

MAX_TEXT_CHARACTERS: Final = 8_000
MAX_FILLED_CHARACTERS: Final = 100_000
_MAX_DEPTH: Final = 24
_ALLOWED: Final = (
    nodes.Template,
    nodes.TemplateData,
    nodes.Output,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
)


class UnfillableText(Invalid):
    """A text cannot be filled in with the words given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong with a text, in which line (counted from 1); `word` is set where a word is not known."""

    line: int
    word: str | None = None

    @property
    def sentence(self) -> str:
        """Return what a person is told about it."""
        if self.word is not None:
            return f"{self.line}行目の {{{{ {self.word} }}}} は使えない言葉です。使える言葉の一覧からお選びください。"
        return (
            f"{self.line}行目の書き方を確かめてください。"
            "使えるのは {{ 言葉 }} と {% if 言葉 %} … {% else %} … {% endif %} だけです。"
        )


def mistake_in(text: str, words: frozenset[str]) -> Mistake | None:
    """Return the first mistake in *text*, in which only *words* may be filled in, or None."""
    parsed = _parsed(text)
    if isinstance(parsed, Mistake):
        return parsed
    unknown = (one for one, _ in _walked(parsed) if isinstance(one, nodes.Name) and one.name not in words)
    first = next(unknown, None)
    return None if first is None else Mistake(line=first.lineno, word=first.name)


def words_in(text: str) -> frozenset[str]:
    """Return the words *text* fills in or asks for; nothing where it cannot be read."""
    parsed = _parsed(text)
    if isinstance(parsed, Mistake):
        return frozenset()
    return frozenset(one.name for one, _ in _walked(parsed) if isinstance(one, nodes.Name))


def fill_in(text: str, words: Mapping[str, str]) -> str:
    """Return *text* with *words* filled in, or raise UnfillableText; what grows beyond all reason is no letter."""
    filled: list[str] = []
    room = MAX_FILLED_CHARACTERS
    try:
        for piece in _template(text).generate(words):
            room -= len(piece)
            if room < 0:
                raise UnfillableText("the text grows beyond all reason")
            filled.append(piece)
    except TemplateError as error:
        raise UnfillableText(str(error)) from error
    return "".join(filled)


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    # The same few texts are filled in again and again; reading one costs far more than filling it in.
    parsed = _parsed(text)
    if isinstance(parsed, Mistake):
        raise UnfillableText(f"line {parsed.line} cannot be read")
    return _environment().from_string(parsed)


def _environment() -> ImmutableSandboxedEnvironment:
    # Plain text mail: escaping for HTML would show &amp; to the reader. A forgotten word is an error.
    return ImmutableSandboxedEnvironment(autoescape=False, undefined=StrictUndefined)


def _parsed(text: str) -> nodes.Template | Mistake:
    """Return *text* as a tree in which only the allowed stands; nothing of it was compiled or computed."""
    if len(text) > MAX_TEXT_CHARACTERS:
        return Mistake(line=text.count("\n") + 1)
    try:
        parsed = _environment().parse(text)
    except TemplateSyntaxError as error:
        return Mistake(line=error.lineno)
    except (RecursionError, ValueError):
        # Brackets without end, numbers without end: neither is a mistake of syntax to its reader.
        return Mistake(line=1)
    for one, depth in _walked(parsed):
        if depth > _MAX_DEPTH or not _is_allowed(one):
            return Mistake(line=getattr(one, "lineno", None) or 1)
    return parsed


def _is_allowed(one: nodes.Node) -> bool:
    return isinstance(one, _ALLOWED) and (not isinstance(one, nodes.Name) or one.ctx == "load")


def _walked(root: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Yield every node in the order of the text with its depth, however deep the tree is."""
    waiting: list[tuple[nodes.Node, int]] = [(root, 0)]
    while waiting:
        one, depth = waiting.pop()
        yield one, depth
        waiting += [(child, depth + 1) for child in reversed(list(one.iter_child_nodes()))]
