"""Calls (募集) and forums (意見交換会) as the form knows them: until when they are open, and what else they ask."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from services.intake.domain.attending import Places
from shared.errors import Missing, Refused
from shared.events.ledger import LedgerKind
from shared.japanese.era import wareki
from shared.ledger_numbers import kind_in
from shared.scheme.fields import Field, Form, Role, Section
from shared.scheme.model import DeskScheme


class NoSuchForum(Missing):
    """This desk never announced a forum of this number, or took it back."""

    public_message = "この番号の意見交換会は見つかりませんでした。番号をご確認ください。"


class NoSuchCall(Missing):
    """This desk never published a call of this number, or took it back."""

    public_message = "この番号の募集は見つかりませんでした。番号をご確認ください。"


class CallNotOpen(Refused):
    """The call takes no applications yet, or no more."""


class CallTakenBack(Missing):
    """The desk published it, and took it back."""

    def __init__(self, number: str, word: str, on: date) -> None:
        """Say since when."""
        super().__init__(
            public=f"{number}の{word}は、{wareki(on)}に公表を取り下げました。受付はしていません。"
            f"この{word}によらない提案は、提案フォームからいつでもお送りいただけます。"
        )


# Who answers a company that calls (逆提案): departments by their own form, municipalities by that of everybody.
_ANSWERS_A_COMPANY: Final = "municipality"
_NOT_FOR_OTHERS: Final = "この募集（逆提案）には、市町村と県の所属が応募できます。"
_NUMBER: Final = "{number}"


def is_forum(number: str) -> bool:
    """Tell whether this is the number of a forum, and not of a call."""
    return kind_in(number) is LedgerKind.FORUM


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
    reverse: bool = False
    closed_on: date | None = None
    results_by: date | None = None
    held_on: date | None = None
    places: Places | None = None

    @property
    def is_forum(self) -> bool:
        """Tell whether a forum is registered for, and not a call answered."""
        return is_forum(self.number)

    @property
    def parameter(self) -> str:
        """Return the word of the address under which the form names it."""
        return "forum" if self.is_forum else "call"

    @property
    def word(self) -> str:
        """Return what it is called in sentences."""
        return "意見交換会" if self.is_forum else "募集"

    @property
    def named(self) -> str:
        """Return how sentences name it."""
        return f"{self.word}「{self.title}」"

    def answers(self, form: Form) -> dict[str, str]:
        """Return what follows for the desk's own questions from the call that is answered; nobody is asked these."""
        if self.is_forum:
            return {}
        said = {one.key: one.in_call.replace(_NUMBER, self.number) for one in form.fields if one.in_call is not None}
        kind = form.by_role(Role.PROPOSER_KIND)
        if self.reverse and kind is not None:
            said[kind.key] = _ANSWERS_A_COMPANY
        return said

    def wrong_kind(self, form: Form, values: Mapping[str, object]) -> dict[str, str]:
        """Return what is wrong where somebody else than a municipality answers the call of a company."""
        kind = form.by_role(Role.PROPOSER_KIND)
        if not self.reverse or kind is None or values.get(kind.key) in {None, "", _ANSWERS_A_COMPANY}:
            return {}
        return {kind.key: _NOT_FOR_OTHERS}

    @property
    def without_questions(self) -> "PublicCall":
        """Return it as it is for whoever has answered its own questions already."""
        return replace(self, fields=())

    def with_places(self, places: Places) -> "PublicCall":
        """Return a forum as its places stand: where nobody can come any more, nobody is asked with how many."""
        return replace(self, places=places, fields=self.fields if places.takes_more else ())

    def is_over(self, today: date) -> bool:
        """Tell whether the day of a forum has passed."""
        return self.held_on is not None and today > self.held_on

    def take_on(self, today: date) -> None:
        """Raise CallNotOpen unless it takes applications *today*, which is a day in Japan."""
        if today < self.opens_on and not self.closed:
            raise CallNotOpen(public=f"{self.named}の受付は、{wareki(self.opens_on)}から始まります。")
        if self.closed or today > self.closes_on:
            ended = (
                f"の受付は、{wareki(self.closed_on)}に締め切りました。"
                if self.closed and self.closed_on
                else f"の受付は終了しました（締切：{wareki(self.closes_on)}）。"
            )
            raise CallNotOpen(
                public=f"{self.named}{ended}"
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
