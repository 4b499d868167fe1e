"""How a project goes on: tried out, done, reported on, and brought to its end."""

from uuid import UUID

from pydantic import Field

from services.routing.domain.ledger.project import Project, ProjectState
from services.routing.domain.ledger.project_words import EndWords, PilotResultWords, PilotWords, ReportWords
from services.routing.handlers.ledger.days import Day
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.door import Asked
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.access.policy import Action
from shared.errors import Invalid
from shared.events.projects import (
    PilotBegun,
    PilotClosed,
    PilotDecision,
    ProjectCompleted,
    ProjectReported,
    ProjectStarted,
    ProjectStopped,
    ReportFrequency,
    ReportingSet,
)
from shared.months import months_later

_LESSON_HINT = (
    "ほかの課の職員も読みます。続けるとよいこと、次に変えるとよいことを書いてください。"
    "提案の内容や、団体や個人の名称には触れないでください。"
)
# A first report further away than this is a slip of the pen.
_FIRST_WITHIN_MONTHS = 36


class WrongPeriod(Invalid):
    """A period ends before it begins."""

    place = "ends"
    public_message = "期間の終わりは、始まり以降の日を指定してください。"


class ReportedAhead(Invalid):
    """What is reported on is over."""

    place = "ends"
    public_message = "報告の期間の終わりには、本日までの日を指定してください。"


class ConditionsMissing(Invalid):
    """Who goes on under conditions says which."""

    place = "conditions"
    public_message = "条件付きで進むときは、条件を入力してください。"


class LessonMissing(Invalid):
    """Who does not go on says what colleagues may learn from it."""

    place = "lesson"
    public_message = "進まないときは、次に生かすための教訓を入力してください。"


class FirstDueUnclear(Invalid):
    """Regular reports begin on a day, within three years."""

    place = "first_due"
    public_message = "定期の報告を求めるときは、最初の報告の期日を、本日から3年以内の日で指定してください。"


class NotAnOwner(Invalid):
    """Only who owns a project together with others reports on it or estimates its effects."""

    place = "party_id"
    public_message = "この事業の連携先として登録された団体を選んでください。"


