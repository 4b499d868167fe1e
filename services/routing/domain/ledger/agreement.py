"""An agreement (協定) as a value, folded from what was told of it, and the table of what may be done with it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.routing.domain.ledger.agreement_dues import Standing, dues_of
from services.routing.domain.ledger.book import Book, Born, Row
from services.routing.domain.ledger.item import Due, Item
from shared.events import agreements as e
from shared.events.ledger import LedgerKind
from shared.japanese.era import fiscal_year
from shared.months import months_later


class AgreementState(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"  # 案
    CONCLUDED = "concluded"  # 締結済
    ENDED = "ended"  # 終了
    DROPPED = "dropped"  # 取りやめ


class DecisionAbout(StrEnum):
    """What was decided about an agreement."""

    CONCLUSION = "conclusion"  # 締結
    RENEWAL = "renewal"  # 更新
    PROLONGING = "prolonging"  # 自動更新
    NO_RENEWAL = "no_renewal"  # 更新しないこと
    AMENDMENT = "amendment"  # 変更


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on which day; the document says by which body. *ends_on* is the last day from then on.

    Nobody decided that it went on by itself: then there is no document.
    """

    about: DecisionAbout
    decided_on: date
    document_id: UUID | None
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that was done under the agreement; *activity* None is the yearly review."""

    day: date
    activity: e.AgreementActivity | None
    document_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an agreement ended; *how* None is a draft that was dropped."""

    how: e.AgreementEnding | None
    day: date | None
    reason_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Item):
    """An agreement: *content_id* holds its title and purpose; *begins_on* is None until it is concluded."""

    form: e.AgreementForm
    content_id: UUID
    parties: tuple[UUID, ...]
    fields: tuple[str, ...]
    decision_on: date | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    notice_months: int | None = None
    renewal_months: int | None = None
    review_on: date | None = None
    # It was decided that it is not renewed when its last day comes.
    lapses: bool = False
    decisions: tuple[Decision, ...] = ()
    deeds: tuple[Deed, ...] = ()
    # The last day on which something was done in a project under it.
    seen_on: date | None = None
    ending: Ending | None = None

    @property
    def dues(self) -> Collection[Due]:
        """Return the days the lead department, or for a draft the desk, has to keep."""
        if self.state == AgreementState.DRAFT:
            return dues_of(Standing(lead=None, decision_on=self.decision_on))
        if self.state != AgreementState.CONCLUDED or self.begins_on is None:
            return ()
        reviews = [deed.day for deed in self.deeds if deed.activity is None]
        return dues_of(
            Standing(
                lead=self.lead,
                ends_on=self.ends_on,
                prolongs=self.prolongs,
                notice_months=None if self.lapses else self.notice_months,
                review_on=self.review_on,
                reviewed_on=max(reviews, default=None),
                moved_on=self.moved_on,
            )
        )

    @property
    def prolongs(self) -> bool:
        """Tell whether it goes on by itself after its last day, because nobody decided otherwise."""
        return self.ends_on is not None and self.renewal_months is not None and not self.lapses

    def prolonged_until(self, today: date) -> date | None:
        """Return its last day once it went on by itself as often as *today* makes it; None where it does not."""
        if self.ends_on is None or self.renewal_months is None or self.lapses or self.ends_on >= today:
            return None
        times = 1
        while (until := months_later(self.ends_on, times * self.renewal_months)) < today:
            times += 1
        return until

    @property
    def moved_on(self) -> date | None:
        """Return when something was last done under it, or it began; to look at it is not to do something."""
        deeds = [deed.day for deed in self.deeds if deed.activity is not None]
        return max((day for day in (self.begins_on, self.seen_on, *deeds) if day is not None), default=None)

    @property
    def marks(self) -> Collection[str]:
        """Return by what lists find it: form, fields, parties and the fiscal year in which it begins."""
        year = () if self.begins_on is None else (f"year:{fiscal_year(self.begins_on)}",)
        fields = (f"field:{code}" for code in self.fields)
        return (f"form:{self.form}", *year, *fields, *(f"party:{one}" for one in self.parties))


def _begun(born: Born, first: e.AgreementDrafted) -> Agreement:
    return Agreement(
        item_id=born.item_id,
        desk_id=born.desk_id,
        number=born.number,
        state=AgreementState.DRAFT,
        departments=frozenset(first.departments),
        lead=first.lead,
        form=first.form,
        content_id=first.content_id,
        parties=first.parties,
        fields=first.fields,
        decision_on=first.decision_on,
    )


def _redrafted(agreement: Agreement, told: e.AgreementRedrafted) -> Agreement:
    return replace(
        agreement,
        departments=frozenset(told.departments),
        lead=told.lead,
        form=told.form,
        content_id=told.content_id,
        parties=told.parties,
        fields=told.fields,
        decision_on=told.decision_on,
    )


