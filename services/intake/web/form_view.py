"""The form as its templates draw it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.intake.domain.reception import BY, CHANNEL, DAY, WAYS, reception_of
from services.intake.storage.drafts import DraftFile
from shared.scheme.fields import Field, FieldKind, Form, Section
from shared.scheme.form import CONSENT, PROTECT, Value, shown

_ROWS_FROM = 200  # characters per row a long answer is given
_MAX_ROWS = 14
NAMED = (CHANNEL, DAY, BY)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """What is shown of one person's form: what they typed, what is wrong, which files are kept."""

    key: UUID
    values: Mapping[str, Value] = field(default_factory=dict, repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)
    files: tuple[DraftFile, ...] = ()

    def error_list(self, form: Form) -> list[tuple[str, str]]:
        """Return the errors in the form's order, the files last."""
        keys = [*NAMED, *(one.key for one in form.fields), "attachments"]
        return [(key, self.errors[key]) for key in keys if key in self.errors]

    def hidden(self) -> list[tuple[str, str]]:
        """Return every value as a name and text, for a page that only carries them on."""
        return [
            (name, text)
            for name, value in self.values.items()
            for text in ([value] if isinstance(value, str) else value)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionView:
    """How staff received what they write down: the inputs as they stand, and the words where all is well."""

    ways: list[tuple[str, str]]
    channel: str
    day: dict[str, str]
    by: str
    told: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, view: FormView, *, today: date) -> "ReceptionView":
        """Return what stands in the inputs of *view*."""
        reception, _ = reception_of(view.values, today=today)
        return cls(
            ways=[(one.value, word) for one, word in WAYS.items()],
            channel=_one(view, CHANNEL),
            day={part: _one(view, f"{DAY}-{part}") for part in ("year", "month", "day")},
            by=_one(view, BY),
            told=() if reception is None else reception.told,
        )


def _one(view: FormView, name: str) -> str:
    value = view.values.get(name, "")
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One field with what was typed into it."""

    field: Field
    text: str
    chosen: tuple[str, ...]
    error: str
    protected: bool
    consented: bool
    shown: str
    hint: str
    required: bool

    @property
    def rows(self) -> int:
        """Return the height of a long answer."""
        return min(_MAX_ROWS, 3 + (self.field.max_length or 0) // _ROWS_FROM)

    @property
    def input_type(self) -> str:
        """Return the HTML type; what a phone's keyboard and autofill go by."""
        return {FieldKind.EMAIL: "email", FieldKind.TEL: "tel"}.get(self.field.kind, "text")

    @property
    def input_mode(self) -> str:
        """Return the keyboard that fits."""
        digits = {FieldKind.POSTAL_CODE, FieldKind.CORPORATE_NUMBER}
        return "numeric" if self.field.kind in digits else ""

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return the choices as value and words."""
        return [(choice.value, choice.label) for choice in self.field.choices]


def field_views(
    form: Form, view: FormView, *, without: frozenset[str], needed: frozenset[str] | None = None
) -> list[tuple[Section, list[FieldView]]]:
    """Return every section with its fields; *without* are the fields another part of the page fills.

    Where *needed* says so, only these must be answered, whatever the form asks of a person who fills it in alone.
    """
    return [
        (section, [_view(one, view, needed) for one in form.fields_of(section.code) if one.key not in without])
        for section in form.sections
    ]


def _view(one: Field, view: FormView, needed: frozenset[str] | None) -> FieldView:
    value = view.values.get(one.key, "")
    chosen = (value,) if isinstance(value, str) else tuple(value)
    hints = [one.hint or "", f"例：{one.example}" if one.example else ""]
    return FieldView(
        field=one,
        text=chosen[0] if chosen else "",
        chosen=chosen,
        error=view.errors.get(one.key, ""),
        protected=PROTECT + one.key in view.values,
        consented=CONSENT + one.key in view.values,
        shown=shown(one, list(chosen) if one.kind is FieldKind.MULTI else (chosen[0] if chosen else "")),
        hint=" ".join(hint for hint in hints if hint),
        required=one.required if needed is None else one.key in needed,
    )
