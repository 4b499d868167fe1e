"""What is offered to somebody now: the doors that stand open, without those the scheme or an empty desk closes."""

from collections.abc import Iterator

from services.routing.domain.case import Case
from services.routing.domain.verbs import Verb
from services.routing.handlers.verbs.notes import two_needed
from services.routing.handlers.verbs.registry import verbs_now
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.scheme.model import DeskScheme, SecondPersonAct


async def verbs_offered(work: RoutingWork, actor: Actor, case: Case, scheme: DeskScheme) -> frozenset[Verb]:
    """Return what *actor* can really do to the case under the *scheme* it began under.

    Where two persons are needed one proposes what the other approves; where one is enough nobody needs to propose.
    """
    verbs = verbs_now(actor, case)
    if Verb.HANDLE_REPLY in verbs:
        lines = await work.replies.of(case.proposal_id)
        verbs -= frozenset() if any(line.handled_at is None for line in lines) else {Verb.HANDLE_REPLY}
    return verbs - frozenset(_closed(scheme))


def _closed(scheme: DeskScheme) -> Iterator[Verb]:
    yield Verb.DECLINE if SecondPersonAct.DECLINE in scheme.second_person.acts else Verb.PROPOSE_DECLINE
    yield Verb.TELL_PROPOSER if two_needed(scheme) else Verb.DRAFT_NOTE
    if not two_needed(scheme):
        yield Verb.HOLD_ACT
