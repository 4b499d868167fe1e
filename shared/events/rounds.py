"""Facts of routing about a round: what is missing, what becomes of offers, and with whom the desk goes on."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from shared.events.addressed import AddresseeFact
from shared.events.base import Fact, Receipt


class CooperationWay(StrEnum):
    """How the partner is found."""

    COLLABORATION = "collaboration"  # 協働型
    CONTRACT = "contract"  # 契約型


class CompletionAsked(Fact):
    """The proposer was told what is missing; the clock stands still until the answer."""

    type: ClassVar[str] = "case.completion_asked.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    note_id: UUID
    due: date


class CompletionReceived(Fact):
    """The proposer completed what was missing, by a reply or (None) in another way the desk noted."""

    type: ClassVar[str] = "case.completion_received.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    reply_id: UUID | None = None


class OfferExpired(AddresseeFact):
    """The due day passed without an answer; the addressee is asked no more."""

    type: ClassVar[str] = "case.offer_expired.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt


class OfferSentAnew(AddresseeFact):
    """An addressee was told once more what it is asked; a body outside by link number `link`, the old one is dead.

    `asked_for` says that the old link asked for it.
    """

    type: ClassVar[str] = "case.offer_sent_anew.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt
    due: date
    link: int
    asked_for: bool = False


class ConditionsAsked(Fact):
    """The desk let the conditions of a verdict go to the proposer, with words of its own; a yes or no is due."""

    type: ClassVar[str] = "case.conditions_asked.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt
    conditions_id: UUID
    note_id: UUID
    due: date


class ConditionsAccepted(Fact):
    """The proposer said yes to the conditions of a verdict."""

    type: ClassVar[str] = "case.conditions_accepted.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt


class ConditionsRefused(Fact):
    """The proposer said no to the conditions of a verdict; the reason is a document of routing."""

    type: ClassVar[str] = "case.conditions_refused.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    offer_id: UUID
    receipt: Receipt
    reason_id: UUID


class RoundClosed(Fact):
    """The desk closed the round and named the partners, by their offers, with the ground of fairness."""

    type: ClassVar[str] = "case.round_closed.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    partners: tuple[UUID, ...]
    way: CooperationWay
    ground_id: UUID
    note_id: UUID
    # What those who were asked and not chosen are told, and the partners.
    note_to_others_id: UUID | None = None
    note_to_partners_id: UUID | None = None


class QuestionAsked(AddresseeFact):
    """An addressee asked something before it answers; only the desk reads the question as it was asked."""

    type: ClassVar[str] = "case.question_asked.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    question_id: UUID
    offer_id: UUID
    receipt: Receipt
    asked_id: UUID


class QuestionAnswered(Fact):
    """The desk answered a question; question and answer are open to every addressee of the round, without a name."""

    type: ClassVar[str] = "case.question_answered.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    question_id: UUID
    receipt: Receipt
    words_id: UUID
    answer_id: UUID


class CoordinationStarted(Fact):
    """Both sides said yes; coordination begins."""

    type: ClassVar[str] = "case.coordination_started.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt


class CaseExtended(Fact):
    """The day by which the proposer was promised an answer was moved, with a reason the proposer is told."""

    type: ClassVar[str] = "case.extended.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    until: date
    note_id: UUID