def _dropped(agreement: Agreement, told: e.AgreementDropped) -> Agreement:
    ending = Ending(how=None, day=None, reason_id=told.reason_id)
    return replace(agreement, state=AgreementState.DROPPED, ending=ending)


def _decided(
    agreement: Agreement, about: DecisionAbout, told: e.AgreementDecision, ends_on: date | None
) -> tuple[Decision, ...]:
    decision = Decision(about=about, decided_on=told.decided_on, document_id=told.decision_id, ends_on=ends_on)
    return (*agreement.decisions, decision)


def _concluded(agreement: Agreement, told: e.AgreementConcluded) -> Agreement:
    return replace(
        agreement,
        state=AgreementState.CONCLUDED,
        # What the office has agreed everybody in it may know.
        is_open=True,
        begins_on=told.begins_on,
        ends_on=told.ends_on,
        notice_months=told.notice_months,
        renewal_months=told.renewal_months,
        review_on=told.review_on,
        decisions=_decided(agreement, DecisionAbout.CONCLUSION, told, told.ends_on),
    )


def _renewed(agreement: Agreement, told: e.AgreementRenewed) -> Agreement:
    decisions = _decided(agreement, DecisionAbout.RENEWAL, told, told.ends_on)
    return replace(agreement, ends_on=told.ends_on, lapses=False, decisions=decisions)


def _prolonged(agreement: Agreement, told: e.AgreementProlonged) -> Agreement:
    decision = Decision(about=DecisionAbout.PROLONGING, decided_on=told.before, document_id=None, ends_on=told.ends_on)
    return replace(agreement, ends_on=told.ends_on, decisions=(*agreement.decisions, decision))


def _not_renewed(agreement: Agreement, told: e.AgreementRenewalDeclined) -> Agreement:
    decisions = _decided(agreement, DecisionAbout.NO_RENEWAL, told, agreement.ends_on)
    return replace(agreement, lapses=True, decisions=decisions)


def _amended(agreement: Agreement, told: e.AgreementAmended) -> Agreement:
    return replace(
        agreement,
        content_id=told.content_id,
        parties=told.parties,
        fields=told.fields,
        decisions=_decided(agreement, DecisionAbout.AMENDMENT, told, agreement.ends_on),
    )


def _assigned(agreement: Agreement, told: e.AgreementAssigned) -> Agreement:
    return replace(agreement, departments=frozenset(told.departments), lead=told.lead)


def _noted(agreement: Agreement, told: e.AgreementActivityNoted) -> Agreement:
    deed = Deed(day=told.day, activity=told.activity, document_id=told.content_id)
    return replace(agreement, deeds=(*agreement.deeds, deed))


def _seen(agreement: Agreement, told: e.AgreementActivitySeen) -> Agreement:
    return replace(agreement, seen_on=max(told.day, agreement.seen_on or told.day))


def _reviewed(agreement: Agreement, told: e.AgreementReviewed) -> Agreement:
    deed = Deed(day=told.day, activity=None, document_id=told.content_id)
    return replace(agreement, deeds=(*agreement.deeds, deed))


def _ended(agreement: Agreement, told: e.AgreementEnded) -> Agreement:
    ending = Ending(how=told.ending, day=told.day, reason_id=told.reason_id)
    return replace(agreement, state=AgreementState.ENDED, ending=ending)


_DRAFT: Final = (AgreementState.DRAFT,)
_RUNNING: Final = (AgreementState.CONCLUDED,)

AGREEMENTS: Final[Book[Agreement]] = Book(
    kind=LedgerKind.AGREEMENT,
    begin=_begun,
    changes={
        e.AgreementRedrafted: _redrafted,
        e.AgreementDropped: _dropped,
        e.AgreementConcluded: _concluded,
        e.AgreementRenewed: _renewed,
        e.AgreementProlonged: _prolonged,
        e.AgreementRenewalDeclined: _not_renewed,
        e.AgreementAmended: _amended,
        e.AgreementAssigned: _assigned,
        e.AgreementActivityNoted: _noted,
        e.AgreementActivitySeen: _seen,
        e.AgreementReviewed: _reviewed,
        e.AgreementEnded: _ended,
    },
    rows=(
        Row("redraft", _DRAFT),
        Row("conclude", _DRAFT, AgreementState.CONCLUDED),
        Row("drop", _DRAFT, AgreementState.DROPPED),
        Row("assign", (*_DRAFT, *_RUNNING)),
        Row("note-activity", _RUNNING),
        Row("review", _RUNNING),
        Row("renew", _RUNNING),
        Row("decline-renewal", _RUNNING),
        Row("amend", _RUNNING),
        Row("end", _RUNNING, AgreementState.ENDED),
    ),
)
