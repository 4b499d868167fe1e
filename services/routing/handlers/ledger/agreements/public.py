"""What everybody may read of an agreement: the first draft of its publication."""

from collections.abc import Mapping
from typing import Final

from services.routing.domain.ledger.agreement import AGREEMENTS, Agreement, AgreementState
from services.routing.handlers.ledger.agreements.texts import AgreementContent, DecidedContent
from services.routing.handlers.ledger.door import Doing
from services.routing.storage.work import RoutingWork
from shared.documents.public import PublicContent, PublicSection, PublicWord
from shared.events.agreements import AgreementForm
from shared.japanese.era import fiscal_year, wareki

FORM_WORDS: Final[Mapping[str, str]] = {
    AgreementForm.COMPREHENSIVE: "包括連携協定",
    AgreementForm.PROJECT: "事業連携協定",
}


async def agreement_for_everybody(doing: Doing, number: str) -> PublicContent:
    """Return what an agreement says without what is the office's own: remarks, approvals, reasons, activities.

    What is only drafted is called so, with the body that is to decide it; raise NoSuchItem.
    """
    work, scheme = doing.work, doing.scheme
    agreement = await work.ledger.find(AGREEMENTS, doing.actor.desk_id, number)
    content = await work.ledger_texts.open(agreement.content_id, AgreementContent)
    departments = await work.queries.departments(agreement.desk_id, doing.step.today)
    begins_on = agreement.begins_on
    draft = agreement.state == AgreementState.DRAFT
    return PublicContent(
        title=f"{content.title}（案）" if draft else content.title,
        summary=content.purpose,
        sections=await _decided(work, agreement, content),
        categories=tuple(
            PublicWord(code=one.code, words=one.words) for one in scheme.categories if one.code in agreement.fields
        ),
        form=PublicWord(code=agreement.form, words=FORM_WORDS[agreement.form]),
        fiscal_year=fiscal_year(begins_on or doing.step.today),
        partners=tuple(one.name for one in content.parties),
        departments=tuple(one.name for one in departments if one.code in agreement.departments),
        begins_on=begins_on,
        ends_on=agreement.ends_on,
        contact=f"{scheme.department_name} {scheme.name}（電話 {scheme.contact.phone}）",
    )


async def _decided(work: RoutingWork, agreement: Agreement, content: AgreementContent) -> tuple[PublicSection, ...]:
    """Return by which body it was decided and when, or is to be."""
    if not agreement.decisions:
        planned = content.deciding_body and f"{content.deciding_body}において、正式に決定する予定です。"
        return (PublicSection(heading="決定の予定", text=planned),) if planned else ()
    first = agreement.decisions[0]
    if first.document_id is None:
        # What nobody decided is never the first: it was concluded before it went on by itself.
        raise AssertionError("an agreement is concluded by a decision")
    said = await work.ledger_texts.open(first.document_id, DecidedContent)
    return (PublicSection(heading="締結の決定", text=f"{wareki(first.decided_on)} {said.body}"),)
