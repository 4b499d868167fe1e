"""Who owns a project together, as people name them: departments, parties of the registry, municipalities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field

from services.routing.domain.ledger.project import Project
from services.routing.domain.ledger.project_words import OwnersWords
from services.routing.handlers.ledger.agreements.asks import Assign
from services.routing.handlers.ledger.agreements.bodies import PartyUnclear, in_charge
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.storage.work import RoutingWork
from shared.access.policy import Action
from shared.errors import Invalid
from shared.events.projects import ProjectOwnersChanged


class NoSuchMunicipality(Invalid):
    """The municipality does not exist, or no longer."""

    place = "municipalities"
    public_message = "選ばれた市町村は、現在の組織にありません。選び直してください。"


class Owners(Assign):
    """Who owns a project together."""

    parties: tuple[str, ...] = Field(
        default=(),
        title="連携する団体",
        description="登録された団体の名称又は法人番号を、1行に1つずつ入力してください。",
        examples=[["株式会社みおの舟運"]],
        max_length=50,
    )
    municipalities: tuple[str, ...] = Field(
        default=(), title="市町村", description="市町村のコードの一覧です。", examples=[["minami"]], max_length=100
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """The owners by their codes and ids, as facts tell them."""

    lead: str
    departments: tuple[str, ...]
    parties: tuple[UUID, ...]
    municipalities: tuple[str, ...]
    owners_id: UUID | None


async def owned_by(doing: Doing, item_id: UUID, asked: Owners, named: Mapping[UUID, str]) -> Owned:
    """Return the owners that were asked for; *named* are those parties that own it already, with their names.

    Raise NotInForce, PartyUnclear or NoSuchMunicipality.
    """
    work, desk_id = doing.work, doing.actor.desk_id
    departments = await in_charge(doing, asked)
    there = {one.code for one in await work.municipalities.in_force(desk_id, doing.step.today)}
    if not there.issuperset(asked.municipalities):
        raise NoSuchMunicipality
    parties = [await _party(work, desk_id, said, named) for said in asked.parties]
    return Owned(
        lead=asked.lead,
        departments=tuple(one for one in departments if one != asked.lead),
        parties=tuple(sorted(set(parties))),
        municipalities=tuple(sorted(set(asked.municipalities))),
        owners_id=await names_kept(work, item_id, desk_id, parties, named),
    )


async def _party(work: RoutingWork, desk_id: str, said: str, named: Mapping[UUID, str]) -> UUID:
    known = [party_id for party_id, name in named.items() if said in {name, str(party_id)}]
    try:
        found = known or [UUID(said)]
    except ValueError:
        found = await work.parties.called(desk_id, said)
    if len(found) != 1:
        raise PartyUnclear
    return found[0]


async def names_kept(
    work: RoutingWork, item_id: UUID, desk_id: str, parties: Sequence[UUID], named: Mapping[UUID, str]
) -> UUID | None:
    """Keep how parties are called, for departments that do not see the registry; raise PartyUnclear."""
    if not parties:
        return None
    lines = {one.party_id: one.name or "" for one in await work.party_queries.these(parties)}
    names = {one: lines.get(one) or named.get(one) for one in parties}
    known = {one: name for one, name in names.items() if name is not None}
    if len(known) != len(names):
        raise PartyUnclear
    return await work.ledger_texts.write(item_id, desk_id, OwnersWords(parties=known))


async def names_of(work: RoutingWork, project: Project) -> Mapping[UUID, str]:
    """Return how the parties of a project were called when they became its owners."""
    if project.owners_id is None:
        return {}
    found = await work.ledger_texts.open_many([project.owners_id], OwnersWords)
    return found[project.owners_id].parties if found else {}


async def _change(doing: Doing, project: Project, asked: Owners) -> Decided:
    owned = await owned_by(doing, project.item_id, asked, await names_of(doing.work, project))
    fact = ProjectOwnersChanged(
        number=project.number,
        lead=owned.lead,
        departments=owned.departments,
        parties=owned.parties,
        municipalities=owned.municipalities,
        owners_id=owned.owners_id,
    )
    return Decided(facts=[fact])


# Who owns a project may see it, so that the desk alone says who does.
CHANGE_OWNERS: LedgerDoor[Project, Owners] = LedgerDoor(
    verb="change-owners", action=Action.PROJECT_BEGIN, asks=Owners, do=_change
)
