"""What a person of the desk does with a party: each act has its reason; one from an old page is refused."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.routing.domain.body_names import PartyKind
from services.routing.domain.keeping import (
    NameNeeded,
    Party,
    PartyAct,
    PartyName,
    WhyNeeded,
    ended_before,
    merge,
    number_typed,
    taken_apart,
)
from services.routing.domain.party import NameStanding, PartyState
from services.routing.handlers.acting import Step
from services.routing.ports import ChangedMeanwhile
from services.routing.storage.parties import Acted
from services.routing.storage.work import RoutingWork
from shared.access.actor import Actor
from shared.access.policy import Action, require
from shared.documents.contents import ContactContent
from shared.errors import Invalid


class NumberTaken(Invalid):
    """Another party has the number; perhaps they are one."""

    public_message = (
        "この法人番号は、ほかの団体に登録されています。同じ団体であれば、"
        "「同じ法人番号の団体があります」に示した団体を統合してください。"
    )

    def __init__(self, other_id: UUID) -> None:
        """Keep which party has it."""
        super().__init__()
        self.other_id = other_id


class NoneCalledSo(Invalid):
    """No party has that number or name, or several have."""

    public_message = (
        "団体を一つに決められません。団体の一覧で確かめて、名称をそのまま入力するか、法人番号を入力してください。"
    )


class ContactNeeded(Invalid):
    """A contact has a person or an office."""

    public_message = "担当者の氏名又は所属を入力してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyStep:
    """Who acts on which party, in the version the page showed (None: whichever), when and why."""

    actor: Actor
    party_id: UUID
    version: int | None
    at: datetime
    reason: str = field(default="", repr=False)

    def did(
        self, act: PartyAct, *, other_id: UUID | None = None, before: str | None = None, after: str | None = None
    ) -> Acted:
        """Return what is written down of it."""
        return Acted(
            act=act,
            by=self.actor,
            at=self.at,
            reason=self.reason.strip(),
            other_id=other_id,
            before=before,
            after=after,
        )


async def _begin(work: RoutingWork, step: PartyStep, *, needs_why: bool = True) -> Party:
    """Return the party as it stands while nobody else can change it."""
    require(step.actor, Action.PARTY_KEEP)
    if needs_why and not step.reason.strip():
        raise WhyNeeded
    await work.parties.take_turns(step.actor.desk_id)
    party = await work.parties.find(step.actor.desk_id, step.party_id)
    if step.version is not None and step.version != party.entry.version:
        raise ChangedMeanwhile
    return party


async def confirm_party(work: RoutingWork, step: PartyStep) -> None:
    """Note that a person has looked at a party and how; its names are the desk's own record from now on."""
    party = await _begin(work, step)
    await work.parties.change(party.party_id, state=PartyState.CONFIRMED.value)
    for one in party.names:
        if one.standing is not NameStanding.PROPOSED:
            await work.parties.change_name(one.name_id, case_id=None)
    await work.parties.note(party.party_id, step.did(PartyAct.CONFIRMED))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewName:
    """A name as a person types it; without a day it mends how the present one was written."""

    name: str = field(repr=False)
    kana: str = field(default="", repr=False)
    begins: date | None = None


async def name_party(work: RoutingWork, step: PartyStep, new: NewName) -> None:
    """Give a party a name from a day on, or mend the writing of its present one, which stays as a way to write it."""
    party = await _begin(work, step)
    if not new.name.strip():
        raise NameNeeded
    present = party.present_name
    ends = ended_before(present, new.begins)
    begins = new.begins
    if present is not None and new.begins is None:
        begins = present.valid_from
        await work.parties.change_name(present.name_id, standing=NameStanding.WRITING.value, valid_from=None)
    elif present is not None:
        await work.parties.change_name(present.name_id, valid_to=ends)
    name_id = await work.parties.add_name(
        step.actor.desk_id, party.party_id, new.name.strip(), kana=new.kana.strip(), begins=begins
    )
    await _done(work, party, step.did(PartyAct.NAMED, other_id=name_id, after=_day(new.begins)))


async def confirm_name(work: RoutingWork, step: PartyStep, name_id: UUID, begins: date | None) -> None:
    """Take a proposed name for the party's from a day on, by default the day it was first written on."""
    party = await _begin(work, step)
    proposed = _proposed(party, name_id)
    begins = begins or proposed.valid_from
    present = party.present_name
    if present is not None:
        await work.parties.change_name(present.name_id, valid_to=ended_before(present, begins))
    await work.parties.change_name(name_id, standing=NameStanding.VALID.value, valid_from=begins, case_id=None)
    await _done(work, party, step.did(PartyAct.NAME_CONFIRMED, other_id=name_id, after=_day(begins)))


async def set_name_aside(work: RoutingWork, step: PartyStep, name_id: UUID) -> None:
    """Keep a proposed name as another way to write the old one: it is recognised and proposed no more."""
    party = await _begin(work, step)
    _proposed(party, name_id)
    await work.parties.change_name(name_id, standing=NameStanding.WRITING.value, valid_from=None)
    await _done(work, party, step.did(PartyAct.NAME_SET_ASIDE, other_id=name_id))


