"""Open cases for proposals that were received."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain.case import Case
from services.routing.domain.roles import Body, direction_from
from services.routing.domain.stage import Stage
from services.routing.handlers.tellings import once
from services.routing.ports import CaseWords, NewCase, Told, Work
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import CaseOpened, ProposalReceived, ProposerKind, Recorded
from shared.events.who import by_service, version_in
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by


async def open_cases(received: Sequence[Recorded[ProposalReceived]], work: Work, *, at: datetime) -> None:
    """Open exactly one case for each proposal; a second telling of the same proposal opens none.

    A case begins, and stays, under the scheme its proposal was received under.
    """
    firsts = once(received)
    schemes = await _schemes_of(firsts, work)
    news = [_new_case(one, schemes[one.desk_id, one.rule_version], at=at) for one in firsts]
    begun = await work.new_cases.open(news)
    rules = {one.aggregate_id: schemes[one.desk_id, one.rule_version] for one in firsts}
    await work.clocks.begin([(one.case, rules[one.case.proposal_id], day_in_japan(at)) for one in begun])
    given = await work.contents.given([one.case.proposal_id for one in begun])
    await work.new_cases.complete([(one, _words(*given[one.case.proposal_id])) for one in begun])


async def _schemes_of(received: Sequence[Recorded[ProposalReceived]], work: Work) -> dict[tuple[str, str], DeskScheme]:
    found: dict[tuple[str, str], DeskScheme] = {}
    for desk_id, rules in {(one.desk_id, one.rule_version) for one in received}:
        version = version_in(rules, desk_id)
        if version is None:
            found[desk_id, rules] = work.schemes.in_force(desk_id)
        else:
            found[desk_id, rules] = await work.schemes.of(desk_id, version)
    return found


def _words(content: ProposalContent, contact: ContactContent) -> CaseWords:
    return CaseWords(title=content.title, proposer=content.proposer or contact.organisation or contact.name)


def _new_case(received: Recorded[ProposalReceived], scheme: DeskScheme, *, at: datetime) -> NewCase:
    fact = received.fact
    proposer = Body.DEPARTMENT if fact.proposer_kind is ProposerKind.DEPARTMENT else Body.PARTY
    case = Case(
        case_id=new_id(),
        desk_id=received.desk_id,
        proposal_id=received.aggregate_id,
        receipt=fact.receipt,
        direction=direction_from(proposer),
        stage=Stage.RECEIVED,
        version=1,
        proposing=fact.department,
    )
    return NewCase(
        case=case,
        opened=CaseOpened(
            proposal_id=case.proposal_id,
            receipt=case.receipt,
            direction=case.direction,
            department=case.proposing,
        ),
        told=Told(actor=by_service("routing"), at=at, causation_id=received.id),
        proposer_kind=fact.proposer_kind,
        channel=fact.channel,
        scheme_version=scheme.version,
        next_day=confirmed_by(scheme, day_in_japan(received.occurred_at)),
        classification=received.classification,
        correlation_id=received.correlation_id,
    )
