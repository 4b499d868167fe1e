"""With whom a case goes on outside the office."""

from services.routing.domain.case import Case
from services.routing.storage.party_lines import PartyLine
from services.routing.storage.work import RoutingWork


async def partners_outside(work: RoutingWork, case: Case) -> list[PartyLine]:
    """Return the bodies outside the office that go on with a case: who proposed, and all that were chosen."""
    proposed = await work.party_queries.of_cases([case.case_id])
    chosen = await work.party_queries.these(case.partner_parties)
    return list({one.party_id: one for one in (*proposed, *chosen)}.values())
