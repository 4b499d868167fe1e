"""What proposers are asked about a publication of routing's, as long as an answer is waited for."""

from services.intake.storage.publications import AskedPublication
from services.intake.storage.work import Work
from shared.errors import Missing
from shared.events import (
    ConsentWay,
    Fact,
    PublicationApproved,
    PublicationConsentAsked,
    PublicationConsentGiven,
    PublicationWithdrawn,
    Recorded,
)


class NobodyToAsk(Missing):
    """A fact asks the proposer of a receipt number this intake never gave."""


async def follow_publication(step: Recorded[Fact], work: Work) -> None:
    """Put a question on the page of a proposal, and take it away once it is answered elsewhere or decided."""
    match step.fact:
        case PublicationConsentAsked() as asked:
            await _ask(step, asked, work)
        case PublicationConsentGiven(case_id=None):
            await work.publications.settle(step.aggregate_id)
        case PublicationConsentGiven(way=way) if way is not ConsentWay.PAGE:
            # Of a wish of a department, which has no page.
            return
        case PublicationApproved() | PublicationWithdrawn():
            await work.publications.settle(step.aggregate_id)
        case _:
            return


async def _ask(step: Recorded[Fact], asked: PublicationConsentAsked, work: Work) -> None:
    key = (step.desk_id, asked.receipt)
    known = await work.progress.known([key])
    if key not in known:
        raise NobodyToAsk
    await work.publications.ask(
        AskedPublication(
            publication_id=step.aggregate_id,
            proposal_id=known[key].proposal_id,
            desk_id=step.desk_id,
            number=asked.number,
            draft=asked.draft,
            content_id=asked.content_id,
            pictures=asked.pictures,
            fields=asked.fields,
            note_id=asked.note_id,
            asked_at=step.occurred_at,
            due=asked.due,
        )
    )
