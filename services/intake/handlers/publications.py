"""What proposers are asked about a publication of routing's, as long as an answer is waited for."""

from uuid import UUID

from services.intake.storage.publications import AskedPublication, ShownPublication
from services.intake.storage.work import Work
from shared.errors import Missing
from shared.events import (
    Fact,
    PublicationApproved,
    PublicationConsentAsked,
    PublicationConsentGiven,
    PublicationShown,
    PublicationWithdrawn,
    Recorded,
)


class NobodyToAsk(Missing):
    """A fact asks the proposer of a receipt number this intake never gave."""


async def follow_publication(step: Recorded[Fact], work: Work) -> None:
    """Put a question on the page of a proposal, take it away once it is settled, and keep what is public of it."""
    match step.fact:
        case PublicationConsentAsked(offer_id=None) as asked:
            await _ask(step, asked, work)
        case PublicationConsentGiven(case_id=None, offer_id=None):
            await work.publications.settle(step.aggregate_id)
        case PublicationConsentGiven(receipt=str() as receipt, offer_id=None):
            # What the desk wrote down of one proposer.
            await work.publications.settle(step.aggregate_id, await _proposal(step, receipt, work))
        case PublicationApproved():
            await work.publications.settle(step.aggregate_id)
        case PublicationWithdrawn():
            await work.publications.settle(step.aggregate_id)
            await work.publications.take_back(step.aggregate_id, step.occurred_at)
        case PublicationShown(number=str() as number, receipts=receipts, since=since):
            shown = ShownPublication(publication_id=step.aggregate_id, number=number, since=since)
            for receipt in receipts:
                await work.publications.show(shown, await _proposal(step, receipt, work), step.desk_id)
        case _:
            return


async def _proposal(step: Recorded[Fact], receipt: str, work: Work) -> UUID:
    key = (step.desk_id, receipt)
    known = await work.progress.known([key])
    if key not in known:
        raise NobodyToAsk
    return known[key].proposal_id


async def _ask(step: Recorded[Fact], asked: PublicationConsentAsked, work: Work) -> None:
    await work.publications.ask(
        AskedPublication(
            publication_id=step.aggregate_id,
            proposal_id=await _proposal(step, asked.receipt, work),
            desk_id=step.desk_id,
            number=asked.number,
            draft=asked.draft,
            content_id=asked.content_id,
            pictures=asked.pictures,
            fields=asked.fields,
            note_id=asked.note_id,
            asked_at=step.occurred_at,
            due=asked.due,
            release_at=asked.release_at,
        )
    )
