"""What the verbs of an agreement ask for."""

from typing import Annotated

from pydantic import Field

from services.routing.handlers.ledger.days import Day
from services.routing.handlers.verbs.door import Asked
from services.routing.handlers.verbs.words import LONGEST_CHARS
from shared.events.agreements import AgreementActivity, AgreementEnding, AgreementForm

_LONGEST_LINE = 200
_MOST = 50

Title = Annotated[
    str,
    Field(
        title="協定の名称",
        description="一覧に表示します。",
        examples=["地域の見守り等に関する包括連携協定"],
        min_length=1,
        max_length=_LONGEST_LINE,
    ),
]
Purpose = Annotated[
    str,
    Field(
        title="目的",
        examples=["相互に連携し、地域の課題の解決と県民サービスの向上を図る。"],
        min_length=1,
        max_length=LONGEST_CHARS,
    ),
]
Parties = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=_LONGEST_LINE)], ...],
    Field(
        title="協定の相手方",
        description="団体の登録簿にある名称又は法人番号を、1行に1つずつ入力してください。",
        examples=[["株式会社みお"]],
        max_length=_MOST,
    ),
]
NewParties = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=_LONGEST_LINE)], ...],
    Field(
        title="登録簿にない相手方",
        description="この名称で新しく登録します。1行に1つずつ入力してください。",
        examples=[[]],
        max_length=_MOST,
    ),
]
Fields = Annotated[tuple[str, ...], Field(title="連携の分野", examples=[["health-welfare"]], max_length=_MOST)]
Body = Annotated[
    str,
    Field(title="決定した機関", examples=["知事決裁", "包括連携協定審査会"], min_length=1, max_length=_LONGEST_LINE),
]
DecidedOn = Annotated[Day, Field(title="決定の日", examples=["2026-11-20"])]
ApprovalNumber = Annotated[str, Field(title="決裁番号", examples=["地第123号"], max_length=_LONGEST_LINE)]
Months = Annotated[int, Field(ge=1, le=120)]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_CHARS)]
Why = Annotated[
    str, Field(title="理由", description="庁内の記録です。", examples=["協議が整ったため。"], max_length=LONGEST_CHARS)
]


Lead = Annotated[str, Field(title="主担当の課", examples=["kikaku"], max_length=_LONGEST_LINE)]
Others = Annotated[tuple[str, ...], Field(title="ほかの担当課", examples=[["shinrin"]], max_length=_MOST)]


class Assign(Asked):
    """Which departments are in charge, and which of them leads."""

    lead: Lead
    departments: Others = ()


class DraftAgreement(Asked):
    """What a draft says."""

    title: Title
    form: AgreementForm = Field(title="協定の区分", examples=["comprehensive"])
    purpose: Purpose
    parties: Parties = ()
    new_parties: NewParties = ()
    fields: Fields
    lead: Lead
    departments: Others = ()
    deciding_body: str = Field(
        default="", title="決定を予定する機関", examples=["意見交換会"], max_length=_LONGEST_LINE
    )
    decision_on: Day | None = Field(default=None, title="決定の予定日", examples=["2026-12-01"])
    remarks: str = Field(default="", title="備考", examples=[""], max_length=LONGEST_CHARS)


class WasDecided(Asked):
    """By which body something was decided, when, and how the office approved it."""

    body: Body
    decided_on: DecidedOn
    approval_number: ApprovalNumber = ""
    approval_on: Day | None = Field(default=None, title="決裁の日", examples=["2026-11-18"])


class Conclude(WasDecided):
    """How an agreement was concluded, and for how long."""

    begins_on: Day = Field(title="協定の始期", examples=["2026-12-01"])
    ends_on: Day | None = Field(
        default=None,
        title="協定の終期",
        description="終期を定めない場合は、空欄にしてください。",
        examples=["2029-11-30"],
    )
    notice_months: Months | None = Field(default=None, title="更新を判断する時期（終期の何か月前）", examples=[3])
    renewal_months: Months | None = Field(
        default=None,
        title="自動更新の期間（か月）",
        description="申出がないときに更新される期間です。自動更新の定めがない場合は、空欄にしてください。",
        examples=[12],
    )
    review_on: Day | None = Field(
        default=None,
        title="最初の点検の日",
        description="以後、毎年同じ月日に点検をお知らせします。",
        examples=["2027-12-01"],
    )


class Renew(WasDecided):
    """Until when an agreement goes on."""

    ends_on: Day | None = Field(
        default=None,
        title="更新後の終期",
        description="終期を定めないこととした場合は、空欄にしてください。",
        examples=["2032-11-30"],
    )
    words: str = Field(default="", title="更新の内容と理由", examples=[""], max_length=LONGEST_CHARS)


class DeclineRenewal(WasDecided):
    """Why an agreement is not renewed."""

    words: Why


class Amend(WasDecided):
    """What an agreement says from now on, and why."""

    title: Title
    purpose: Purpose
    parties: Parties = ()
    new_parties: NewParties = ()
    fields: Fields
    words: Why


class NoteActivity(Asked):
    """What was done under an agreement, and when."""

    activity: AgreementActivity = Field(title="活動の種類", examples=["meeting"])
    day: Day = Field(title="行った日", examples=["2026-11-20"])
    words: Words = Field(title="内容", examples=["次年度の取組について協議した。"])


class Review(Asked):
    """What the yearly review came to."""

    day: Day = Field(title="点検の日", examples=["2026-11-20"])
    words: Words = Field(title="点検の結果", examples=["すべての分野で取組が進んでいる。"])


class End(Asked):
    """How and when an agreement ended."""

    ending: AgreementEnding = Field(title="終了の区分", examples=["terminated"])
    day: Day = Field(title="終了の日", examples=["2026-11-20"])
    words: Why


class Drop(Asked):
    """Why a draft is dropped."""

    words: Why