async def number_party(work: RoutingWork, step: PartyStep, typed: str) -> None:
    """Set, correct or take away the 法人番号; one that another party has asks for a merge."""
    party = await _begin(work, step)
    number = number_typed(typed)
    if number is not None:
        others = await work.parties.called(step.actor.desk_id, number)
        if others and others != [party.party_id]:
            raise NumberTaken(others[0])
    holder = party.numbered or party.entry
    if number != holder.number:
        await work.parties.change(holder.party_id, corporate_number=number)
    await _done(work, party, step.did(PartyAct.NUMBERED, before=holder.number, after=number))


async def change_kind(work: RoutingWork, step: PartyStep, kind: PartyKind) -> None:
    """Say what a party is."""
    party = await _begin(work, step)
    await work.parties.change(party.party_id, kind=kind.value)
    await work.parties.note(
        party.party_id, step.did(PartyAct.KIND_CHANGED, before=party.entry.kind.value, after=kind.value)
    )


async def merge_parties(work: RoutingWork, step: PartyStep, other: UUID | str) -> None:
    """Let a party speak for another too, which is given by an entry or by what it is called."""
    party = await _begin(work, step)
    found = await work.parties.find(step.actor.desk_id, await _meant(work, step.actor, other))
    merge(party, found)
    await work.parties.merge(party.party_id, found)
    await _done(work, party, step.did(PartyAct.MERGED, other_id=found.party_id))


async def take_party_apart(work: RoutingWork, step: PartyStep, merged: UUID) -> None:
    """Let a merged entry be a party of its own again."""
    party = await _begin(work, step)
    await work.parties.take_apart(merged, taken_apart(party, merged))
    await _done(work, party, step.did(PartyAct.TAKEN_APART, other_id=merged))


async def keep_apart(work: RoutingWork, step: PartyStep, other: UUID) -> None:
    """Note that two parties that look alike are two; they are not suggested for each other any more."""
    party = await _begin(work, step)
    found = await work.parties.find(step.actor.desk_id, other)
    await _done(work, party, step.did(PartyAct.KEPT_APART, other_id=found.party_id))


async def add_contact(work: RoutingWork, step: PartyStep, contact: ContactContent) -> None:
    """Write down whom to reach at a party."""
    party = await _begin(work, step, needs_why=False)
    if not (contact.name.strip() or contact.organisation.strip()):
        raise ContactNeeded
    acted = step.did(PartyAct.CONTACT_ADDED)
    document_id = await work.parties.write_contact(party.party_id, acted, contact)
    await _done(work, party, step.did(PartyAct.CONTACT_ADDED, other_id=document_id))


async def end_contact(work: RoutingWork, step: PartyStep, document_id: UUID) -> None:
    """Note that a contact is not to be used any more."""
    party = await _begin(work, step)
    ended = next((one for one in await work.party_queries.contacts(party) if one.document_id == document_id), None)
    if ended is None:
        raise ChangedMeanwhile
    # Under the entry it was written for: taken apart again, that one knows that it ended.
    await _done(work, party, step.did(PartyAct.CONTACT_ENDED, other_id=document_id), about=ended.party_id)


async def _done(work: RoutingWork, party: Party, acted: Acted, *, about: UUID | None = None) -> None:
    """Count the party's version up and note the act, *about* one of its entries; None: the one that speaks."""
    await work.parties.change(party.party_id)
    await work.parties.note(about or party.party_id, acted)


def _proposed(party: Party, name_id: UUID) -> PartyName:
    standing = NameStanding.PROPOSED
    found = next((one for one in party.names if one.name_id == name_id and one.standing is standing), None)
    if found is None:
        raise ChangedMeanwhile
    return found


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


async def _meant(work: RoutingWork, actor: Actor, said: UUID | str) -> UUID:
    if isinstance(said, UUID):
        return said
    found = await work.parties.called(actor.desk_id, said) if said.strip() else []
    if len(found) != 1:
        raise NoneCalledSo
    return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which party a person takes for that of a case: an entry, what it is called, a new one by its name, or none."""

    party: UUID | str | None = None
    new_name: str = field(default="", repr=False)
    kind: PartyKind = PartyKind.UNKNOWN


async def choose_party(
    work: RoutingWork, receipt: str, step: Step, chosen: Chosen, *, seen: UUID | None, reason: str
) -> None:
    """Let a case belong to another party than the one *seen*; the reader changes it no more."""
    require(step.actor, Action.PARTY_KEEP)
    if not reason.strip():
        raise WhyNeeded
    case = await work.cases.find(step.actor.desk_id, receipt)
    await work.parties.take_turns(case.desk_id)
    before = await work.parties.party_of_case(case.case_id)
    if before != seen or step.version not in {None, case.version}:
        raise ChangedMeanwhile
    after = await _chosen(work, step.actor, chosen)
    await work.parties.link(case.case_id, case.desk_id, after)
    for party_id, act in ((before, PartyAct.CASE_LEFT), (after, PartyAct.CASE_JOINED)):
        if party_id is not None:
            did = Acted(act=act, by=step.actor, at=step.at, reason=reason.strip(), other_id=case.case_id)
            await work.parties.note(party_id, did)


async def _chosen(work: RoutingWork, actor: Actor, chosen: Chosen) -> UUID | None:
    if chosen.new_name.strip():
        return await work.parties.make(actor.desk_id, chosen.kind, chosen.new_name.strip())
    if chosen.party is None:
        return None
    return (await work.parties.find(actor.desk_id, await _meant(work, actor, chosen.party))).party_id
