"""The doors of an agreement, from its draft to its end."""

from typing import Final
from uuid import UUID

from services.routing.domain.ledger.agreement import AGREEMENTS, Agreement
from services.routing.domain.ledger.agreement_fields import check_fields
from services.routing.domain.ledger.agreement_terms import (
    check_decided,
    check_done,
    check_ending,
    check_lapse,
    check_renewal,
    check_term,
)
from services.routing.handlers.ledger.agreements import asks
from services.routing.handlers.ledger.agreements.bodies import fields_meant, in_charge, parties_meant
from services.routing.handlers.ledger.agreements.texts import AgreementContent, AgreementWords, DecidedContent
from services.routing.handlers.ledger.door import BeginDoor, Decided, Doing, LedgerDoor, Volume
from shared.access.policy import Action
from shared.events import agreements as e


async def _begin(doing: Doing, item_id: UUID, number: str, asked: asks.DraftAgreement) -> Decided:
    return Decided(facts=[await _drawn(doing, item_id, number, asked)], title=asked.title)


async def _redraft(doing: Doing, agreement: Agreement, asked: asks.DraftAgreement) -> Decided:
    drawn = await _drawn(doing, agreement.item_id, agreement.number, asked)
    return Decided(facts=[e.AgreementRedrafted(**drawn.model_dump())], title=asked.title)


async def _drawn(doing: Doing, item_id: UUID, number: str, asked: asks.DraftAgreement) -> e.AgreementDrafted:
    fields = fields_meant(doing, asked.fields)
    check_fields(asked.form, fields)
    departments = await in_charge(doing, asked)
    parties = await parties_meant(doing, asked.parties, asked.new_parties)
    content = AgreementContent(
        title=asked.title,
        purpose=asked.purpose,
        parties=parties,
        deciding_body=asked.deciding_body,
        remarks=asked.remarks,
    )
    return e.AgreementDrafted(
        number=number,
        form=asked.form,
        content_id=await doing.work.ledger_texts.write(item_id, doing.actor.desk_id, content),
        parties=tuple(one.party_id for one in parties),
        fields=fields,
        departments=departments,
        lead=asked.lead,
        decision_on=asked.decision_on,
    )


async def _written(doing: Doing, agreement: Agreement, words: str) -> UUID:
    return await doing.work.ledger_texts.write(agreement.item_id, agreement.desk_id, AgreementWords(words=words))


async def _decision(doing: Doing, agreement: Agreement, asked: asks.WasDecided, words: str = "") -> UUID:
    """Write down by which body it was decided; refuse a decision that is still to come."""
    check_decided(asked.decided_on, doing.step.today)
    content = DecidedContent(
        body=asked.body, approval_number=asked.approval_number, approval_on=asked.approval_on, words=words
    )
    return await doing.work.ledger_texts.write(agreement.item_id, agreement.desk_id, content)


async def _conclude(doing: Doing, agreement: Agreement, asked: asks.Conclude) -> Decided:
    renews = asked.notice_months is not None or asked.renewal_months is not None
    check_term(asked.begins_on, asked.ends_on, renews=renews)
    concluded = e.AgreementConcluded(
        number=agreement.number,
        decision_id=await _decision(doing, agreement, asked),
        decided_on=asked.decided_on,
        begins_on=asked.begins_on,
        ends_on=asked.ends_on,
        notice_months=asked.notice_months,
        renewal_months=asked.renewal_months,
        review_on=asked.review_on,
        lead=agreement.lead,
    )
    return Decided(facts=[concluded])


async def _renew(doing: Doing, agreement: Agreement, asked: asks.Renew) -> Decided:
    check_renewal(agreement, asked.ends_on)
    decision_id = await _decision(doing, agreement, asked, asked.words)
    renewed = e.AgreementRenewed(
        number=agreement.number, decision_id=decision_id, decided_on=asked.decided_on, ends_on=asked.ends_on
    )
    return Decided(facts=[renewed])


async def _decline_renewal(doing: Doing, agreement: Agreement, asked: asks.DeclineRenewal) -> Decided:
    check_lapse(agreement)
    decision_id = await _decision(doing, agreement, asked, asked.words)
    declined = e.AgreementRenewalDeclined(number=agreement.number, decision_id=decision_id, decided_on=asked.decided_on)
    return Decided(facts=[declined])


