"""The desk asks bodies outside the office to judge what a department wishes for."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from services.routing.domain.body_names import PartyKind
from services.routing.domain.case import Case
from services.routing.domain.commands import Addressed, MakeOffers
from services.routing.domain.keeping import Party, PartyAct
from services.routing.handlers.acting import Step, carry_out, scope_of
from services.routing.handlers.addressees import AddresseesWrong, WrongAddressee
from services.routing.handlers.offer_days import OfferDays, offer_days
from services.routing.handlers.offering import note_to_addressee
from services.routing.handlers.parties import ContactNeeded, NoneCalledSo
from services.routing.ports import ChangedMeanwhile
from services.routing.storage.parties import Acted
from services.routing.storage.work import RoutingWork
from shared.access.policy import Action, require
from shared.documents import DocumentKind
from shared.documents.contents import ContactContent, ProposalContent
from shared.errors import Invalid
from shared.ids import new_id
from shared.scheme.fields import FieldKind, Form, Role
from shared.scheme.model import DeskScheme


class PartyMissing(Invalid):
    """Nobody was named whom to ask."""

    public_message = "検討を依頼する団体を一つ以上選んでください。"


class AddressMissing(Invalid):
    """A body is asked by mail, so its contact has an address."""

    public_message = "依頼のメールを送るため、連絡先の電子メールアドレスを入力してください。"


# At which field of one who is asked a refusal is told.
_FIELDS: Final[dict[type[Invalid], str]] = {AddressMissing: "contact_email", ContactNeeded: "contact_name"}
# Fields about how the desk handles a proposal say nothing of what is wished for.
_WITH_THE_DESK: Final = frozenset({Role.PROTECTION_REASON, Role.PUBLICATION, Role.OATH})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedParty:
    """One body that is asked: an entry of the registry, or a new one by its name; and whom to write to there.

    *contact_id* is a contact the desk keeps already; without it *contact* is kept from now on.
    """

    party: UUID | str | None = None
    new_name: str = field(default="", repr=False)
    kind: PartyKind = PartyKind.UNKNOWN
    contact_id: UUID | None = None
    contact: ContactContent = field(default_factory=ContactContent, repr=False)
    due: date | None = None
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedParties:
    """Whom the desk asks and by when; *note* is for all that have none of their own.

    *release* lets whoever takes the offer up read what the wish says, without what is marked for protection; *late*
    says that a day after the maximum of the stage is meant.
    """

    parties: Sequence[AskedParty]
    due: date | None = None
    note: str = field(default="", repr=False)
    release: bool = True
    late: bool = True


async def ask_parties(work: RoutingWork, receipt: str, step: Step, to: AskedParties, scheme: DeskScheme) -> Case:
    """Ask bodies to judge; each is told by mail and answers through a link of its own."""
    # The turn of the registry comes before the lock of a case, as where parties of new cases are kept.
    await work.parties.take_turns(step.actor.desk_id)
    case = await work.cases.get(step.actor.desk_id, receipt)
    require(step.actor, Action.CASE_OFFER, scope_of(case))
    if not to.parties:
        raise PartyMissing
    days = await offer_days(work, case, scheme, step.today)
    who = not_for_companies(scheme.form)
    released = await _released(work, case, who) if to.release else None
    wrong = list(_wrong_days(to, days, step.today))
    addressed: list[Addressed] = []
    for place, one in enumerate(to.parties):
        try:
            addressed.append(await _addressed(work, case, step, one, to, released))
        except Invalid as error:
            name = _FIELDS.get(type(error), "party")
            wrong.append(WrongAddressee(addressee=place, field=name, pointer=f"#/parties/{place}/{name}", error=error))
    if wrong:
        raise AddresseesWrong(wrong)
    command = MakeOffers(to=tuple(addressed), due=to.due or days.usual, today=step.today)
    return await carry_out(work, case, step, command)


def _wrong_days(to: AskedParties, days: OfferDays, today: date) -> Iterator[WrongAddressee]:
    """Yield the days nobody can be asked by, each where it was said."""
    said = ((None, to.due, "#/due"), *((i, one.due, f"#/parties/{i}/due") for i, one in enumerate(to.parties)))
    for place, due, pointer in said:
        if due is not None and (error := days.wrong(due, today, late=to.late)) is not None:
            yield WrongAddressee(addressee=place, field="due", pointer=pointer, error=error)


async def _addressed(
    work: RoutingWork, case: Case, step: Step, one: AskedParty, to: AskedParties, released: UUID | None
) -> Addressed:
    party = await _party(work, step, one)
    contact_id = await _contact(work, step, party, one)
    return Addressed(
        offer_id=new_id(),
        party_id=party.party_id,
        due=one.due,
        note_id=await note_to_addressee(work, case, one.note or to.note),
        contact_id=contact_id,
        released_id=released,
    )


async def _party(work: RoutingWork, step: Step, one: AskedParty) -> Party:
    desk_id = step.actor.desk_id
    if one.new_name.strip():
        known = await work.parties.called(desk_id, one.new_name)
        made = known[0] if len(known) == 1 else await work.parties.make(desk_id, one.kind, one.new_name.strip())
        return await work.parties.find(desk_id, made)
    if isinstance(one.party, UUID):
        return await work.parties.find(desk_id, one.party)
    found = await work.parties.called(desk_id, one.party or "") if one.party else []
    if len(found) != 1:
        raise NoneCalledSo
    return await work.parties.find(desk_id, found[0])


async def _contact(work: RoutingWork, step: Step, party: Party, one: AskedParty) -> UUID:
    """Return the contact that is written to; one that was typed is kept with the party."""
    if one.contact_id is not None:
        kept = {contact.document_id: contact for contact in await work.party_queries.contacts(party)}
        if one.contact_id not in kept:
            raise ChangedMeanwhile
        if not kept[one.contact_id].contact.email:
            raise AddressMissing
        return one.contact_id
    if not one.contact.email.strip():
        raise AddressMissing
    if not (one.contact.name.strip() or one.contact.organisation.strip()):
        raise ContactNeeded
    acted = Acted(act=PartyAct.CONTACT_ADDED, by=step.actor, at=step.at)
    document_id = await work.parties.write_contact(party.party_id, acted, _of_body(one.contact, party))
    noted = Acted(act=PartyAct.CONTACT_ADDED, by=step.actor, at=step.at, other_id=document_id)
    await work.parties.note(party.party_id, noted)
    return document_id


def _of_body(contact: ContactContent, party: Party) -> ContactContent:
    """Return the contact with the body it belongs to, so that a letter names whom it is for."""
    named = party.present_name
    if contact.organisation.strip() or named is None:
        return contact
    return contact.model_copy(update={"organisation": named.name})


async def _released(work: RoutingWork, case: Case, who: Collection[str]) -> UUID:
    """Store what of the wish may be read outside; what is marked for protection stays inside."""
    read = await work.contents.as_read(case.proposal_id)
    words = open_words(read.content, who)
    return await work.contents.write_told(DocumentKind.RELEASED, case.case_id, case.desk_id, words)


def not_for_companies(form: Form) -> frozenset[str]:
    """Return the keys of the fields that say who proposes, and of what was only settled with the desk.

    Which department it is, the page says itself.
    """
    idea = {one.section for one in form.fields if one.role in {Role.TITLE, Role.SUMMARY}}
    aside = {one.section for one in form.fields if one.role in _WITH_THE_DESK} - idea
    settled = (
        one
        for one in form.fields
        if one.section in aside or one.role in _WITH_THE_DESK or one.kind is FieldKind.CHECKBOX
    )
    return frozenset(one.key for one in (*form.who_proposes, *settled))


def open_words(proposal: ProposalContent, but: Collection[str]) -> str:
    """Return what a proposal says, field by field, without what its proposer marked for protection.

    The fields with the keys *but*, and one that only repeats the title, are left out.
    """
    fields = [
        f"■ {one.label}\n{one.value}"
        for one in proposal.fields
        if one.value and not one.protected and one.key not in but and one.value != proposal.title
    ]
    return "\n\n".join(part for part in (proposal.title, proposal.text, *fields) if part)
