"""Cases of bodies that propose, as the tests of the registry need them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import MetaData

from services.routing.consumers import readers
from services.routing.handlers.opening import open_cases
from shared.documents import DocumentKind, Documents, KeeperKind, NewDocument, NewKeeper
from shared.documents.contents import ContactContent, FilledField, ProposalContent
from shared.documents.tables import document_tables
from shared.events import (
    CaseOpened,
    Direction,
    Fact,
    ProposalReceived,
    ProposerKind,
    Recorded,
)
from tests.routing.conftest import DESK, NOW, TITLE, House
from tests.routing.test_consumers import collect

NUMBER, OTHER_NUMBER = "8700110005901", "2999901000022"


@dataclass(frozen=True, kw_only=True)
class Proposing:
    """What a form says of who proposes."""

    name: str = "株式会社みお"
    number: str = ""
    email: str = ""
    kind: ProposerKind = ProposerKind.COMPANY


async def case_of(house: House, proposing: Proposing, number: int = 1) -> Recorded[CaseOpened]:
    """Open the case of a proposal and return the fact that tells it."""
    fact = await proposal_of(house, proposing, number)
    async with house.worker.begin() as work:
        await open_cases([fact], work, at=NOW)
    return await told_again(house, fact)


async def proposal_of(house: House, proposing: Proposing, number: int = 1) -> Recorded[ProposalReceived]:
    """Put a proposal into intake's tables and return the fact that tells it."""
    proposal_id = uuid4()
    fields = [("proposer_name", proposing.name), ("corporate_number", proposing.number)]
    content = ProposalContent(
        title=TITLE,
        proposer=proposing.name,
        fields=tuple(FilledField(key=key, label=key, value=value) for key, value in fields if value),
    )
    contact = ContactContent(name="田中", organisation=proposing.name, email=proposing.email, phone="000-123-4567")
    common: dict[str, Any] = {"keeper_id": proposal_id, "keeper_kind": KeeperKind.PROPOSAL, "desk_id": DESK}
    async with house.intake.begin() as connection:
        documents = Documents(connection, document_tables(MetaData(schema="intake")), house.keyring)
        await documents.create_keepers([NewKeeper(keeper_id=proposal_id, kind=KeeperKind.PROPOSAL, desk_id=DESK)])
        await documents.write_all(
            [
                NewDocument(kind=DocumentKind.PROPOSAL, content=content.to_bytes(), **common),
                NewDocument(kind=DocumentKind.CONTACT, content=contact.to_bytes(), **common),
            ]
        )
    fact = house.told(proposal_id, f"R8-{number:04}")
    return replace(fact, fact=fact.fact.model_copy(update={"proposer_kind": proposing.kind}))


async def told_again(house: House, proposal: Recorded[ProposalReceived]) -> Recorded[CaseOpened]:
    """Return the fact that tells the case of a proposal, as a copy of its own."""
    (case,) = await house.rows(
        "SELECT case_id FROM routing.desk_case WHERE proposal_id = :id", id=proposal.aggregate_id
    )
    fact = CaseOpened(
        proposal_id=proposal.aggregate_id, receipt=proposal.fact.receipt, direction=Direction.TO_DEPARTMENTS
    )
    return Recorded(
        id=uuid4(),
        fact=fact,
        source="routing",
        aggregate_id=UUID(str(case["case_id"])),
        desk_id=proposal.desk_id,
        aggregate_version=1,
        actor="service.routing",
        rule_version=proposal.rule_version,
        occurred_at=proposal.occurred_at,
        classification=proposal.classification,
        correlation_id=proposal.correlation_id,
    )


async def hear(house: House, *told: Recorded[Fact]) -> None:
    """Let the reader of parties take the facts as one batch."""
    (reader,) = (one for one in readers() if one.name == "routing.parties")
    await collect(house, reader, *told)


async def cases_of(house: House, *proposing: Proposing) -> list[Recorded[CaseOpened]]:
    """Open a case for each and let the reader hear them together."""
    told = [await case_of(house, one, number) for number, one in enumerate(proposing, start=1)]
    await hear(house, *told)
    return told


async def links(house: House) -> Sequence[tuple[str, str | None, str]]:
    """Return how each case came to which name, by receipt."""
    rows = await house.rows(
        "SELECT c.receipt, l.found, (SELECT min(n.name) FROM routing.party_name n WHERE n.party_id = l.party_id"
        " AND n.standing = 'valid') AS name"
        " FROM routing.case_party l JOIN routing.desk_case c USING (case_id) ORDER BY c.receipt"
    )
    return [(row["receipt"], row["name"], row["found"]) for row in rows]
