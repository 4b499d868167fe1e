"""Calls (募集) as the form knows them: until when they take applications, and what else they ask."""

from dataclasses import dataclass
from datetime import date

from shared.errors import Missing, Refused
from shared.japanese.era import wareki
from shared.scheme.fields import Field, Section
from shared.scheme.model import DeskScheme

_LABEL = "この募集についての項目"
_HINT = "募集のテーマに応じた質問です。"


class NoSuchCall(Missing):
    """This desk never published a call of this number, or took it back."""

    public_message = "この番号の募集は見つかりませんでした。番号をご確認ください。"


class CallNotOpen(Refused):
    """The call takes no applications yet, or no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCall:
    """What everybody may know of a call, as far as its form needs it."""

    number: str
    title: str
    summary: str
    opens_on: date
    closes_on: date
    closed: bool
    fields: tuple[Field, ...] = ()

    def take_on(self, today: date) -> None:
        """Raise CallNotOpen unless it takes applications *today*, which is a day in Japan."""
        if today < self.opens_on and not self.closed:
            raise CallNotOpen(public=f"募集「{self.title}」の受付は、{wareki(self.opens_on)}から始まります。")
        if self.closed or today > self.closes_on:
            raise CallNotOpen(
                public=f"募集「{self.title}」の受付は終了しました（締切：{wareki(self.closes_on)}）。"
                "この募集によらない提案は、提案フォームからいつでもお送りいただけます。"
            )

    def asked_with(self, scheme: DeskScheme) -> DeskScheme:
        """Return the desk's rules with a form that asks what this call asks besides."""
        if not self.fields:
            return scheme
        codes = dict.fromkeys(field.section for field in self.fields)
        sections = (Section(code=code, label=_LABEL, hint=_HINT) for code in codes)
        form = scheme.form.model_copy(
            update={"sections": (*scheme.form.sections, *sections), "fields": (*scheme.form.fields, *self.fields)}
        )
        return scheme.model_copy(update={"form": form})
