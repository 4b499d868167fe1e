"""What the proposer did reaches the case: a completion, a withdrawal, an answer to conditions, a to-do that is done.

Each may be told twice, late or out of order; what does not fit the case as it stands any more changes nothing.
"""

from services.routing.domain.case import Case, Offer
from services.routing.domain.commands import ReceiveCompletion, Withdraw
from services.routing.domain.condition_commands import AcceptConditions, RefuseConditions
from services.routing.domain.dialogue_commands import WriteNote
from services.routing.domain.guards import CONDITIONS_WAIT
from services.routing.domain.roles import Side
from services.routing.domain.stage import Stage
from services.routing.domain.task_commands import ReportTodo
from services.routing.domain.transitions import permitted
from services.routing.domain.verbs import Verb
from services.routing.handlers.acting import decided_still, enact
from services.routing.ports import Told, Work
from shared.errors import Missing
from shared.events import (
    ConditionsAnswered,
    Fact,
    NoteCircle,
    ProposalWithdrawn,
    Recorded,
    ReplyReceived,
    TodoAnswered,
)
from shared.japanese.era import day_in_japan
from shared.scheme.promises import looked_at_by

_BY_PAGE = "提案者からの申出（対応状況のページ）"


class CaseNotThereYet(Missing):
    """The proposer acted before the case was opened; it is tried again."""


async def receive_completion(reply: Recorded[ReplyReceived], work: Work) -> None:
    """Let a confirmed reply to a case that waits for its proposer be the completion.

    One that came before it was asked for answers something else; an unconfirmed one is left to the desk.
    """
    case = await _case_of(reply, work) if reply.fact.confirmed else None
    if case is None or case.stage is not Stage.WAITING_FOR_PROPOSER:
        return
    if (reply.fact.received_at or reply.occurred_at) < await work.proposers.waiting_since(case.case_id):
        return
    scheme = await work.schemes.of_case(case.desk_id, case.receipt)
    by = looked_at_by(scheme, day_in_japan(reply.occurred_at))
    await enact(work, case, ReceiveCompletion(reply_id=reply.fact.reply_id), _told(reply), desk_by=by)


async def withdraw_case(withdrawn: Recorded[ProposalWithdrawn], work: Work) -> None:
    """End the case of a proposal that was taken back, in whatever stage it is; one that has ended stays as it is."""
    case = await _case_of(withdrawn, work)
    if case is None:
        raise CaseNotThereYet
    if Verb.WITHDRAW in permitted(case, Side.PROPOSER):
        reason_id = await work.contents.write_reason(case.case_id, case.desk_id, f"{_BY_PAGE}：取下げ")
        await enact(work, case, Withdraw(by_proposer=True, reason_id=reason_id), _told(withdrawn))


async def answer_conditions(answer: Recorded[ConditionsAnswered], work: Work) -> None:
    """Note the proposer's yes or no to conditions that still wait for it.

    Who answered other conditions than those of the verdict as it stands now said nothing to these: no yes or no is
    noted, and a note tells the desk.
    """
    case = await _case_of(answer, work)
    if case is None:
        raise CaseNotThereYet
    if _of_before(case, answer.fact):
        said = "同意します" if answer.fact.agreed else "同意しません"
        words = f"提案者が、差し替える前の条件に「{said}」と回答しました。今の条件への回答としては扱っていません。"
        note_id = await work.contents.write_internal_note(case.case_id, case.desk_id, words)
        await enact(work, case, WriteNote(note_id=note_id, circle=NoteCircle.DESK), _told(answer))
        return
    offer = _waiting_offer(case, answer.fact)
    if offer is None or Verb.ACCEPT_CONDITIONS not in permitted(case, Side.PROPOSER):
        return
    scheme = await work.schemes.of_case(case.desk_id, case.receipt)
    by = looked_at_by(scheme, day_in_japan(answer.occurred_at))
    if answer.fact.agreed:
        yes = AcceptConditions(department=offer.department, party_id=offer.party_id)
        await enact(work, case, yes, _told(answer), desk_by=by)
        return
    reason_id = await work.contents.write_reason(case.case_id, case.desk_id, f"{_BY_PAGE}：条件に同意しない")
    no = RefuseConditions(department=offer.department, party_id=offer.party_id, reason_id=reason_id)
    await enact(work, case, no, _told(answer), desk_by=by)


async def report_todo(answer: Recorded[TodoAnswered], work: Work) -> None:
    """Note that the proposer says a to-do is done, if it still waits and was not said anew since it was shown."""
    case = await _case_of(answer, work)
    if case is None:
        raise CaseNotThereYet
    fact = answer.fact
    report = ReportTodo(task_id=fact.todo_id, words_id=fact.words_id, reply_id=fact.reply_id)
    if decided_still(case, report):
        scheme = await work.schemes.of_case(case.desk_id, case.receipt)
        by = looked_at_by(scheme, day_in_japan(answer.occurred_at))
        await enact(work, case, report, _told(answer), desk_by=by)


async def _case_of(one: Recorded[Fact], work: Work) -> Case | None:
    """Return the case of the proposal that is told of, locked; None before it is opened."""
    cases = await work.proposers.cases_of([one.aggregate_id])
    return next(iter(await work.cases.hold(cases.values())), None)


def _of_before(case: Case, answer: ConditionsAnswered) -> bool:
    """Tell whether the page showed other conditions than the verdict has by now."""
    theirs = next((offer for offer in case.of_this_round if offer.offer_id == answer.offer_id), None)
    return theirs is not None and answer.conditions_id not in {None, theirs.conditions_id}


def _waiting_offer(case: Case, answer: ConditionsAnswered) -> Offer | None:
    return next(
        (
            offer
            for offer in case.of_this_round
            if offer.offer_id == answer.offer_id and CONDITIONS_WAIT.holds(case, offer)
        ),
        None,
    )


def _told(one: Recorded[Fact]) -> Told:
    return Told(actor=one.actor, at=one.occurred_at, causation_id=one.id)
