"""The list of agreements as an office hands it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.routing.domain.ledger.agreement import Agreement, AgreementState
from services.routing.domain.paper import Cell, Paper, Table
from services.routing.handlers.ledger.agreements.doors import AGREEMENT
from services.routing.handlers.ledger.agreements.texts import AgreementContent
from services.routing.storage.ledger_folding import folded
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.agreements import words as w
from shared.japanese.era import fiscal_name, fiscal_year, wareki
from shared.scheme.model import DeskScheme


async def agreements_paper(work: RoutingWork, scheme: DeskScheme, year: int, today: date) -> Paper:
    """Return the agreements that were in force in a fiscal year, and the drafts of today, by their numbers."""
    found = await folded(work.connection, AGREEMENT.book, scheme.desk_id)
    in_force = [(one, title) for one, title in found if _was_in_force(one, year)]
    drafts = [(one, title) for one, title in found if one.state == AgreementState.DRAFT]
    known = await _known(work, scheme, [one for one, _ in (*in_force, *drafts)], today)
    columns = ("番号", "名称", "区分", "相手方", "分野", "締結日", "期間", "状態", "主担当課", "事業")
    return Paper(
        name=f"agreements-{year}",
        title=f"{fiscal_name(year)}　協定の一覧",
        office=scheme.department_name,
        made_on=today,
        blocks=[
            Table(title=title, columns=columns, rows=[_row(one, name, known) for one, name in chosen])
            for title, chosen in (("協定の一覧", in_force), ("締結を予定する協定（案）", drafts))
        ],
        notes=("年度の途中で終了した協定も、終了するまで効力のあった年度の一覧に載せています。",),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What rows say beside the agreement: its words, how codes are called, how many projects stand under it."""

    contents: Mapping[UUID, AgreementContent]
    fields: Mapping[str, str]
    departments: Mapping[str, str]
    under: Mapping[str, int]


async def _known(work: RoutingWork, scheme: DeskScheme, agreements: Sequence[Agreement], today: date) -> _Known:
    return _Known(
        contents=await work.ledger_texts.open_many([one.content_id for one in agreements], AgreementContent),
        fields={one.code: one.words for one in scheme.categories},
        departments={one.code: one.name for one in await work.queries.departments(scheme.desk_id, today)},
        under=await work.ledger_queries.projects_under(scheme.desk_id, [one.number for one in agreements]),
    )


def _was_in_force(agreement: Agreement, year: int) -> bool:
    if agreement.begins_on is None:
        return False
    last = agreement.ending.day if agreement.ending and agreement.ending.day else agreement.ends_on
    return fiscal_year(agreement.begins_on) <= year and (last is None or fiscal_year(last) >= year)


def _row(agreement: Agreement, title: str, known: _Known) -> tuple[Cell, ...]:
    content = known.contents.get(agreement.content_id)
    decided = agreement.decisions[0].decided_on if agreement.decisions else None
    return (
        agreement.number,
        title,
        w.FORMS[agreement.form],
        "、".join(one.name for one in content.parties) if content else "",
        "、".join(known.fields.get(code, code) for code in agreement.fields),
        decided,
        _term(agreement),
        w.STATES[agreement.state],
        known.departments.get(agreement.lead or "", agreement.lead or ""),
        known.under.get(agreement.number, 0),
    )


def _term(agreement: Agreement) -> str:
    if agreement.begins_on is None:
        return "未定"
    end = "（終期の定めなし）" if agreement.ends_on is None else f"{wareki(agreement.ends_on)}まで"
    return f"{wareki(agreement.begins_on)}から{end}"
