"""What intake hears: that a mail waits to be read, and how far the cases of its proposals have come."""

from collections.abc import Callable
from typing import TypeVar

from services.intake.domain.stages import CaseStep, later, stage_after
from services.intake.storage.work import Work
from shared.errors import Missing
from shared.events import (
    CaseConfirmed,
    CaseOpened,
    ConfirmationStarted,
    MailReceived,
    OfferAccepted,
    OfferMade,
    Recorded,
    VerdictGiven,
)
from shared.messaging.reader import Reader

S = TypeVar("S", bound=CaseStep)


class NoSuchProposal(Missing):
    """A fact speaks of a receipt number this intake never gave."""


def parse_mail_reader(wake: Callable[[], None]) -> Reader[Work]:
    """Return the reader that wakes the reading of mails; the mail itself waits in its table, not in the queue."""
    reader: Reader[Work] = Reader("intake.parse-mail", purpose="届いたメールの読み取りを始める")

    @reader.hears(MailReceived)
    async def when_a_mail_is_received_read_it(_fact: Recorded[MailReceived], _work: Work) -> None:
        wake()

    return reader


def progress_reader() -> Reader[Work]:
    """Return the reader that keeps the proposer's page up to date."""
    reader: Reader[Work] = Reader("intake.progress", purpose="提案者の画面に、対応の段階を映す")
    _hear(reader, CaseOpened)
    _hear(reader, ConfirmationStarted)
    _hear(reader, CaseConfirmed)
    _hear(reader, OfferMade)
    _hear(reader, OfferAccepted)
    _hear(reader, VerdictGiven)
    return reader


def _hear(reader: Reader[Work], step: type[S]) -> None:
    async def when_the_case_moves_show_the_proposer(recorded: Recorded[S], work: Work) -> None:
        await show_progress(recorded, work)

    reader.hears(step)(when_the_case_moves_show_the_proposer)


async def show_progress(recorded: Recorded[S], work: Work) -> None:
    """Move the proposal's stage on; what is older than what is known is acknowledged and changes nothing."""
    fact = recorded.fact
    row = await work.progress.lock(recorded.desk_id, fact.receipt)
    if row is None:
        raise NoSuchProposal
    if recorded.aggregate_version <= row.case_version:
        return
    stage = later(row.stage, stage_after(fact))
    if stage is row.stage:
        await work.progress.note_version(
            row.proposal_id, case_id=recorded.aggregate_id, case_version=recorded.aggregate_version
        )
        return
    await work.progress.move(
        row.proposal_id,
        stage,
        case_id=recorded.aggregate_id,
        case_version=recorded.aggregate_version,
        at=recorded.occurred_at,
    )
