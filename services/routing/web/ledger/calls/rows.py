"""The applications of a call as lines of a table: one order for every page, and the same as a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from services.routing.domain.ledger.calls.call import Application, Call, Score
from services.routing.domain.ledger.calls.scoring import mean
from services.routing.storage.applications import ApplicationLine, application_lines
from services.routing.storage.work import RoutingWork
from services.routing.web.access import reader_of
from services.routing.web.ledger.calls.words import ADOPTED, PASSED
from shared.access.actor import Actor
from shared.csv_file import csv_file
from shared.documents.calls import CallReason, CallReasons

SORTS: Final = {"receipt": "受付番号の順", "mean": "点数の高い順", "passed": "要件の確認の順", "adopted": "採否の順"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """One application; *title* and *proposer* are empty for who may not open its case."""

    application: Application
    line: ApplicationLine | None
    mean: Decimal | None
    own: Score | None
    why: str
    result: str

    @property
    def receipt(self) -> str:
        """Return the receipt number."""
        return self.application.receipt

    @property
    def title(self) -> str:
        """Return what is proposed."""
        return self.line.title if self.line else ""

    @property
    def proposer(self) -> str:
        """Return who proposes."""
        return self.line.proposer if self.line else ""

    @property
    def passed(self) -> str:
        """Return whether it meets what is asked, in words."""
        return PASSED[self.application.passed]

    @property
    def adopted(self) -> str:
        """Return whether it is adopted, in words."""
        told = "（通知済み）" if self.application.told else ""
        return ADOPTED[self.application.adopted] + told


async def rows_of(work: RoutingWork, actor: Actor, call: Call, sort: str = "receipt") -> list[ApplicationRow]:
    """Return the applications in the order asked for, as far as *actor* may know them."""
    applications = call.in_order
    lines = await application_lines(work.connection, [one.case_id for one in applications], reader_of(actor))
    said = await work.ledger_texts.open_many(
        [one.reason_id for one in applications if one.reason_id is not None], CallReason
    )
    results = await _results(work, call)
    rows = [_row(call, one, actor, lines, said, results) for one in applications]
    return sorted(rows, key=_KEYS.get(sort, _KEYS["receipt"]))


async def _results(work: RoutingWork, call: Call) -> Mapping[str, str]:
    ids = {one.reasons_id for one in call.in_order if one.reasons_id is not None}
    found = await work.ledger_texts.open_many(ids, CallReasons)
    return {
        one.receipt: why
        for one in call.in_order
        if one.reasons_id and one.reasons_id in found and (why := found[one.reasons_id].each.get(one.receipt))
    }


def _row(
    call: Call,
    one: Application,
    actor: Actor,
    lines: Mapping[UUID, ApplicationLine],
    said: Mapping[UUID, CallReason],
    results: Mapping[str, str],
) -> ApplicationRow:
    return ApplicationRow(
        application=one,
        line=lines.get(one.case_id),
        mean=mean([score.points for score in one.scores.values()], call.weights),
        own=one.scores.get(actor.account_id),
        why=said[one.reason_id].words if one.reason_id and one.reason_id in said else "",
        result=results.get(one.receipt, ""),
    )


def _number(row: ApplicationRow) -> tuple[Any, ...]:
    year, _, count = row.receipt.partition("-")
    return year, int(count)


_KEYS: Final[Mapping[str, Callable[[ApplicationRow], Any]]] = {
    "receipt": _number,
    "mean": lambda row: (row.mean is None, -(row.mean or 0), _number(row)),
    "passed": lambda row: (row.application.passed is not None, row.application.passed is False, _number(row)),
    "adopted": lambda row: (not row.application.adopted, row.application.adopted is None, _number(row)),
}


def as_file(rows: Sequence[ApplicationRow]) -> bytes:
    """Return the applications as a CSV for Excel."""
    head = (
        "受付番号",
        "提案",
        "提案者",
        "要件の確認",
        "要件についての理由",
        "平均点",
        "採点者数",
        "採否",
        "採否の理由",
    )
    return csv_file([head, *(_cells(row) for row in rows)])


def _cells(row: ApplicationRow) -> tuple[str, ...]:
    return (
        row.receipt,
        row.title,
        row.proposer,
        row.passed,
        row.why,
        "" if row.mean is None else str(row.mean),
        str(len(row.application.scores)),
        row.adopted,
        row.result,
    )
