"""What intake hears: that a mail waits to be read, and how far the cases of its proposals have come."""

from collections.abc import Callable, Sequence

from services.intake.domain.stages import CaseStep, later, stage_after
from services.intake.storage.progress import Move
from services.intake.storage.work import Work
from shared.errors import Missing
from shared.events import (
    FACTS,
    Fact,
    MailReceived,
    Recorded,
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
    for fact in FACTS:
        if fact.aggregate == "case":
            reader.hears_many(fact)(show_progress)
    return reader


async def show_progress(steps: Sequence[Recorded[Fact]], work: Work) -> None:
    """Move the stages of the proposals on; they come in the order of their cases' versions.

    What the office sorts out within itself is heard so that no version is missing, and shows nothing.
    """
    shown = [(step, step.fact) for step in steps if isinstance(step.fact, CaseStep)]
    known = await work.progress.known([(step.desk_id, fact.receipt) for step, fact in shown])
    moves: dict[tuple[str, str], Move] = {}
    for step, fact in shown:
        key = (step.desk_id, fact.receipt)
        if key not in known:
            raise NoSuchProposal
        here = moves[key].stage if key in moves else known[key].stage
        stage = later(here, stage_after(fact))
        if stage is not here:
            moves[key] = Move(
                proposal_id=known[key].proposal_id, stage=stage, case_id=step.aggregate_id, at=step.occurred_at
            )
    await work.progress.move(list(moves.values()))
