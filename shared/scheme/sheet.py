"""Sheets of paper in another layout than ours, mapped to the form by data: their words, and the field each asks for."""

from typing import Annotated, Literal, Self

from pydantic import Field as Limit
from pydantic import model_validator

from shared.scheme.fields import Form
from shared.scheme.strict import Code, Key, Strict, Words, repeated


class SheetLabel(Strict):
    """Words printed on a sheet and the field they ask for; *under* names the group the words stand in.

    *values* translates what is ticked there into our choices.
    """

    words: Annotated[tuple[Words, ...], Limit(min_length=1)]
    key: Key
    under: Words | None = None
    values: dict[str, str] = Limit(default_factory=dict)


class SheetLayout(Strict):
    """How one sheet is laid out: its labels, where their answers stand, and what else is printed on it."""

    name: Code
    title: Words
    desk_id: Code
    answers: Literal["right", "below"] = "right"
    labels: Annotated[tuple[SheetLabel, ...], Limit(min_length=1)]
    others: tuple[Words, ...] = ()  # labels we have no field for: what stands beside them is kept unread
    fixed: tuple[Words, ...] = ()  # printed words that nobody has filled in

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        words = [f"{label.under or ''} {one}".strip() for label in self.labels for one in label.words]
        if again := repeated(words):
            raise ValueError(f"項目の言葉「{again[0]}」が重複しています。")
        return self


def unknown_sheet_keys(layout: SheetLayout, form: Form) -> list[str]:
    """Return what *layout* fills although *form* does not ask it, or translates into no choice of the form."""
    wrong: list[str] = []
    for label in layout.labels:
        asked = form.field(label.key)
        if asked is None:
            wrong.append(label.key)
            continue
        choices = {choice.value for choice in asked.choices}
        wrong += [f"{label.key}={value}" for value in label.values.values() if value not in choices]
    return wrong