class NewPilot(Asked):
    """What is to be found out, and when."""

    question: str = Field(
        title="確かめること",
        examples=["休日の便で、一日に何人が利用するか。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    )
    begins: Day = Field(title="実証の始まり", examples=["2027-04-01"])
    ends: Day = Field(title="実証の終わり", examples=["2027-06-30"])


class PilotResult(Asked):
    """What a trial found out, and whether the project goes on."""

    decision: PilotDecision = Field(title="本格実施の判断", examples=["go"])
    result: str = Field(
        title="実証の結果",
        examples=["一日平均84人が利用し、目安の60人を上回った。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    )
    conditions: str = Field(default="", title="進む条件", examples=["冬季は運休とする。"], max_length=LONGEST_CHARS)
    lesson: str = Field(
        default="",
        title="教訓（進まないとき）",
        description=_LESSON_HINT,
        examples=["利用者の見込みは、季節ごとに分けて置く。"],
        max_length=LONGEST_CHARS,
    )


class Start(Asked):
    """The day on which the work begins; today where none is said."""

    day: Day | None = Field(default=None, title="開始日", examples=["2027-07-01"])


class ReportsAgreed(Asked):
    """How often the project is reported on."""

    frequency: ReportFrequency = Field(title="報告の頻度", examples=["quarterly"])
    first_due: Day | None = Field(default=None, title="最初の報告の期日", examples=["2027-10-15"])


class Report(Asked):
    """What was done in a period, by whom it is told."""

    begins: Day = Field(title="報告する期間の始まり", examples=["2027-07-01"])
    ends: Day = Field(title="報告する期間の終わり", examples=["2027-09-30"])
    done: str = Field(
        title="行ったこと",
        examples=["土日に計26便を運航し、2,310人が利用した。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    )
    coming: str = Field(
        default="", title="今後の予定と課題", examples=["冬の運休中に桟橋を直す。"], max_length=LONGEST_CHARS
    )
    party_id: UUID | None = Field(
        default=None,
        title="報告した団体",
        description="課が報告するときは、選ばないでください。",
        examples=["01936f2a-7c00-7000-8000-0000000000c9"],
    )


class End(Asked):
    """What came of a project, and what colleagues may learn from it."""

    result: str = Field(
        title="結果", examples=["二年間で延べ一万人が利用した。"], min_length=1, max_length=LONGEST_CHARS
    )
    lesson: str = Field(
        title="教訓",
        description=_LESSON_HINT,
        examples=["関係者の会合を毎月続けたことが役立った。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    )


class GivingUp(Asked):
    """Why a project is stopped, and what colleagues may learn from it."""

    reason: str = Field(
        title="中止の理由", examples=["桟橋の修繕の見通しが立たないため。"], min_length=1, max_length=LONGEST_CHARS
    )
    lesson: str = Field(
        title="教訓",
        description=_LESSON_HINT,
        examples=["施設の状態は、始める前に調べる。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    )


async def _try(doing: Doing, project: Project, asked: NewPilot) -> Decided:
    if asked.ends < asked.begins:
        raise WrongPeriod
    text_id = await doing.work.ledger_texts.write(project.item_id, project.desk_id, PilotWords(question=asked.question))
    return Decided(facts=[PilotBegun(number=project.number, text_id=text_id, begins=asked.begins, ends=asked.ends)])


async def _close(doing: Doing, project: Project, asked: PilotResult) -> Decided:
    conditions, lesson = asked.conditions.strip(), asked.lesson.strip()
    if asked.decision is PilotDecision.GO_WITH_CONDITIONS and not conditions:
        raise ConditionsMissing
    if asked.decision is PilotDecision.NO_GO and not lesson:
        raise LessonMissing
    words = PilotResultWords(result=asked.result, conditions=conditions)
    text_id = await doing.work.ledger_texts.write(project.item_id, project.desk_id, words)
    closed = PilotClosed(number=project.number, decision=asked.decision, text_id=text_id)
    if asked.decision is not PilotDecision.NO_GO:
        return Decided(facts=[closed])
    stopped = ProjectStopped(
        number=project.number,
        day=doing.step.today,
        text_id=await _end_words(doing, project, ProjectState.STOPPED, asked.result, lesson),
    )
    return Decided(facts=[closed, stopped])


async def _start(doing: Doing, project: Project, asked: Start) -> Decided:
    return Decided(facts=[ProjectStarted(number=project.number, day=asked.day or doing.step.today)])


async def _agree_reports(doing: Doing, project: Project, asked: ReportsAgreed) -> Decided:
    none, today = asked.frequency is ReportFrequency.NONE, doing.step.today
    if not none and not (asked.first_due and today <= asked.first_due <= months_later(today, _FIRST_WITHIN_MONTHS)):
        raise FirstDueUnclear
    first_due = None if none else asked.first_due
    return Decided(facts=[ReportingSet(number=project.number, frequency=asked.frequency, first_due=first_due)])


async def _report(doing: Doing, project: Project, asked: Report) -> Decided:
    if asked.ends < asked.begins:
        raise WrongPeriod
    if asked.ends > doing.step.today:
        raise ReportedAhead
    check_owner(project, asked.party_id)
    words = ReportWords(done=asked.done, coming=asked.coming)
    fact = ProjectReported(
        number=project.number,
        report_id=await doing.work.ledger_texts.write(project.item_id, project.desk_id, words),
        begins=asked.begins,
        ends=asked.ends,
        department=None if asked.party_id else doing.actor.department or project.lead,
        party_id=asked.party_id,
    )
    return Decided(facts=[fact])


def check_owner(project: Project, party_id: UUID | None) -> None:
    """Refuse a party that does not own the project together with others."""
    if party_id is not None and party_id not in project.parties:
        raise NotAnOwner


async def _complete(doing: Doing, project: Project, asked: End) -> Decided:
    text_id = await _end_words(doing, project, ProjectState.COMPLETED, asked.result, asked.lesson)
    return Decided(facts=[ProjectCompleted(number=project.number, day=doing.step.today, text_id=text_id)])


async def _stop(doing: Doing, project: Project, asked: GivingUp) -> Decided:
    text_id = await _end_words(doing, project, ProjectState.STOPPED, asked.reason, asked.lesson)
    return Decided(facts=[ProjectStopped(number=project.number, day=doing.step.today, text_id=text_id)])


async def _end_words(doing: Doing, project: Project, end: ProjectState, result: str, lesson: str) -> UUID:
    await doing.work.ledger_lessons.add(project, end.value, lesson.strip(), at=doing.step.at)
    words = EndWords(result=result, lesson=lesson.strip())
    return await doing.work.ledger_texts.write(project.item_id, project.desk_id, words)


BEGIN_PILOT: LedgerDoor[Project, NewPilot] = LedgerDoor(
    verb="begin-pilot", action=Action.PROJECT_KEEP, asks=NewPilot, do=_try
)
CLOSE_PILOT: LedgerDoor[Project, PilotResult] = LedgerDoor(
    verb="close-pilot", action=Action.PROJECT_KEEP, asks=PilotResult, do=_close
)
START: LedgerDoor[Project, Start] = LedgerDoor(verb="start", action=Action.PROJECT_KEEP, asks=Start, do=_start)
SET_REPORTING: LedgerDoor[Project, ReportsAgreed] = LedgerDoor(
    verb="set-reporting", action=Action.PROJECT_KEEP, asks=ReportsAgreed, do=_agree_reports
)
REPORT: LedgerDoor[Project, Report] = LedgerDoor(verb="report", action=Action.PROJECT_KEEP, asks=Report, do=_report)
COMPLETE: LedgerDoor[Project, End] = LedgerDoor(verb="complete", action=Action.PROJECT_KEEP, asks=End, do=_complete)
STOP: LedgerDoor[Project, GivingUp] = LedgerDoor(verb="stop", action=Action.PROJECT_KEEP, asks=GivingUp, do=_stop)
