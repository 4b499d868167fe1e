"""The labels of one layout, ready for looking them up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.intake.domain.sheet.words import is_near, label_form, without_asides
from shared.scheme.fields import Field, Form
from shared.scheme.sheet import SheetLayout

_LONGEST_LABEL = 500
_LONGEST_GUESS = 40


@dataclass(frozen=True, slots=True)
class Match:
    """What a cell's words ask for; *key* is None for a label we have no field for."""

    key: str | None
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLayout:
    """A layout with its words in one spelling."""

    layout: SheetLayout
    form: Form = field(repr=False)
    # the words → the group they stand in, and the field
    labels: Mapping[str, tuple[tuple[str, str], ...]] = field(repr=False)
    short: Mapping[str, str] = field(repr=False)
    others: frozenset[str] = field(repr=False)
    fixed: frozenset[str] = field(repr=False)

    @property
    def keys(self) -> frozenset[str]:
        """Return the fields this layout can fill."""
        return frozenset(label.key for label in self.layout.labels)

    def match(self, text: str, group: str = "") -> Match | None:
        """Return what *text* asks for, exactly; None when it is no label of this layout."""
        if len(text) > _LONGEST_LABEL:
            return None
        form = label_form(text)
        if form in self.others:
            return Match(None)
        places = self.labels.get(form)
        if not places:
            return None
        key = next((key for under, key in places if under and under == group), None)
        key = key or next((key for under, key in places if not under), None)
        if key is not None:
            return Match(key)
        # Printed in a group we did not see; with one meaning only, that one is likely.
        return Match(places[0][1], exact=False) if len(places) == 1 else Match(None)

    def guess(self, text: str) -> Match | None:
        """Return what *text* most likely asks for: without its parentheses, or with one letter changed."""
        if len(text) > _LONGEST_GUESS or "\n" in text.strip():
            return None
        form = without_asides(label_form(text))
        if (key := self.short.get(form)) is not None:
            return Match(key, exact=False)
        near = {places[0][1] for one, places in self.labels.items() if len(places) == 1 and is_near(one, form)}
        return Match(near.pop(), exact=False) if len(near) == 1 else None

    def is_printed(self, line: str) -> bool:
        """Tell whether nobody wrote this line: it belongs to the sheet."""
        form = label_form(line)
        return not form or form in self.fixed

    def field_of(self, key: str) -> Field:
        """Return the field behind a key of this layout."""
        found = self.form.field(key)
        if found is None:
            raise LookupError(key)
        return found

    def choices_of(self, key: str) -> dict[str, str]:
        """Return the words of the choices, ours and those of this layout, with the values they stand for."""
        ours = {choice.label: choice.value for choice in self.field_of(key).choices}
        theirs = {
            words: value for label in self.layout.labels if label.key == key for words, value in label.values.items()
        }
        return ours | theirs


def known(layout: SheetLayout, form: Form) -> KnownLayout:
    """Return *layout* ready for reading sheets into *form*."""
    labels: dict[str, list[tuple[str, str]]] = {}
    for label in layout.labels:
        for words in label.words:
            labels.setdefault(label_form(words), []).append((label_form(label.under or ""), label.key))
    groups = {label.under for label in layout.labels if label.under}
    return KnownLayout(
        layout=layout,
        form=form,
        labels={words: tuple(places) for words, places in labels.items()},
        short=_unique({words: places[0][1] for words, places in labels.items() if len(places) == 1}),
        others=frozenset(map(label_form, layout.others)) - set(labels),
        fixed=_forms((*layout.fixed, layout.title, *groups)) - set(labels),
    )


def _forms(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(map(label_form, lines)) - {""}


def _unique(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the short forms of labels that point to one field only."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for words, key in keys.items():
        short = without_asides(words)
        if found.setdefault(short, key) != key:
            twice.add(short)
    return {short: key for short, key in found.items() if short not in twice}
