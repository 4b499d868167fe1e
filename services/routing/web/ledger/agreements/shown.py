"""What a page and the API show of an agreement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.routing.domain.ledger.agreement import Agreement, Decision
from services.routing.handlers.ledger.agreements.texts import AgreementContent, AgreementWords, DecidedContent
from services.routing.storage.agreement_queries import CaseUnder
from services.routing.storage.work import RoutingWork
from services.routing.web.access import reader_of
from services.routing.web.labels import LABELS
from services.routing.web.ledger.agreements import words as w
from services.routing.web.ledger.agreements.activity import Activity, activity_as_data, checks, of_projects
from services.routing.web.ledger.face import Link, Section
from shared.access.actor import Actor
from shared.clock import utc_now
from shared.japanese.era import day_in_japan, wareki
from shared.web.labels import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An agreement with its words."""

    content: AgreementContent
    decisions: Mapping[UUID, DecidedContent]
    deeds: Mapping[UUID, AgreementWords]
    reason: str
    fields: tuple[str, ...]

    @classmethod
    async def of(cls, work: RoutingWork, agreement: Agreement) -> "Opened":
        """Open all words of an agreement."""
        texts, ending = work.ledger_texts, agreement.ending
        known = {one.code: one.words for one in work.schemes.current[agreement.desk_id].categories}
        return cls(
            content=await texts.open(agreement.content_id, AgreementContent),
            decisions=await texts.open_many(
                [one.document_id for one in agreement.decisions if one.document_id], DecidedContent
            ),
            deeds=await texts.open_many([one.document_id for one in agreement.deeds], AgreementWords),
            reason="" if ending is None else (await texts.open(ending.reason_id, AgreementWords)).words,
            fields=tuple(known.get(code, code) for code in agreement.fields),
        )


async def sections(work: RoutingWork, actor: Actor, agreement: Agreement) -> Sequence[Section]:
    """Return the cards of an agreement's page."""
    opened = await Opened.of(work, agreement)
    activity = await Activity.of(work, agreement, day_in_japan(utc_now()))
    cases = await work.agreement_queries.cases(agreement.number, reader_of(actor))
    return (
        *checks(activity),
        _about(agreement, opened),
        *_of_decisions(agreement, opened),
        *_of_cases(cases),
        *of_projects(activity, actor),
        _of_deeds(agreement, opened),
    )


def _about(agreement: Agreement, opened: Opened) -> Section:
    content = opened.content
    begun = agreement.begins_on is not None
    planned = (("決定を予定する機関", content.deciding_body), ("決定の予定日", agreement.decision_on))
    terms = (
        ("始期", agreement.begins_on),
        ("終期", agreement.ends_on or "定めなし"),
        ("更新の判断", _before_end(agreement)),
        ("自動更新", f"{agreement.renewal_months}か月" if agreement.renewal_months else "定めなし"),
        ("最初の点検の日", agreement.review_on),
    )
    ending = agreement.ending
    ended = () if ending is None else (("終了", w.ENDINGS.get(ending.how or "")), ("終了の日", ending.day))
    return Section(
        title="協定の内容",
        html_id="about",
        pairs=(
            ("区分", w.FORMS[agreement.form]),
            ("相手方", "、".join(one.name for one in content.parties)),
            ("分野", "、".join(opened.fields)),
            ("目的", content.purpose),
            *(terms if begun else planned),
            *ended,
            *((("終了・取りやめの理由", opened.reason),) if opened.reason else ()),
            *((("備考", content.remarks),) if content.remarks else ()),
        ),
    )


def _before_end(agreement: Agreement) -> str:
    if agreement.lapses:
        return "更新しないことを決定済み"
    return "" if agreement.notice_months is None else f"終期の{agreement.notice_months}か月前まで"


def _decided(opened: Opened, decision: Decision) -> DecidedContent | None:
    return None if decision.document_id is None else opened.decisions.get(decision.document_id)


def _of_decisions(agreement: Agreement, opened: Opened) -> Sequence[Section]:
    if not agreement.decisions:
        return ()
    rows = []
    for one in agreement.decisions:
        said = _decided(opened, one) or DecidedContent(body="")
        rows.append(
            (
                w.DECISIONS[one.about],
                one.decided_on,
                said.body,
                " ".join((said.approval_number, wareki(said.approval_on) if said.approval_on else "")).strip(),
                one.ends_on or "定めなし",
                said.words,
            )
        )
    columns = ("決定", "決定の日", "決定した機関", "決裁", "終期", "内容・理由")
    return (Section(title="決定の経過", html_id="decisions", columns=columns, rows=rows),)


def _of_cases(cases: Sequence[CaseUnder]) -> Sequence[Section]:
    if not cases:
        return ()
    rows = [
        (
            Link(f"/cases/{one.receipt}", one.receipt),
            one.title,
            LABELS.text(Audience.STAFF, one.stage),
            "決定" if one.decided else "案",
        )
        for one in cases
    ]
    columns = ("受付番号", "件名", "状態", "協定区分")
    return (Section(title="この協定による案件", html_id="cases", columns=columns, rows=rows),)


def _of_deeds(agreement: Agreement, opened: Opened) -> Section:
    rows = [
        (
            one.day,
            "点検" if one.activity is None else w.ACTIVITIES[one.activity],
            said.words if (said := opened.deeds.get(one.document_id)) else "",
        )
        for one in sorted(agreement.deeds, key=lambda deed: deed.day, reverse=True)
    ]
    return Section(
        title="活動と点検",
        html_id="deeds",
        columns=("日", "種類", "内容"),
        rows=rows,
        none="事業のほかの活動と点検は、まだ記録されていません。",
    )


async def as_data(work: RoutingWork, actor: Actor, agreement: Agreement) -> Mapping[str, Any]:
    """Return what the API says of an agreement."""
    opened = await Opened.of(work, agreement)
    ending = agreement.ending
    cases = await work.agreement_queries.cases(agreement.number, reader_of(actor))
    return {
        "form": agreement.form,
        **opened.content.model_dump(mode="json"),
        "fields": list(agreement.fields),
        "decision_on": agreement.decision_on,
        "begins_on": agreement.begins_on,
        "ends_on": agreement.ends_on,
        "notice_months": agreement.notice_months,
        "renewal_months": agreement.renewal_months,
        "review_on": agreement.review_on,
        "lapses": agreement.lapses,
        "decisions": [
            {"about": one.about, "decided_on": one.decided_on, "ends_on": one.ends_on}
            | (said.model_dump(mode="json") if (said := _decided(opened, one)) else {})
            for one in agreement.decisions
        ],
        "deeds": [
            {"day": one.day, "activity": one.activity or "review", "words": said.words if said else ""}
            for one in agreement.deeds
            for said in (opened.deeds.get(one.document_id),)
        ],
        "cases_under": [{"receipt": one.receipt, "stage": one.stage, "decided": one.decided} for one in cases],
        "moved_on": agreement.moved_on,
        **activity_as_data(await Activity.of(work, agreement, day_in_japan(utc_now()))),
        "ending": None if ending is None else {"how": ending.how, "day": ending.day, "reason": opened.reason},
    }
