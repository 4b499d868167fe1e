"""What intake hears: that a mail waits to be read, and how far the cases of its proposals have come."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.intake.domain.stages import moves, stage_after
from services.intake.domain.todos import drops_todos, todo_in
from services.intake.domain.told import completed_by, note_in, settled_by, settles_all
from services.intake.handlers.attending import admit_waiting
from services.intake.handlers.publications import follow_publication
from services.intake.handlers.recording import Rules
from services.intake.storage.notes import NewNote
from services.intake.storage.progress import Move
from services.intake.storage.work import Work
from shared.clock import utc_now
from shared.errors import Missing
from shared.events import (
    FACTS,
    Fact,
    MailReceived,
    Recorded,
)
from shared.events.call import ApplicationLinked, ApplicationUnlinked, CallResultsReleased
from shared.events.public import CallPublished, CallWithdrawn, ForumAnnounced, ForumWithdrawn
from shared.messaging.reader import Reader


class NoSuchProposal(Missing):
    """A fact speaks of a receipt number this intake never gave."""


def readers(wake: Callable[[], None]) -> tuple[Reader[Work], ...]:
    """Return the readers of intake: those that run are those whose queues are declared."""
    return (parse_mail_reader(wake), progress_reader(), call_reader(), publications_reader())


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


def publications_reader() -> Reader[Work]:
    """Return the reader that asks proposers what may be published; it hears every fact of a publication, in order."""
    reader: Reader[Work] = Reader("intake.publications", purpose="公表への同意を、提案者の画面でたずねる", gated=True)
    for fact in FACTS:
        if fact.aggregate == "publication":
            reader.hears(fact)(follow_publication)
    return reader


async def show_progress(steps: Sequence[Recorded[Fact]], work: Work) -> None:
    """Move the stages of the proposals on, and show what their proposers were told.

    The facts come in the order of their cases' versions. What the office sorts out within itself is heard so that no
    version is missing, and shows nothing.
    """
    shown = [step for step in steps if _is_shown(step.fact)]
    known = await work.progress.known([_number(step) for step in shown])
    moved: dict[tuple[str, str], Move] = {}
    for step in shown:
        key = _number(step)
        if key not in known:
            raise NoSuchProposal
        here = moved[key].stage if key in moved else known[key].stage
        stage = stage_after(here, step.fact)
        if stage is not here:
            moved[key] = Move(
                proposal_id=known[key].proposal_id, stage=stage, case_id=step.aggregate_id, at=step.occurred_at
            )
    await work.progress.move(list(moved.values()))
    of_proposals = [(step, known[_number(step)].proposal_id) for step in shown]
    await _show_notes(of_proposals, work)
    await _show_todos(of_proposals, work)


def call_reader() -> Reader[Work]:
    """Return the reader that keeps which calls and forums everybody may answer, and what their forms ask."""
    # It tells nobody, and a call that was published before is open all the same.
    reader: Reader[Work] = Reader(
        "intake.calls",
        purpose="募集の受付期間と応募項目を提案フォームに、審査待ちを提案者の画面に映す",
        from_the_beginning=True,
    )

    @reader.hears(CallPublished)
    async def when_a_call_is_published_keep_what_its_form_asks(told: Recorded[CallPublished], work: Work) -> None:
        await work.calls.keep(told)

    @reader.hears(CallWithdrawn)
    async def when_a_call_is_withdrawn_take_no_more(told: Recorded[CallWithdrawn], work: Work) -> None:
        await work.calls.withdraw(told)

    @reader.hears(ForumAnnounced)
    async def when_a_forum_is_announced_let_it_be_registered_for(told: Recorded[ForumAnnounced], work: Work) -> None:
        await work.calls.keep(told)
        # There may be more places than before.
        rules = Rules(desk_id=told.desk_id, version=told.rule_version)
        await admit_waiting(rules, told.fact.number, work, now=utc_now())

    @reader.hears(ForumWithdrawn)
    async def when_a_forum_is_withdrawn_take_no_more(told: Recorded[ForumWithdrawn], work: Work) -> None:
        await work.calls.withdraw(told)

    @reader.hears(ApplicationLinked)
    async def when_a_proposal_answers_a_call_show_what_it_waits_for(
        told: Recorded[ApplicationLinked], work: Work
    ) -> None:
        await work.applications.waiting(told, [told.fact.receipt], number=told.fact.number or "")

    @reader.hears(ApplicationUnlinked)
    async def when_it_answers_it_no_more_show_that(told: Recorded[ApplicationUnlinked], work: Work) -> None:
        await work.applications.settled(told, [told.fact.receipt])

    @reader.hears(CallResultsReleased)
    async def when_results_are_told_nobody_waits_for_them(told: Recorded[CallResultsReleased], work: Work) -> None:
        await work.applications.settled(told, told.fact.told)

    return reader


def _number(step: Recorded[Fact]) -> tuple[str, str]:
    return step.desk_id, getattr(step.fact, "receipt", "")


def _is_shown(fact: Fact) -> bool:
    return bool(moves(fact) or note_in(fact) or settled_by(fact) or todo_in(fact))


async def _show_todos(shown: Sequence[tuple[Recorded[Fact], UUID]], work: Work) -> None:
    """Show what proposers are asked to prepare, in the order in which it was said."""
    for step, proposal_id in shown:
        todo = todo_in(step.fact)
        if todo is not None:
            await work.todos.follow(todo, proposal_id, step.desk_id, step.occurred_at)
        elif drops_todos(step.fact):
            await work.todos.drop_all(proposal_id, step.occurred_at)


async def _show_notes(shown: Sequence[tuple[Recorded[Fact], UUID]], work: Work) -> None:
    """Show what was told in one batch; what was settled or completed in the same batch waits for no answer."""
    new: list[NewNote] = []
    offers, proposals = set(), set()
    completed: dict[UUID, datetime] = {}
    for step, proposal_id in shown:
        offer_id, all_settled, note = settled_by(step.fact), settles_all(step.fact), note_in(step.fact)
        if offer_id is not None or all_settled:
            new = [
                replace(one, settled=True)
                if one.note.offer_id == offer_id or (all_settled and one.proposal_id == proposal_id)
                else one
                for one in new
            ]
            offers |= {offer_id} if offer_id else set()
            proposals |= {proposal_id} if all_settled else set()
        if completed_by(step.fact):
            new = [
                replace(one, answered_at=step.occurred_at) if one.waits_for_completion_of(proposal_id) else one
                for one in new
            ]
            completed[proposal_id] = step.occurred_at
        if note is not None:
            new.append(NewNote(note=note, proposal_id=proposal_id, desk_id=step.desk_id, at=step.occurred_at))
    await work.notes.settle(offers, proposals)
    await work.notes.complete(completed)
    await work.notes.add(new)
