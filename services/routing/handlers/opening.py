"""Open cases for proposals that were received."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain.case import Case
from services.routing.domain.roles import Body, direction_from
from services.routing.domain.stage import Stage
from services.routing.handlers.tellings import SchemeOf, once
from services.routing.ports import CaseWords, NewCase, Told, Work
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import CaseOpened, ProposalReceived, ProposerKind, Recorded
from shared.events.who import by_service
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by


async def open_cases(
    received: Sequence[Recorded[ProposalReceived]], work: Work, scheme_of: SchemeOf, *, at: datetime
) -> None:
    """Open exactly one case for each proposal; a second telling of the same proposal opens none."""
    news = [_new_case(one, scheme_of(one.desk_id), at=at) for one in once(received)]
    begun = await work.new_cases.open(news)
    given = await work.contents.given([one.case.proposal_id for one in begun])
    await work.new_cases.complete([(one, _words(*given[one.case.proposal_id])) for one in begun])


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
