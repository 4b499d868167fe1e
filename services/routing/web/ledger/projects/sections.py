"""What the page of a project shows, card by card."""

from collections.abc import Iterator, Sequence
from typing import Final

from services.routing.domain.ledger.effects import standing
from services.routing.web.ledger.face import Cell, Section
from services.routing.web.ledger.projects import words as w
from services.routing.web.ledger.projects.opened import OpenedProject
from shared.events.projects import FundingSet
from shared.japanese.era import fiscal_name, wareki

# As many reports as a person reads; the history tells of all.
_REPORTS: Final = 12


def sections(opened: OpenedProject, to_check: Sequence[str]) -> list[Section]:
    """Return the cards; *to_check* is what somebody should look at first."""
    first = [Section(title="ご確認ください", html_id="check", text="\n".join(to_check))] if to_check else []
    return [
        *first,
        _overview(opened),
        *_trials(opened),
        _reports(opened),
        _effects(opened),
        _funding(opened),
        _obstacles(opened),
        *_end(opened),
    ]


def _overview(opened: OpenedProject) -> Section:
    project, names = opened.project, opened.names
    others = sorted(project.departments - {project.lead})
    reporting = w.FREQUENCIES[project.reporting.frequency]
    return Section(
        title="概要",
        html_id="overview",
        pairs=(
            ("主担当の課", names.departments.get(project.lead or "", project.lead)),
            ("ほかの担当の課", "、".join(names.departments.get(one, one) for one in others)),
            ("連携する団体", "、".join(sorted(opened.parties.values()))),
            ("市町村", "、".join(names.municipalities.get(one, one) for one in sorted(project.municipalities))),
            ("分野", "、".join(names.fields.get(one, one) for one in sorted(project.fields))),
            ("開始日" if project.has_started else "開始予定日", project.starts_on),
            ("定期の報告", reporting),
        ),
        text=opened.about,
    )


def _trials(opened: OpenedProject) -> Iterator[Section]:
    for number, pilot in enumerate(opened.project.pilots, 1):
        question = opened.pilots.get(pilot.text_id)
        result = opened.results.get(pilot.result_id) if pilot.result_id else None
        yield Section(
            title="実証" if len(opened.project.pilots) == 1 else f"実証（{number}回目）",
            html_id=f"pilot-{number}",
            pairs=(
                ("確かめること", question.question if question else ""),
                ("期間", f"{wareki(pilot.begins)}から{wareki(pilot.ends)}まで"),
                ("判断", w.DECISIONS[pilot.decision] if pilot.decision else "実証中"),
                *((("結果", result.result), ("条件", result.conditions)) if result else ()),
            ),
        )


def _reports(opened: OpenedProject) -> Section:
    rows: list[Sequence[Cell]] = []
    for one in reversed(opened.project.reports[-_REPORTS:]):
        said = opened.reports.get(one.report_id)
        rows.append(
            (
                f"{wareki(one.begins)}〜{wareki(one.ends)}",
                opened.told_by(one.department, one.party_id),
                said.done if said else "",
                said.coming if said else "",
            )
        )
    return Section(
        title="報告",
        html_id="reports",
        columns=("期間", "報告者", "行ったこと", "今後の予定と課題"),
        rows=rows,
        none="報告はまだありません。",
    )


def _effects(opened: OpenedProject) -> Section:
    rows: list[Sequence[Cell]] = []
    for one in sorted(standing(opened.project), key=lambda one: (-one.fiscal_year, one.as_of)):
        said = opened.effects.get(one.text_id)
        if said is None:
            continue
        rows.append(
            (
                said.label,
                fiscal_name(one.fiscal_year),
                w.STANDINGS[one.standing],
                w.effect_value(one, said.unit, said.words),
                one.as_of,
                said.method,
                opened.told_by(one.department, one.party_id),
            )
        )
    return Section(
        title="効果",
        html_id="effects",
        columns=("項目", "年度", "区分", "効果", "基準日", "算定方法", "算定者"),
        rows=rows,
        none="効果の記録はまだありません。",
    )


def gap(one: FundingSet) -> int:
    """Return how much of the planned money is not secured."""
    return max(one.planned - one.secured, 0)


def _funding(opened: OpenedProject) -> Section:
    rows: list[Sequence[Cell]] = []
    for one in sorted(opened.project.funding, key=lambda one: (-one.fiscal_year, one.kind)):
        said = opened.funding.get(one.text_id) if one.text_id else None
        rows.append(
            (
                w.FUNDING_KINDS[one.kind],
                fiscal_name(one.fiscal_year),
                w.yen_words(one.planned),
                w.yen_words(one.secured),
                w.yen_words(gap(one)) if gap(one) else "なし",
                w.yen_words(one.used),
                said.note if said else "",
            )
        )
    return Section(
        title="財源",
        html_id="funding",
        columns=("種類", "年度", "予定額", "確保額", "不足額", "執行額", "説明"),
        rows=rows,
        none="財源の記録はまだありません。",
    )


def _obstacles(opened: OpenedProject) -> Section:
    rows: list[Sequence[Cell]] = []
    for one in opened.project.obstacles:
        said = opened.obstacles.get(one.text_id)
        if said is None:
            continue
        news = "\n".join(opened.news[each].words for each in one.news if each in opened.news)
        kind, state = w.OBSTACLE_KINDS[one.kind], w.OBSTACLE_STATES[one.state]
        rows.append((said.words, kind, said.law, said.asked, state, news))
    return Section(
        title="支障",
        html_id="obstacles",
        columns=("内容", "種類", "法令など", "求める見直し", "状態", "対応"),
        rows=rows,
        none="支障の記録はありません。",
    )


def _end(opened: OpenedProject) -> Iterator[Section]:
    end, said = opened.project.end, opened.end
    if end is None:
        return
    stopped = opened.project.state == "stopped"
    yield Section(
        title="中止" if stopped else "完了",
        html_id="end",
        pairs=(
            ("日", end.day),
            ("理由" if stopped else "結果", said.result if said else ""),
            ("教訓", said.lesson if said else ""),
        ),
    )
