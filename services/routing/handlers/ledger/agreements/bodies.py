"""Who an agreement is with and who is in charge of it, as they are meant by what was typed."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.routing.domain.body_names import PartyKind
from services.routing.handlers.ledger.agreements.asks import Assign, DraftAgreement
from services.routing.handlers.ledger.agreements.texts import NamedParty
from services.routing.handlers.ledger.door import Doing
from services.routing.handlers.parties import NoneCalledSo
from shared.errors import Invalid


class PartyMissing(Invalid):
    """An agreement is concluded with somebody."""

    place = "parties"
    public_message = "協定の相手方を一つ以上入力してください。"


class PartyUnclear(NoneCalledSo):
    """No party of the registry has that number or name, or several have."""

    place = "parties"


class NoSuchField(Invalid):
    """The scheme of the desk knows no such field."""

    place = "fields"
    public_message = "分野を、示された中から選んでください。"


class NotInForce(Invalid):
    """The department does not exist, or no longer."""

    place = "departments"
    public_message = "選ばれた課は、現在の組織にありません。選び直してください。"


async def parties_meant(doing: Doing, known: Sequence[str], new: Sequence[str]) -> tuple[NamedParty, ...]:
    """Return the parties by their present names, each once; make those that are new and nobody knows so far."""
    ids = [await _one_called(doing, said.strip()) for said in known]
    if new:
        await doing.work.parties.take_turns(doing.actor.desk_id)
    ids += [await _new(doing, said.strip()) for said in new]
    lines = await doing.work.party_queries.these(list(dict.fromkeys(ids)))
    if not lines:
        raise PartyMissing
    return tuple(NamedParty(party_id=line.party_id, name=line.name or "") for line in lines)


async def _one_called(doing: Doing, said: str) -> UUID:
    found = [] if not said else await doing.work.parties.called(doing.actor.desk_id, said)
    if len(found) != 1:
        raise PartyUnclear
    return found[0]


async def _new(doing: Doing, name: str) -> UUID:
    if not name:
        raise PartyMissing
    found = await doing.work.parties.called(doing.actor.desk_id, name)
    return found[0] if len(found) == 1 else await doing.work.parties.make(doing.actor.desk_id, PartyKind.UNKNOWN, name)


def fields_meant(doing: Doing, said: Collection[str]) -> tuple[str, ...]:
    """Return the fields in the order of the scheme."""
    known = [one.code for one in doing.scheme.categories]
    if not frozenset(said) <= frozenset(known):
        raise NoSuchField
    return tuple(code for code in known if code in said)


async def in_charge(doing: Doing, said: Assign | DraftAgreement) -> tuple[str, ...]:
    """Return all departments in charge, with the one that leads."""
    codes = tuple(sorted({said.lead, *said.departments}))
    for code in codes:
        if not await doing.work.organisation.exists(doing.actor.desk_id, code, doing.step.today):
            raise NotInForce
    return codes
