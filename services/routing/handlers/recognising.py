"""Recognise the bodies that propose, however late, often or many at once their cases are told."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final
from uuid import UUID

from services.routing.domain.body_names import (
    PartyKind,
    body_in,
    is_only_a_form,
    kind_of,
    number_of,
    number_said,
)
from services.routing.domain.mail_domains import domain_of_body
from services.routing.domain.party import Found, Known, Recognised, Stated, recognise, taken_in
from services.routing.storage.recognition import CaseToRead, Link
from services.routing.storage.work import RoutingWork
from shared.documents.as_read import AsRead
from shared.events import ProposerKind
from shared.ids import new_id
from shared.japanese.era import day_in_japan
from shared.scheme.fields import FieldKind, Role
from shared.scheme.model import DeskScheme

_LONGEST_NAME: Final = 200


async def recognise_parties(desks: Mapping[UUID, str], work: RoutingWork) -> None:
    """Find the party of each case of these proposals, which are given with their desks, or make a provisional one.

    What a person decided stays; a case whose key was destroyed is left as it is.
    """
    if not desks:
        return
    cases = await work.recognition.unread(list(desks), desks.values())
    if not cases:
        return
    read = await work.contents.all_as_read([one.proposal_id for one in cases])
    schemes = await work.schemes.of_cases([one.case_id for one in cases])
    for _, of_desk in groupby(sorted(cases, key=lambda one: one.desk_id), key=lambda one: one.desk_id):
        stated = [(one, read[one.proposal_id]) for one in of_desk if one.proposal_id in read]
        await _of_one_desk(
            [(one, stated_in(said, one.proposer_kind, schemes[one.case_id]), said) for one, said in stated],
            work,
            schemes,
        )


async def _of_one_desk(
    cases: Sequence[tuple[CaseToRead, Stated, AsRead]], work: RoutingWork, schemes: Mapping[UUID, DeskScheme]
) -> None:
    if not cases:
        return
    linked = [one.party_id for one, _, _ in cases if one.party_id is not None]
    known = await work.recognition.known(cases[0][0].desk_id, [stated for _, stated, _ in cases], linked)
    links = []
    for case, stated, said in cases:
        seen = _seen_again(case, stated, known) if case.found else recognise(stated, known, fresh=new_id())
        if seen is None:
            continue
        known = taken_in(known, stated, seen)
        links.append(_link(case, stated, seen, said, schemes[case.case_id]))
    if links:
        await work.recognition.keep(links)


def _seen_again(case: CaseToRead, stated: Stated, known: Sequence[Known]) -> Recognised | None:
    """Return what has come out since a case was read the first time; None where nothing has."""
    mine = next((one for one in known if one.party_id == case.party_id), None)
    if mine is None:
        return recognise(stated, known, fresh=new_id()) if stated.is_a_body else None
    together = [one for one in known if one.survivor_id == mine.survivor_id]
    numbers = {one.number for one in together if one.number}
    if stated.number is None or stated.number in numbers:
        return None
    seen = recognise(stated, known, fresh=new_id())
    if seen.found is Found.NEW and not numbers:
        return Recognised(party_id=mine.party_id, found=Found.NUMBER, number=stated.number)
    return seen


def _link(case: CaseToRead, stated: Stated, seen: Recognised, said: AsRead, scheme: DeskScheme) -> Link:
    of_a_person = stated.kind is PartyKind.INDIVIDUAL or case.proposer_kind is ProposerKind.DEPARTMENT
    return Link(
        case=case,
        stated=stated,
        seen=seen,
        domain=None if of_a_person else domain_of_body(said.contact.email),
        kana=_kana(said, scheme),
        on=day_in_japan(case.opened_at),
    )


def stated_in(said: AsRead, proposer_kind: ProposerKind, scheme: DeskScheme) -> Stated:
    """Return what a case says of the body that proposes; a department of the prefecture is none."""
    if proposer_kind is ProposerKind.DEPARTMENT:
        return Stated(name="", kind=PartyKind.UNKNOWN)
    name = _name_said(said, scheme)
    kind = kind_of(proposer_kind, name)
    individuals = scheme.parties.individuals
    if kind is PartyKind.INDIVIDUAL and not individuals:
        return Stated(name="", kind=kind)
    number, _ = number_of(*numbers_typed(said, scheme))
    return Stated(name=name, kind=kind, number=number, individuals=individuals)


def numbers_typed(said: AsRead, scheme: DeskScheme) -> tuple[str, ...]:
    """Return what was typed as 法人番号, right or wrong: in its field, else after that word in the text of a mail."""
    asked = scheme.form.by_role(Role.CORPORATE_NUMBER)
    filled = (*said.content.fields, *said.contact.written)
    typed = tuple(one.value for one in filled if asked is not None and one.key == asked.key and one.value.strip())
    in_text = number_said(said.content.text)
    return typed or ((in_text,) if in_text else ())


def _name_said(said: AsRead, scheme: DeskScheme) -> str:
    asked = scheme.form.by_role(Role.PROPOSER_NAME)
    filled = next((one.value for one in said.content.fields if asked is not None and one.key == asked.key), "")
    name = filled.strip() or said.contact.organisation.strip()
    if not name:
        # The sender's name of a mail: a person's, unless it names a body too.
        name = body_in(said.content.proposer)
    return "" if is_only_a_form(name) else _storable(name)


def _kana(said: AsRead, scheme: DeskScheme) -> str:
    name = scheme.form.by_role(Role.PROPOSER_NAME)
    beside = (one for one in scheme.form.fields if one.kind is FieldKind.KANA)
    asked = next((one.key for one in beside if name is not None and one.section == name.section), "")
    return _storable(next((one.value for one in said.content.fields if one.key == asked), ""))


def _storable(words: str) -> str:
    # A stranger's words may hold a NUL, which PostgreSQL cannot, and be longer than any name; the document keeps them.
    return words.replace("\x00", "")[:_LONGEST_NAME].strip()
