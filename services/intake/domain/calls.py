"""Calls (募集) and forums (意見交換会) as the form knows them: until when they are open, and what else they ask."""

from dataclasses import dataclass
from datetime import date

from shared.errors import Missing, Refused
from shared.events.ledger import LedgerKind
from shared.japanese.era import wareki
from shared.ledger_numbers import kind_in
from shared.scheme.fields import Field, Section
from shared.scheme.model import DeskScheme


class NoSuchForum(Missing):
    """This desk never announced a forum of this number, or took it back."""

    public_message = "この番号の意見交換会は見つかりませんでした。番号をご確認ください。"


class NoSuchCall(Missing):
    """This desk never published a call of this number, or took it back."""

    public_message = "この番号の募集は見つかりませんでした。番号をご確認ください。"


class CallNotOpen(Refused):
    """The call takes no applications yet, or no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCall:
    """What everybody may know of a call or a forum, as far as its form needs it."""

    number: str
    title: str
    summary: str
    opens_on: date
    closes_on: date
    closed: bool
    fields: tuple[Field, ...] = ()

    @property
    def is_forum(self) -> bool:
        """Tell whether a forum is registered for, and not a call answered."""
        return kind_in(self.number) is LedgerKind.FORUM

    @property
    def parameter(self) -> str:
        """Return the word of the address under which the form names it."""
        return "forum" if self.is_forum else "call"

    @property
    def word(self) -> str:
        """Return what it is called in sentences."""
        return "意見交換会" if self.is_forum else "募集"

    def take_on(self, today: date) -> None:
        """Raise CallNotOpen unless it takes applications *today*, which is a day in Japan."""
        if today < self.opens_on and not self.closed:
            raise CallNotOpen(public=f"{self.word}「{self.title}」の受付は、{wareki(self.opens_on)}から始まります。")
        if self.closed or today > self.closes_on:
            raise CallNotOpen(
                public=f"{self.word}「{self.title}」の受付は終了しました（締切：{wareki(self.closes_on)}）。"
                f"この{self.word}によらない提案は、提案フォームからいつでもお送りいただけます。"
            )

    def asked_with(self, scheme: DeskScheme) -> DeskScheme:
        """Return the desk's rules with a form that asks what this call asks besides."""
        if not self.fields:
            return scheme
        codes = dict.fromkeys(field.section for field in self.fields)
        sections = (Section(code=code, label=f"この{self.word}についての項目") for code in codes)
        form = scheme.form.model_copy(
            update={"sections": (*scheme.form.sections, *sections), "fields": (*scheme.form.fields, *self.fields)}
        )
        return scheme.model_copy(update={"form": form})
