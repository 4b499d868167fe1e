"""What somebody should look at first in a project."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from services.routing.domain.ledger.agreement import AGREEMENTS
from services.routing.domain.ledger.agreement_fields import LEAVES_FIELD, leaves_field
from services.routing.domain.ledger.effects import standing
from services.routing.domain.ledger.project import Project, ProjectState
from services.routing.domain.stage import ENDS, Stage
from services.routing.storage.ledger import NoSuchItem
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.projects.sections import gap
from services.routing.web.ledger.projects.words import yen_words
from shared.japanese.era import fiscal_name, wareki


async def to_check(work: RoutingWork, project: Project, today: date) -> list[str]:
    """Return the sentences, the most pressing first."""
    return [
        *_late(project, today),
        *await _still_open(work, project),
        *await _outside(work, project),
        *_short(project),
        *_unlikely(project),
    ]


def _late(project: Project, today: date) -> Iterator[str]:
    missing = project.reporting.missing(today) if project.state in {ProjectState.PILOT, ProjectState.RUNNING} else []
    if missing:
        yield f"期日を過ぎた報告が{len(missing)}件あります（最も古い期日は{wareki(missing[0])}）。"


async def _still_open(work: RoutingWork, project: Project) -> list[str]:
    """Say which of case and project still runs where the other has ended; each ends by an act of its own."""
    stage = None if project.receipt is None else await work.queries.stage_of(project.desk_id, project.receipt)
    if stage is Stage.IMPLEMENTING and project.end is not None:
        return [f"案件 {project.receipt} はまだ実施中です。案件の画面で完了などの手続をしてください。"]
    if stage in ENDS and project.end is None:
        return [f"案件 {project.receipt} は終了しています。事業が終わったら、完了又は中止を記録してください。"]
    return []


async def _outside(work: RoutingWork, project: Project) -> list[str]:
    """Say where a project leaves the field of the agreement it stands under."""
    found = []
    for number in sorted(project.under):
        with suppress(NoSuchItem):
            agreement = await work.ledger.find(AGREEMENTS, project.desk_id, number)
            if leaves_field(agreement.fields, agreement.form, project.fields):
                found.append(f"{number}：{LEAVES_FIELD}")
    return found


def _short(project: Project) -> Iterator[str]:
    short = sum(gap(one) for one in project.funding)
    if short and project.end is None:
        yield f"確保できていない財源が{yen_words(short)}あります。"


def _unlikely(project: Project) -> Iterator[str]:
    """Say where numbers look like a slip: they stand as they were typed, for there may be a reason."""
    odd = sorted({one.fiscal_year for one in project.funding if one.secured > one.planned or one.used > one.secured})
    for year in odd:
        yield f"{fiscal_name(year)}の財源に、確保額が予定額を、又は執行額が確保額を超えているものがあります。"
    if any(one.yen is not None and one.yen < 0 for one in standing(project)):
        yield "効果額がマイナスの記録があります。入力の誤りがないかご確認ください。"
