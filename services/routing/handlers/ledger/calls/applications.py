"""The applications to a call: linked by the desk, screened, scored, and decided all at once."""

from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import Field

from services.routing.domain.ledger.calls.call import Application, Call
from services.routing.domain.ledger.calls.refusals import (
    AppliedAlready,
    AppliedElsewhere,
    DecidedAlready,
    NoSuchApplication,
    NotAllDecided,
    PointsWrong,
    ReasonMissing,
    ScreenedOut,
)
from services.routing.handlers.ledger.calls.reasons import Reason, written, written_words
from services.routing.handlers.ledger.calls.waiting import OVER, let_go, take_in
from services.routing.handlers.ledger.door import Decided, Doing, LedgerDoor
from services.routing.handlers.verbs.door import Asked
from shared.access.policy import Action
from shared.documents.calls import CallReasons
from shared.events import LedgerKind
from shared.events.call import (
    ApplicationLinked,
    ApplicationScored,
    ApplicationScreened,
    ApplicationUnlinked,
    CallDecided,
    CallDecisionTakenBack,
)

_MOST: Final = 2_000
_LONG: Final = 10_000
Receipt = Annotated[str, Field(title="受付番号", max_length=40, examples=["R8-0012"])]


class Linking(Asked):
    """Which proposal answers the call."""

    receipt: Receipt


class Unlinking(Reason):
    """Which proposal does not, and why."""

    receipt: Receipt


class Screening(Asked):
    """Whether one application meets what the call asks of everybody."""

    receipt: Receipt
    passed: bool = Field(title="要件を満たす")
    reason: str = Field(default="", title="理由", max_length=2_000, description="満たさない場合は必須です。")


class Screenings(Asked):
    """What is said of the applications that were looked at; of others nothing changes."""

    screenings: tuple[Screening, ...] = Field(title="応募ごとの確認", min_length=1, max_length=_MOST)


class Scoring(Asked):
    """What one person gives one application."""

    receipt: Receipt
    points: tuple[Annotated[int, Field(ge=0)], ...] = Field(
        title="点数", description="審査の観点の順に、0から満点までの整数です。", examples=[[4, 3]], max_length=20
    )
    comment: str = Field(default="", title="所見", max_length=2_000)


class Scorings(Asked):
    """What the person who is signed in gives; what they gave the same application before is replaced."""

    scores: tuple[Scoring, ...] = Field(title="応募ごとの採点", min_length=1, max_length=_MOST)


class Decision(Asked):
    """Whether one application is adopted, and what its proposer is told of why."""

    receipt: Receipt
    adopted: bool = Field(title="採択する")
    reason: str = Field(
        default="",
        title="理由",
        description="応募者に伝えます。採択しない場合は、これか共通の理由のどちらかが必須です。",
        max_length=2_000,
    )


class Decisions(Asked):
    """The batch: every application that is not decided yet once, with the words for all; nobody is told yet."""

    decisions: tuple[Decision, ...] = Field(title="応募ごとの決定", max_length=_MOST)
    adopted_words: str = Field(
        default="審査の結果、ご応募いただいた提案を採択しました。今後の進め方は、担当から改めてご連絡します。",
        title="採択した応募者に伝える言葉",
        max_length=_LONG,
    )
    not_adopted_words: str = Field(
        default="審査の結果、誠に残念ながら、今回は採択を見送らせていただくこととなりました。"
        "ご応募いただき、ありがとうございました。",
        title="採択しない応募者に伝える言葉",
        max_length=_LONG,
    )
    not_adopted_reason: str = Field(
        default="",
        title="採択しない応募に共通の理由",
        description="応募ごとの理由を空けた、採択しない応募者に伝えます。",
        max_length=_LONG,
    )
    alternatives: str = Field(
        default="この募集によらない提案は、いつでも受け付けています。",
        title="ほかに考えられる方法",
        description="採択しない応募者へのお知らせに添えます。",
        max_length=_LONG,
        min_length=1,
    )


async def _link(doing: Doing, call: Call, asked: Linking) -> Decided:
    case = await doing.work.cases.find(call.desk_id, asked.receipt.strip())
    if case.receipt in call.applications:
        raise AppliedAlready
    beside = await doing.work.ledger_queries.with_case(case.case_id)
    if any(line.kind is LedgerKind.CALL and line.state not in OVER for line in beside):
        raise AppliedElsewhere
    await take_in(doing.work, call, [case.case_id])
    fact = ApplicationLinked(number=call.number, receipt=case.receipt, case_id=case.case_id, by_hand=True)
    return Decided(facts=[fact])


