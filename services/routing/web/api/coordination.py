"""What is coordinated, as data: the form of cooperation, what is owed by whom, and what the case goes on in."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import CooperationChoice
from services.routing.domain.task import TaskKind, TaskState
from services.routing.storage.work import RoutingWork
from services.routing.web.access import OpenedCase
from services.routing.web.api.said import Said
from services.routing.web.coordination_beside import decision_said
from services.routing.web.partners_beside import PartnersBeside, partners_beside
from shared.access.policy import Action
from shared.events import Cooperation, CooperationWay, LedgerKind, OwedBy
from shared.ledger_numbers import staff_page


class CooperationSaid(Said):
    """The form of cooperation as it was chosen."""

    form: Cooperation = Field(title="協定区分", examples=["project"])
    decided: bool = Field(title="決定したか")
    day: date | None = Field(title="決定日")
    agreement: str | None = Field(title="協定の番号", examples=["KR8-0001"])
    body: str = Field(title="決定した会議や職", description="見られない人には空です。")
    reference: str = Field(title="決裁の文書番号", description="見られない人には空です。")


class PartnerSaid(Said):
    """One of those with whom the case goes on."""

    offer_id: UUID = Field(title="送付の番号")
    department: str | None = Field(title="課", examples=["shinrin"])
    party_id: UUID | None = Field(title="団体")
    name: str = Field(title="名称", examples=["森林整備課"])


class PartnersSaid(Said):
    """How the round ended: with whom, in which way, and why that is fair."""

    partners: list[PartnerSaid] = Field(title="連携先", description="この利用者が見られるもの。")
    way: CooperationWay = Field(title="進め方", description="協働型（collaboration）又は契約型（contract）です。")
    ground: str = Field(title="公平性の根拠", description="見られない人には空です。")


class TaskSaid(Said):
    """A milestone, a procedure or a to-do."""

    task_id: UUID = Field(title="番号", description="milestone_id、procedure_id、todo_id、task_id に渡します。")
    kind: TaskKind = Field(title="日程・手続き・宿題の別")
    words: str | None = Field(title="内容")
    owed_by: OwedBy = Field(title="担当")
    department: str | None = Field(title="担当の課", examples=["shinrin"])
    due: date | None = Field(title="期日")
    code: str | None = Field(title="ひな形のコード", examples=["approval"])
    required: bool = Field(title="実施の前に必要か")
    state: TaskState = Field(title="状態")
    chased: int = Field(title="催促の回数")


class BesideSaid(Said):
    """What of the ledger belongs with the case."""

    kind: LedgerKind = Field(title="種類", examples=["project"])
    number: str = Field(title="番号", examples=["JR8-0001"])
    title: str = Field(title="件名")
    state: str = Field(title="状態", examples=["running"])
    href: str = Field(title="アドレス", examples=["/api/projects/JR8-0001"])


async def coordination_as_data(work: RoutingWork, opened: OpenedCase) -> dict[str, Any]:
    """Return what is coordinated, for who takes part in it; nothing for who was only asked."""
    case, office = opened.case, Action.CASE_SEE_HISTORY in opened.may
    # Of a municipality only what it may know stands in the case it was opened as.
    if not office and Action.MEMBERSHIP_SEE not in opened.may:
        return {"partners": None, "cooperation": None, "starts_on": None, "tasks": [], "ledger": []}
    choice = case.cooperation
    wanted = {task.words_id for task in case.tasks}
    if office and choice is not None and choice.decision_id is not None:
        wanted.add(choice.decision_id)
    words = await work.contents.told_to(wanted)
    beside = await work.ledger_queries.with_case(case.case_id) if office else []
    closed = partners_beside(opened, {})
    return {
        "partners": None if closed is None else _partners(closed),
        "cooperation": None if choice is None else _chosen(choice, words),
        "starts_on": case.starts_on,
        "tasks": [
            {name: getattr(task, name) for name in TaskSaid.model_fields if name != "words"}
            | {"words": words.get(task.words_id)}
            for task in case.tasks
        ],
        "ledger": [
            {
                "kind": one.kind,
                "number": one.number,
                "title": one.title,
                "state": one.state,
                "href": f"/api{staff_page(one.number)}",
            }
            for one in beside
        ],
    }


def _chosen(choice: CooperationChoice, words: Mapping[UUID | None, str]) -> dict[str, Any]:
    decision = decision_said(words.get(choice.decision_id, ""))
    return {
        "form": choice.form,
        "decided": choice.decided,
        "day": choice.day,
        "agreement": choice.agreement,
        "body": decision.body,
        "reference": decision.reference,
    }


def _partners(closed: PartnersBeside) -> dict[str, Any]:
    partners = [
        {"offer_id": one.offer_id, "department": one.department, "party_id": one.party_id, "name": name}
        for one, name in closed.partners
    ]
    return {"partners": partners, "way": closed.way, "ground": closed.ground}
