"""How a call looks: its words, its days, the questions answered, the applications and what came of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.routing.domain.ledger.calls.call import Call
from services.routing.domain.ledger.calls.own_fields import criterion_lines, question_lines
from services.routing.handlers.ledger.calls.volume import CALLS
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.calls.reasons import reasons_section
from services.routing.web.ledger.calls.rows import ApplicationRow, rows_of
from services.routing.web.ledger.calls.words import DUES, FACTS, STATES, VERBS
from services.routing.web.ledger.face import Choices, Face, Link, Section
from shared.access.actor import Actor, Role
from shared.documents.calls import CallAnswer, CallOutcome, CallText
from shared.japanese.era import day_in_japan, wareki
from shared.web.pages import utc_now

_COLUMNS: Final = ("受付番号", "提案", "提案者", "要件の確認", "平均点", "採点者数", "採否")


async def _show(work: RoutingWork, actor: Actor, call: Call) -> Sequence[Section]:
    text = await work.ledger_texts.open(call.text_id, CallText)
    kept = await work.ledger_texts.open_many(call.answers, CallAnswer)
    party = await work.party_queries.these([call.party_id]) if call.party_id else []
    rows = await rows_of(work, actor, call)
    return (
        *await reasons_section(work, call),
        _text(call, text, [one.name or "" for one in party]),
        Section(
            title="応募項目と審査の観点",
            html_id="questions",
            columns=("区分", "内容"),
            rows=[
                *(("応募項目", line) for line in question_lines(text.questions)),
                *(("審査の観点", line) for line in criterion_lines(text.criteria, call.weights)),
            ],
            none="この募集だけの項目と審査の観点はありません。",
        ),
        Section(
            title="質問と回答",
            html_id="answers",
            columns=("公開した日", "質問", "回答"),
            rows=[(kept[one].day, kept[one].question, kept[one].answer) for one in call.answers if one in kept],
            none="公開した質問はありません。",
        ),
        _applications(call, rows),
        *await _outcome(work, call),
    )


def _text(call: Call, text: CallText, parties: Sequence[str]) -> Section:
    return Section(
        title="募集の内容",
        html_id="text",
        pairs=[
            *(("募集する団体", name) for name in parties),
            ("受付の期間", f"{wareki(call.opens_on)}から{wareki(call.closes_on)}まで"),
            ("結果の通知の予定日", call.result_day),
            ("見直し期限", call.review_by),
            *([("募集する団体の同意", text.consent)] if call.reverse else []),
            ("背景と課題", text.background),
            ("募集する提案", text.sought),
            ("資金・条件", text.money),
            ("問合せ先", text.contact),
        ],
    )


def _applications(call: Call, rows: Sequence[ApplicationRow]) -> Section:
    here = f"/calls/{call.number}/applications"
    listed = (("一覧", Link(here, "並べ替え・CSV")),) if rows else ()
    return Section(
        title="応募",
        html_id="applications",
        pairs=[("応募", f"{len(rows)}件"), ("採択", f"{len(call.adopted)}件"), *listed],
        columns=_COLUMNS,
        rows=[
            (
                Link(f"/cases/{row.receipt}", row.receipt) if row.line else row.receipt,
                row.title,
                row.proposer,
                row.passed,
                None if row.mean is None else str(row.mean),
                len(row.application.scores),
                row.adopted,
            )
            for row in rows
        ],
        none="応募はまだありません。",
    )


async def _outcome(work: RoutingWork, call: Call) -> Sequence[Section]:
    if call.outcome_id is None:
        return ()
    outcome = await work.ledger_texts.open(call.outcome_id, CallOutcome)
    return (Section(title="募集の結果", html_id="outcome", text=outcome.words),)


async def _data(work: RoutingWork, actor: Actor, call: Call) -> Mapping[str, Any]:
    text = await work.ledger_texts.open(call.text_id, CallText)
    kept = await work.ledger_texts.open_many(call.answers, CallAnswer)
    return {
        "opens_on": call.opens_on,
        "closes_on": call.closes_on,
        "review_by": call.review_by,
        "results_by": call.result_day,
        "reverse": call.reverse,
        "party_id": call.party_id,
        "text": text.model_dump(mode="json"),
        "weights": list(call.weights),
        "most_points": call.most_points,
        "answers": [kept[one].model_dump(mode="json") for one in call.answers if one in kept],
        "applications": [
            {
                "receipt": row.receipt,
                "title": row.title or None,
                "passed": row.application.passed,
                "mean": None if row.mean is None else str(row.mean),
                "scorers": len(row.application.scores),
                "adopted": row.application.adopted,
                "told": row.application.told,
            }
            for row in await rows_of(work, actor, call)
        ],
    }


async def _choices(work: RoutingWork, actor: Actor, item: Call | None) -> Choices:
    if item is not None or not actor.has(Role.DESK):
        return {} if item is not None else {"department": ()}
    found = await work.queries.departments(actor.desk_id, day_in_japan(utc_now()))
    return {"department": [(one.code, one.name) for one in found]}


async def _filled(work: RoutingWork, call: Call, verb: str) -> Mapping[str, Any]:
    if verb != "revise":
        return {}
    text = await work.ledger_texts.open(call.text_id, CallText)
    return {
        "title": text.title,
        "background": text.background,
        "sought": text.sought,
        "money": text.money,
        "questions": question_lines(text.questions),
        "criteria": criterion_lines(text.criteria, call.weights),
        "contact": text.contact,
        "consent": text.consent,
        "results_by": call.results_by,
        "opens_on": call.opens_on,
        "closes_on": call.closes_on,
        "review_by": call.review_by,
        "most_points": call.most_points,
    }


CALL_FACE: Final[Face[Call]] = Face(
    volume=CALLS,
    words="募集",
    list_words="募集",
    verbs=VERBS,
    states=STATES,
    facts=FACTS,
    dues=DUES,
    show=_show,
    data=_data,
    open_history=False,
    choices=_choices,
    filled=_filled,
)