async def _unlink(doing: Doing, call: Call, asked: Unlinking) -> Decided:
    one = undecided_of(call, asked.receipt)
    await let_go(doing.work, call, [one.case_id], doing.step.today)
    return Decided(facts=[ApplicationUnlinked(receipt=one.receipt, reason_id=await written(doing, call, asked))])


async def _screen(doing: Doing, call: Call, asked: Screenings) -> Decided:
    _each_once(one.receipt for one in asked.screenings)
    if unsaid := [one.receipt for one in asked.screenings if not one.passed and not one.reason.strip()]:
        raise ReasonMissing(*unsaid)
    facts = []
    for one in asked.screenings:
        application = undecided_of(call, one.receipt)
        reason_id = await written_words(doing, call, one.reason)
        facts.append(ApplicationScreened(receipt=application.receipt, passed=one.passed, reason_id=reason_id))
    return Decided(facts=facts)


async def _score(doing: Doing, call: Call, asked: Scorings) -> Decided:
    _each_once(one.receipt for one in asked.scores)
    if unfit := [one.receipt for one in asked.scores if not _fit(call, one)]:
        raise PointsWrong(*unfit)
    facts = []
    for one in asked.scores:
        application = undecided_of(call, one.receipt)
        if application.passed is False:
            raise ScreenedOut
        fact = ApplicationScored(
            receipt=application.receipt,
            scorer=doing.actor.account_id,
            points=one.points,
            comment_id=await written_words(doing, call, one.comment),
        )
        facts.append(fact)
    return Decided(facts=facts)


def _fit(call: Call, one: Scoring) -> bool:
    return len(one.points) == len(call.weights) > 0 and max(one.points) <= call.most_points


async def _decide(doing: Doing, call: Call, asked: Decisions) -> Decided:
    said = {one.receipt: one for one in asked.decisions}
    owed = [one.receipt for one in call.undecided]
    if said.keys() != set(owed) or len(said) != len(asked.decisions):
        raise NotAllDecided(*(one for one in owed if one not in said))
    if any(one.adopted and call.applications[one.receipt].passed is False for one in said.values()):
        raise ScreenedOut
    if unsaid := [one for one in owed if not (said[one].adopted or _why(asked, said[one]))]:
        raise ReasonMissing(*unsaid)
    reasons = CallReasons(
        adopted=asked.adopted_words,
        not_adopted=asked.not_adopted_words,
        alternatives=asked.alternatives,
        each={receipt: why for receipt, one in said.items() if (why := _why(asked, one))},
    )
    fact = CallDecided(
        officer=doing.actor.account_id,
        adopted=tuple(receipt for receipt in owed if said[receipt].adopted),
        not_adopted=tuple(receipt for receipt in owed if not said[receipt].adopted),
        reasons_id=await doing.work.ledger_texts.write(call.item_id, call.desk_id, reasons),
    )
    return Decided(facts=[fact])


def _why(asked: Decisions, one: Decision) -> str:
    """Return why this one is or is not adopted: its own reason, or else that of all that are not."""
    return one.reason.strip() or ("" if one.adopted else asked.not_adopted_reason.strip())


async def _take_back(doing: Doing, call: Call, asked: Reason) -> Decided:
    return Decided(facts=[CallDecisionTakenBack(reason_id=await written(doing, call, asked))])


def undecided_of(call: Call, receipt: str) -> Application:
    """Return the application of this number that nobody has decided; raise NoSuchApplication or DecidedAlready."""
    found = application_of(call, receipt)
    if found.adopted is not None:
        raise DecidedAlready
    return found


def application_of(call: Call, receipt: str) -> Application:
    """Return the application of this number; raise NoSuchApplication."""
    found = call.applications.get(receipt.strip())
    if found is None:
        raise NoSuchApplication
    return found


def _each_once(receipts: Iterable[str]) -> None:
    said = list(receipts)
    if len(set(said)) != len(said):
        raise NotAllDecided(*(one for one in dict.fromkeys(said) if said.count(one) > 1))


DOORS: Final = (
    LedgerDoor(verb="link-application", action=Action.CALL_RELEASE, asks=Linking, do=_link),
    LedgerDoor(verb="unlink-application", action=Action.CALL_RELEASE, asks=Unlinking, do=_unlink),
    LedgerDoor(verb="screen", action=Action.CALL_KEEP, asks=Screenings, do=_screen),
    LedgerDoor(verb="score", action=Action.CALL_KEEP, asks=Scorings, do=_score),
    LedgerDoor(verb="decide", action=Action.CALL_RELEASE, asks=Decisions, do=_decide),
    LedgerDoor(verb="take-back-decision", action=Action.CALL_RELEASE, asks=Reason, do=_take_back),
)
