"""What intake hears: that a mail waits to be read, and how far the cases of its proposals have come."""

from collections.abc import Callable, Sequence

from services.intake.domain.stages import CaseStep, later, stage_after
from services.intake.storage.progress import Move
from services.intake.storage.work import Work
from shared.errors import Missing
from shared.events import (
    AccessChanged,
    CaseBounced,
    CaseConfirmed,
    CaseOpened,
    ConfirmationStarted,
    Fact,
    MailReceived,
    OfferAccepted,
    OfferMade,
    OfferRecalled,
    Recorded,
    VerdictGiven,
)
from shared.messaging.reader import Reader


class NoSuchProposal(Missing):
    """A fact speaks of a receipt number this intake never gave."""


def parse_mail_reader(wake: Callable[[], None]) -> Reader[Work]:
    """Return the reader that wakes the reading of mails; the mail itself waits in its table, not in the queue."""
    reader: Reader[Work] = Reader("intake.parse-mail", purpose="届いたメールの読み取りを始める")

    @reader.hears_many(MailReceived)
    async def when_mails_are_received_read_them(_facts: Sequence[Recorded[MailReceived]], _work: Work) -> None:
        wake()

    return reader


def progress_reader() -> Reader[Work]:
    """Return the reader that keeps the proposer's page up to date; it hears every fact of a case, in order."""
    reader: Reader[Work] = Reader("intake.progress", purpose="提案者の画面に、対応の段階を映す", gated=True)
    reader.hears_many(CaseOpened)(show_progress)
    reader.hears_many(ConfirmationStarted)(show_progress)
    reader.hears_many(CaseConfirmed)(show_progress)
    reader.hears_many(OfferMade)(show_progress)
    reader.hears_many(OfferAccepted)(show_progress)
    reader.hears_many(VerdictGiven)(show_progress)

    reader.hears_many(OfferRecalled)(step_over)
    reader.hears_many(CaseBounced)(step_over)
    reader.hears_many(AccessChanged)(step_over)
    return reader


async def step_over(_facts: Sequence[Recorded[Fact]], _work: Work) -> None:
    """Show nothing: what the office sorts out within itself is heard so that no version is missing."""


async def show_progress(steps: Sequence[Recorded[CaseStep]], work: Work) -> None:
    """Move the stages of the proposals on; they come in the order of their cases' versions."""
    known = await work.progress.known([(step.desk_id, step.fact.receipt) for step in steps])
    moves: dict[tuple[str, str], Move] = {}
    for step in steps:
        key = (step.desk_id, step.fact.receipt)
        if key not in known:
            raise NoSuchProposal
        here = moves[key].stage if key in moves else known[key].stage
        stage = later(here, stage_after(step.fact))
        if stage is not here:
            moves[key] = Move(
                proposal_id=known[key].proposal_id, stage=stage, case_id=step.aggregate_id, at=step.occurred_at
            )
    await work.progress.move(list(moves.values()))