async def _amend(doing: Doing, agreement: Agreement, asked: asks.Amend) -> Decided:
    fields = fields_meant(doing, asked.fields)
    check_fields(agreement.form, fields)
    parties = await parties_meant(doing, asked.parties, asked.new_parties)
    texts = doing.work.ledger_texts
    before = await texts.open(agreement.content_id, AgreementContent)
    content = before.model_copy(update={"title": asked.title, "purpose": asked.purpose, "parties": parties})
    amended = e.AgreementAmended(
        number=agreement.number,
        decision_id=await _decision(doing, agreement, asked, asked.words),
        decided_on=asked.decided_on,
        content_id=await texts.write(agreement.item_id, agreement.desk_id, content),
        parties=tuple(one.party_id for one in parties),
        fields=fields,
    )
    return Decided(facts=[amended], title=asked.title)


async def _assign(doing: Doing, agreement: Agreement, asked: asks.Assign) -> Decided:
    departments = await in_charge(doing, asked)
    if (frozenset(departments), asked.lead) == (agreement.departments, agreement.lead):
        return Decided(facts=[])
    assigned = e.AgreementAssigned(number=agreement.number, departments=departments, lead=asked.lead)
    return Decided(facts=[assigned])


async def _note_activity(doing: Doing, agreement: Agreement, asked: asks.NoteActivity) -> Decided:
    check_done(asked.day, doing.step.today)
    content_id = await _written(doing, agreement, asked.words)
    noted = e.AgreementActivityNoted(
        number=agreement.number, activity=asked.activity, day=asked.day, content_id=content_id
    )
    return Decided(facts=[noted])


async def _review(doing: Doing, agreement: Agreement, asked: asks.Review) -> Decided:
    check_done(asked.day, doing.step.today)
    content_id = await _written(doing, agreement, asked.words)
    return Decided(facts=[e.AgreementReviewed(number=agreement.number, day=asked.day, content_id=content_id)])


async def _end(doing: Doing, agreement: Agreement, asked: asks.End) -> Decided:
    check_ending(agreement, asked.ending, asked.day, doing.step.today)
    reason_id = await _written(doing, agreement, asked.words)
    ended = e.AgreementEnded(
        number=agreement.number, ending=asked.ending, day=asked.day, reason_id=reason_id, lead=agreement.lead
    )
    return Decided(facts=[ended])


async def _drop(doing: Doing, agreement: Agreement, asked: asks.Drop) -> Decided:
    reason_id = await _written(doing, agreement, asked.words)
    return Decided(facts=[e.AgreementDropped(number=agreement.number, reason_id=reason_id)])


_KEEP: Final = Action.AGREEMENT_KEEP
AGREEMENT: Final[Volume[Agreement]] = Volume(
    book=AGREEMENTS,
    begins=BeginDoor(action=_KEEP, asks=asks.DraftAgreement, do=_begin),
    doors=(
        LedgerDoor(verb="redraft", action=_KEEP, asks=asks.DraftAgreement, do=_redraft),
        LedgerDoor(verb="conclude", action=_KEEP, asks=asks.Conclude, do=_conclude),
        LedgerDoor(verb="note-activity", action=Action.AGREEMENT_NOTE, asks=asks.NoteActivity, do=_note_activity),
        LedgerDoor(verb="review", action=Action.AGREEMENT_NOTE, asks=asks.Review, do=_review),
        LedgerDoor(verb="renew", action=_KEEP, asks=asks.Renew, do=_renew),
        LedgerDoor(verb="decline-renewal", action=_KEEP, asks=asks.DeclineRenewal, do=_decline_renewal),
        LedgerDoor(verb="amend", action=_KEEP, asks=asks.Amend, do=_amend),
        LedgerDoor(verb="assign", action=_KEEP, asks=asks.Assign, do=_assign),
        LedgerDoor(verb="end", action=_KEEP, asks=asks.End, do=_end),
        LedgerDoor(verb="drop", action=_KEEP, asks=asks.Drop, do=_drop),
    ),
)
