"""One desk as data: who it is, what it asks, what it promises and by which words it refuses."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field as Limit
from pydantic import StringConstraints, model_validator

from shared.japanese.era import fiscal_label, fiscal_year
from shared.scheme.clocks import Digest, Escalation, OfficeHours
from shared.scheme.deciding import OfferRules, Review
from shared.scheme.default_mails import DEFAULT_MAILS
from shared.scheme.fields import Form, Role
from shared.scheme.mailbox import Mailbox
from shared.scheme.procedures import ProcedureTemplate
from shared.scheme.rules import RoutingRule, mistakes_in_rules
from shared.scheme.strict import Address, Code, Passage, Strict, Words, repeated
from shared.scheme.template_language import mistake_in
from shared.scheme.texts import MAIL_WORDS, MailName
from shared.scheme.webhooks import Webhook

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LEAP_YEAR = 2024  # Only to walk over all days a year can have.
BusinessDays = Annotated[int, Limit(ge=1, le=400)]
MonthDay = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{2}$")]
StageWithClock = Literal["received", "confirming", "offered", "reviewing", "coordinating", "implementing"]


class Contact(Strict):
    """How a person reaches the desk without a computer."""

    phone: Words
    fax: Words | None = None
    hours: Words
    postal_code: Annotated[str, StringConstraints(pattern=r"^\d{3}-\d{4}$")]
    address: Words
    email: Address


class Sender(Strict):
    """Whose name stands on the mail the desk sends, and whether mail servers may report to it what did not arrive."""

    address: Address
    name: Words
    signature: Passage
    bounces: bool = True


class Numbering(Strict):
    """How a receipt number is written: era letter and fiscal year, a hyphen, a counter that may outgrow *digits*.

    A desk beside another puts a *letter* of its own before: KR8-0012.
    """

    prefix: Literal["era_fiscal_year"]
    digits: Annotated[int, Limit(ge=4, le=8)]
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z]?$")] = ""

    def number(self, accepted_on: date, counter: int) -> str:
        """Return the receipt number of the *counter*-th proposal of the fiscal year of *accepted_on*."""
        return f"{self.letter}{fiscal_label(fiscal_year(accepted_on))}-{counter:0{self.digits}d}"


class StageTerm(Strict):
    """What the desk promises for a stage, and what it must not exceed."""

    promise_business_days: BusinessDays
    maximum_business_days: BusinessDays

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.promise_business_days > self.maximum_business_days:
            raise ValueError("目安（promise_business_days）は、上限（maximum_business_days）以下にしてください。")
        return self


class AnswerTerms(Strict):
    """How long somebody who is asked has, unless the desk names another day."""

    offer_business_days: BusinessDays  # a department or company asked to judge
    completion_business_days: BusinessDays  # a proposer asked to complete (補正)


class LocalDay(Strict):
    """One day on which the office differs from the country, and why."""

    day: date
    words: Words


class CalendarRules(Strict):
    """When the office is closed, besides national holidays."""

    closed_weekdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...]
    year_end_first: MonthDay
    year_end_last: MonthDay
    closed_days: tuple[LocalDay, ...] = ()
    open_days: tuple[LocalDay, ...] = ()
    hours: OfficeHours = OfficeHours()

    def weekday_numbers(self) -> tuple[int, ...]:
        """Return the closed weekdays, Monday as 0."""
        return tuple(_WEEKDAYS.index(weekday) for weekday in self.closed_weekdays)

    def closed_dates(self) -> tuple[tuple[int, int], ...]:
        """Return month and day of every date of the turn of the year."""
        day, last = self._date(self.year_end_first, 0), self._date(self.year_end_last, 1)
        return tuple(
            ((day + timedelta(days=passed)).month, (day + timedelta(days=passed)).day)
            for passed in range((last - day).days + 1)
        )

    @staticmethod
    def _date(month_day: str, years_later: int) -> date:
        return date.fromisoformat(f"{_LEAP_YEAR + years_later}-{month_day}")

    @model_validator(mode="after")
    def _opens_at_all(self) -> Self:
        if len(set(self.closed_weekdays)) == len(_WEEKDAYS):
            raise ValueError("閉庁する曜日（closed_weekdays）に、すべての曜日を書くことはできません。")
        try:
            length = len(self.closed_dates())
        except ValueError as error:
            raise ValueError("年末年始（year_end_first、year_end_last）は「12-29」のように書いてください。") from error
        if length > 60:  # noqa: PLR2004 -- two months is far more than any office closes; it means the ends are swapped.
            raise ValueError(
                "年末年始は、年末の日（year_end_first）から年始の日（year_end_last）の順に書いてください。"
            )
        return self


class RefusalGround(Strict):
    """A ground the desk may decline on: the code in the record, the words inside, the words for the proposer."""

    code: Code
    words: Words
    to_proposer: Passage


class CheckItem(Strict):
    """One thing the desk confirms before it offers a proposal to anybody."""

    code: Code
    words: Words
    hint: Words | None = None
    # What a proposer reads when just this is missing; without it the words themselves are said to be unconfirmed.
    to_proposer: Passage | None = None
    required: bool = True


class Category(Strict):
    """A field of cooperation."""

    code: Code
    words: Words


class PlanItem(Strict):
    """One pillar or viewpoint of the prefecture's plan."""

    code: Code
    group: Words
    words: Words


