"""From what a draft is filled: what the office knows of a project, an agreement or a case, in its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.routing.domain.case import Case
from services.routing.domain.publishing.refusals import NothingToPublish, NotYetPublic
from services.routing.domain.roles import Body
from services.routing.domain.stage import Stage
from services.routing.handlers.fields_of_case import fields_of
from services.routing.handlers.ledger.agreements.public import agreement_for_everybody
from services.routing.handlers.ledger.door import Doing
from services.routing.handlers.partners import partners_outside
from services.routing.handlers.publishing.of_projects import project_for_everybody
from services.routing.storage.ledger_queries import ItemLine
from shared.documents.public import PublicContent, PublicWord
from shared.events import LedgerKind, PublicKind
from shared.events.coordination import Cooperation
from shared.japanese.era import day_in_japan, fiscal_year
from shared.ledger_numbers import kind_in

COOPERATION_WORDS = {
    Cooperation.COMPREHENSIVE: "包括連携協定",
    Cooperation.PROJECT: "事業連携協定",
    Cooperation.NONE: "協定によらない連携",
}
PUBLISHABLE = frozenset({Stage.COORDINATING, Stage.IMPLEMENTING, Stage.COMPLETED})
_KINDS = {LedgerKind.PROJECT: PublicKind.PROJECT, LedgerKind.AGREEMENT: PublicKind.AGREEMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a publication is about, who is in charge of it, the offers of the partners, and the first draft."""

    kind: PublicKind
    cases: frozenset[UUID]
    partners: frozenset[UUID] = frozenset()
    departments: frozenset[str]
    lead: str | None
    content: PublicContent


async def source_of(doing: Doing, about: str) -> Source:
    """Return what is published; raise NothingToPublish, NoSuchCase or NotYetPublic."""
    kind = kind_in(about)
    if kind is None:
        return await _case(doing, about)
    line = (await doing.work.ledger_queries.by_number(doing.actor.desk_id, frozenset({about}))).get(about)
    if kind not in _KINDS or line is None:
        raise NothingToPublish
    if kind is LedgerKind.AGREEMENT:
        return await _agreement(doing, line)
    return await _item(doing, line, _KINDS[kind])


async def _agreement(doing: Doing, line: ItemLine) -> Source:
    return Source(
        kind=PublicKind.AGREEMENT,
        cases=frozenset(),
        departments=frozenset(line.departments),
        lead=line.lead,
        content=await agreement_for_everybody(doing, line.number),
    )


async def _case(doing: Doing, receipt: str) -> Source:
    case = await doing.work.cases.find(doing.actor.desk_id, receipt)
    if case.stage not in PUBLISHABLE:
        raise NotYetPublic
    content = await _of_cases(doing, [case])
    return Source(
        kind=PublicKind.PROJECT,
        cases=frozenset({case.case_id}),
        partners=chosen_parties(case),
        departments=case.taking_part,
        lead=case.in_charge,
        content=content,
    )


async def _item(doing: Doing, line: ItemLine, kind: PublicKind) -> Source:
    case_ids = await doing.work.publications.cases_of(line.item_id)
    cases = await doing.work.cases.these(case_ids)
    of_cases = await _of_cases(doing, cases)
    return Source(
        kind=kind,
        cases=case_ids,
        partners=frozenset(offer_id for case in cases for offer_id in chosen_parties(case)),
        departments=frozenset(line.departments),
        lead=line.lead,
        content=await project_for_everybody(doing, line, of_cases),
    )


def chosen_parties(case: Case) -> frozenset[UUID]:
    """Return the offers by which companies were chosen as partners of a department's wish."""
    return frozenset(one.offer_id for one in case.of_this_round if one.party_id is not None and one.chosen)


async def _of_cases(doing: Doing, cases: Sequence[Case]) -> PublicContent:
    partners = tuple(dict.fromkeys([name for case in cases for name in await _partners(doing, case)]))
    scheme = doing.scheme
    codes = {code for case in cases for code in await fields_of(doing.work, case, scheme)}
    form = next((case.cooperation.form for case in cases if case.cooperation is not None), None)
    municipalities = await doing.work.municipalities.names(doing.actor.desk_id)
    begins_on = next((case.starts_on for case in cases if case.starts_on is not None), None)
    return PublicContent(
        title=f"{partners[0]}との連携" if partners else "公民連携の取組",
        partners=partners,
        departments=await _names(doing, sorted({one for case in cases for one in case.taking_part})),
        municipalities=tuple(
            municipalities.get(one, one) for one in sorted({one for case in cases for one in case.joined})
        ),
        categories=tuple(PublicWord(code=one.code, words=one.words) for one in scheme.categories if one.code in codes),
        form=None if form is None else PublicWord(code=form.value, words=COOPERATION_WORDS[form]),
        begins_on=begins_on,
        fiscal_year=fiscal_year(begins_on or day_in_japan(doing.step.at)),
        contact=f"{scheme.department_name} {scheme.name}（電話 {scheme.contact.phone}）",
    )


async def _partners(doing: Doing, case: Case) -> list[str]:
    """Return the names of the bodies outside: who proposed, and who was chosen."""
    known = [one.name for one in await partners_outside(doing.work, case) if one.name]
    if known or case.cast.proposer is Body.DEPARTMENT:
        return known
    row = await doing.work.queries.one(case.desk_id, case.receipt)
    return [row["proposer"]] if row["proposer"] else []


async def _names(doing: Doing, codes: Sequence[str]) -> tuple[str, ...]:
    found = await doing.work.queries.departments(doing.actor.desk_id, doing.step.today)
    names = {one.code: one.name for one in found}
    return tuple(names[code] for code in codes if code in names)
