"""What goes on under an agreement: its projects, what each year brought, and what somebody should look at first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.routing.domain.ledger.agreement import AGREEMENTS, Agreement, AgreementState
from services.routing.domain.ledger.agreement_dues import IDLE_MONTHS
from services.routing.domain.ledger.agreement_fields import LEAVES_FIELD
from services.routing.domain.ledger.agreement_years import ProjectUnder, YearOfActivity, outside, years_of
from services.routing.storage.work import RoutingWork
from services.routing.web.ledger.face import Link, Section
from services.routing.web.ledger.projects.words import STATES, yen_words
from shared.access.actor import Actor, Role
from shared.access.policy import Action, require
from shared.clock import utc_now
from shared.japanese.era import day_in_japan, fiscal_name, fiscal_year, wareki
from shared.months import months_later

# Who reads figures of what they may not see all of, is told so.
_ONLY_SEEN = "この表は、あなたの課が閲覧できる事業について集計しています。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """The projects under an agreement as far as a person may see them, the years, and the warnings."""

    projects: Sequence[ProjectUnder]
    years: Sequence[YearOfActivity]
    to_check: Sequence[str]

    @classmethod
    async def of(cls, work: RoutingWork, agreement: Agreement, today: date) -> "Activity":
        """Look at what goes on under an agreement."""
        found, effects = await work.project_queries.under(agreement.desk_id, agreement.number)
        lines = await work.ledger_queries.under(agreement.desk_id, agreement.number)
        begun = {line.number: day_in_japan(line.begun_at) for line in lines}
        projects = [ProjectUnder(project=one, title=title, begun_on=begun[one.number]) for one, title in found]
        return cls(
            projects=projects,
            years=years_of(agreement, projects, effects, fiscal_year(today)),
            to_check=_to_check(agreement, projects, today),
        )


def _to_check(agreement: Agreement, projects: Sequence[ProjectUnder], today: date) -> list[str]:
    found = [f"{number}：{LEAVES_FIELD}" for number in outside(agreement, projects)]
    moved_on = agreement.moved_on
    if agreement.state != AgreementState.CONCLUDED or moved_on is None:
        return found
    if months_later(moved_on, IDLE_MONTHS) < today:
        found.append(f"{wareki(moved_on)}から{IDLE_MONTHS}か月以上、この協定に基づく動きがありません。")
    if agreement.ends_on is not None and agreement.ends_on < today:
        found.append("協定の終期を過ぎています。更新又は終了を記録してください。")
    return found


def checks(activity: Activity) -> Sequence[Section]:
    """Return the card of what somebody should look at first, where there is anything."""
    if not activity.to_check:
        return ()
    return (Section(title="ご確認ください", html_id="check", text="\n".join(activity.to_check)),)


def of_projects(activity: Activity, actor: Actor) -> Sequence[Section]:
    """Return the cards of the projects and of the years."""
    rows = [
        (
            Link(f"/projects/{one.project.number}", one.project.number),
            one.title,
            STATES[one.project.state],
            one.begun_on,
            one.ended_on,
        )
        for one in activity.projects
    ]
    years = [
        (
            fiscal_name(one.year),
            one.begun,
            one.running,
            one.ended,
            one.reports,
            one.activities,
            yen_words(one.yen) if one.yen else "",
        )
        for one in activity.years
    ]
    return (
        Section(
            title="この協定による事業",
            html_id="projects",
            columns=("番号", "件名", "状態", "登録の日", "終了の日"),
            rows=rows,
            none="この協定による事業は、まだ登録されていません。",
        ),
        Section(
            title="年度ごとの活動",
            html_id="years",
            columns=("年度", "始まった事業", "進行中の事業", "終わった事業", "報告", "ほかの活動", "効果額（実績）"),
            rows=years,
            text="" if Role.DESK in actor.roles else _ONLY_SEEN,
        ),
    )


def activity_as_data(activity: Activity) -> Mapping[str, Any]:
    """Return what programs are told of it (the machine interface; keep it stable)."""
    return {
        "to_check": list(activity.to_check),
        "projects": [
            {
                "number": one.project.number,
                "title": one.title,
                "state": one.project.state,
                "fields": sorted(one.project.fields),
                "begun_on": one.begun_on,
                "ended_on": one.ended_on,
            }
            for one in activity.projects
        ],
        "years": [
            {
                "year": one.year,
                "begun": one.begun,
                "running": one.running,
                "ended": one.ended,
                "reports": one.reports,
                "activities": one.activities,
                "yen": one.yen,
            }
            for one in activity.years
        ],
    }


async def activity_under(work: RoutingWork, actor: Actor, number: str) -> dict[str, Any]:
    """Return what goes on under the agreement of a number; raise NoSuchItem or NotAllowed."""
    require(actor, Action.LEDGER_SEE)
    agreement = await work.ledger.find(AGREEMENTS, actor.desk_id, number)
    activity = await Activity.of(work, agreement, day_in_japan(utc_now()))
    return {"number": agreement.number, "moved_on": agreement.moved_on, **activity_as_data(activity)}