class Plan(Strict):
    """The plan whose words cases are tagged with, for as long as it is in force."""

    name: Words
    valid_from: date
    valid_to: date
    items: tuple[PlanItem, ...]


class SecondPersonAct(StrEnum):
    """An act that may ask for a second person's yes."""

    DECLINE = "decline"  # 見送り
    OUTGOING_MAIL = "outgoing_mail"  # 外部へのメール
    PUBLICATION = "publication"  # 公表


class SecondPerson(Strict):
    """Which acts need a second person, and whether a desk of one may approve itself (recorded as such)."""

    acts: tuple[SecondPersonAct, ...]
    one_person_may_approve: bool


class MailText(Strict):
    """One mail the desk sends, with `{{ words }}` to be filled in."""

    subject: Words
    body: Passage


class FileRules(Strict):
    """How the desk hands out files that came from outside."""

    # False: nothing is handed out before a scanner has looked at it, or a clean copy of it came back.
    before_scan: bool = True


class PartyRules(Strict):
    """Whom the desk keeps in its registry of parties."""

    # People who propose as themselves are personal data; a desk that keeps them decides so.
    individuals: bool = False


class DeskScheme(Strict):
    """Everything one desk decides for itself."""

    desk_id: Code
    version: Annotated[int, Limit(ge=1)]
    valid_from: date
    name: Words
    prefecture: Words
    department: Code
    department_name: Words
    intake_addresses: Annotated[tuple[Address, ...], Limit(min_length=1)]
    contact: Contact
    sender: Sender
    numbering: Numbering
    form: Form
    stages: dict[StageWithClock, StageTerm]
    answers: AnswerTerms
    calendar: CalendarRules
    refusal_grounds: Annotated[tuple[RefusalGround, ...], Limit(min_length=1)]
    checklist: tuple[CheckItem, ...]
    categories: tuple[Category, ...]
    plan: Plan
    routing: tuple[RoutingRule, ...] = ()
    second_person: SecondPerson
    mails: dict[MailName, MailText]
    files: FileRules = FileRules()
    parties: PartyRules = PartyRules()
    escalation: Escalation = Escalation()
    digest: Digest = Digest()
    review: Review = Review()
    offers: OfferRules = OfferRules()
    procedures: tuple[ProcedureTemplate, ...] = ()
    webhooks: Annotated[tuple[Webhook, ...], Limit(max_length=20)] = ()
    # Where no mail server hands its mail over; the password is a setting of the installation.
    mailbox: Mailbox | None = None

    def mail_text(self, name: MailName) -> MailText:
        """Return the desk's own words for a mail, or the ones that come with the program."""
        own = self.mails.get(name)
        if own is not None:
            return own
        subject, body = DEFAULT_MAILS[name]
        return MailText(subject=subject, body=body)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        lists = {
            "refusal_grounds": [ground.code for ground in self.refusal_grounds],
            "checklist": [item.code for item in self.checklist],
            "categories": [category.code for category in self.categories],
            "procedures": [procedure.code for procedure in self.procedures],
            "plan.items": [item.code for item in self.plan.items],
            "intake_addresses": [address.lower() for address in self.intake_addresses],
            "webhooks": [webhook.name for webhook in self.webhooks],
        }
        for key, values in lists.items():
            if again := repeated(values):
                raise ValueError(f"{key} の「{again[0]}」が重複しています。")
        if missing := [name.value for name in MailName if name not in self.mails and name not in DEFAULT_MAILS]:
            raise ValueError(f"メールの文面 mails.{missing[0]} が必要です。")
        self._check_mails()
        known = [category.code for category in self.categories]
        self._check_categories(known)
        if mistakes := list(mistakes_in_rules(self.routing, known)):
            raise ValueError("".join(mistakes))
        return self

    def _check_mails(self) -> None:
        for name, mail in self.mails.items():
            for part in (mail.subject, mail.body):
                mistake = mistake_in(part, MAIL_WORDS[name])
                if mistake is None:
                    continue
                if mistake.word is not None:
                    raise ValueError(f"mails.{name.value} で使えない言葉 {{{{ {mistake.word} }}}} があります。")
                raise ValueError(f"mails.{name.value} の{mistake.line}行目の {{{{ }}}} の書き方を確かめてください。")

    def _check_categories(self, known: list[str]) -> None:
        field = self.form.by_role(Role.CATEGORY)
        for choice in field.choices if field else ():
            if choice.value not in known:
                raise ValueError(f"項目「分野」の選択肢「{choice.value}」が categories にありません。")
