"""The list of agreements as an office hands it in."""

from datetime import date

from services.routing.domain.ledger.agreement import Agreement, AgreementState
from services.routing.domain.paper import Cell, Paper, Table
from services.routing.handlers.ledger.agreements.doors import AGREEMENT
from services.routing.storage.ledger_queries import ItemLine
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.agreements import words as w
from services.routing.web.ledger.agreements.shown import Opened
from shared.events import LedgerKind
from shared.japanese.era import fiscal_name, fiscal_year, wareki
from shared.scheme.model import DeskScheme


async def agreements_paper(work: RoutingWork, scheme: DeskScheme, year: int, today: date) -> Paper:
    """Return the agreements that were in force in a fiscal year, and the drafts of today, by their numbers."""
    names = {one.code: one.name for one in await work.queries.departments(scheme.desk_id, today)}
    lines = await work.ledger_queries.all_of(scheme.desk_id, LedgerKind.AGREEMENT)
    agreements = {line.number: await work.ledger.find(AGREEMENT.book, scheme.desk_id, line.number) for line in lines}
    in_force = [line for line in lines if _was_in_force(agreements[line.number], year)]
    drafts = [line for line in lines if agreements[line.number].state == AgreementState.DRAFT]
    columns = ("番号", "名称", "区分", "相手方", "分野", "締結日", "期間", "状態", "主担当課", "事業")
    drawn = [
        Table(
            title=title,
            columns=columns,
            rows=[await _row(work, agreements[line.number], line, names) for line in chosen],
        )
        for title, chosen in (("協定の一覧", in_force), ("締結を予定する協定（案）", drafts))
    ]
    return Paper(
        name=f"agreements-{year}",
        title=f"{fiscal_name(year)}　協定の一覧",
        office=scheme.department_name,
        made_on=today,
        blocks=drawn,
        notes=("年度の途中で終了した協定も、終了するまで効力のあった年度の一覧に載せています。",),
    )


def _was_in_force(agreement: Agreement, year: int) -> bool:
    if agreement.begins_on is None:
        return False
    last = agreement.ending.day if agreement.ending and agreement.ending.day else agreement.ends_on
    return fiscal_year(agreement.begins_on) <= year and (last is None or fiscal_year(last) >= year)


async def _row(work: RoutingWork, agreement: Agreement, line: ItemLine, names: dict[str, str]) -> tuple[Cell, ...]:
    opened = await Opened.of(work, agreement)
    under = await work.ledger_queries.under(agreement.desk_id, agreement.number)
    decided = agreement.decisions[0].decided_on if agreement.decisions else None
    return (
        agreement.number,
        line.title,
        w.FORMS[agreement.form],
        "、".join(one.name for one in opened.content.parties),
        "、".join(opened.fields),
        decided,
        _term(agreement),
        w.STATES[agreement.state],
        names.get(agreement.lead or "", agreement.lead or ""),
        len(under),
    )


def _term(agreement: Agreement) -> str:
    if agreement.begins_on is None:
        return "未定"
    end = "定めなし" if agreement.ends_on is None else f"{wareki(agreement.ends_on)}まで"
    return f"{wareki(agreement.begins_on)}から{end}"
