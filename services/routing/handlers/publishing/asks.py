"""What each verb of a publication asks for."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import AwareDatetime, Base64Bytes, Field

from services.routing.handlers.verbs.door import Asked
from services.routing.handlers.verbs.words import WordsToProposer
from shared.events import ConsentWay
from shared.events.base import Code
from shared.events.coordination import Cooperation

LONGEST_TEXT: Final = 20_000
LARGEST_PICTURE: Final = 5_000_000
_NUMBER: Final = r"^[A-Z]{1,2}[0-9]{1,3}-[0-9]{4,9}$"
Lines = tuple[Annotated[str, Field(max_length=300)], ...]


class Beginning(Asked):
    """Of what everybody may read."""

    about: str = Field(
        title="公表するもの",
        description="事業（JR8-0001）、協定（KR8-0001）又は案件（R8-0012）の番号",
        pattern=_NUMBER,
        max_length=20,
        examples=["JR8-0001"],
    )


class Writing(Asked):
    """The whole draft as it shall read; what is left out is empty."""

    title: str = Field(title="件名", min_length=1, max_length=200, examples=["みお産業との見守り配送"])
    summary: str = Field(default="", title="概要", max_length=2_000)
    body: str = Field(
        default="", title="本文", description="「■」で始まる行は見出しになります。", max_length=LONGEST_TEXT
    )
    partners: Lines = Field(default=(), title="連携先", description="1行に1つずつ")
    begins_on: date | None = Field(default=None, title="期間の始まり")
    ends_on: date | None = Field(default=None, title="期間の終わり")
    fiscal_year: int | None = Field(default=None, title="年度", description="西暦", ge=2000, le=2100)
    categories: tuple[Code, ...] = Field(default=(), title="分野")
    form: Cooperation | None = Field(default=None, title="連携の形")
    departments: Lines = Field(default=(), title="担当課", description="1行に1つずつ")
    municipalities: Lines = Field(default=(), title="市町村", description="1行に1つずつ")
    effects: Lines = Field(
        default=(),
        title="効果",
        description="1行に1つずつ、指標｜値｜単位｜時点（令和8年11月20日）｜方法｜推計者｜効果額（円）の順に入力します。",
    )
    contact: str = Field(default="", title="問合せ先", max_length=500)


class AddingPicture(Asked):
    """A picture for everybody; it is drawn anew, without what a camera wrote into it."""

    caption: str = Field(
        title="画像の説明", description="画像を見られない方に読み上げます。", min_length=1, max_length=300
    )
    content: Base64Bytes = Field(title="画像", description="JPEG、PNG又はWebP、5MBまで（APIではBase64）")


class RemovingPicture(Asked):
    """Which picture goes."""

    picture: UUID = Field(title="画像")


class AskingConsent(Asked):
    """What whoever is named is told, and by when they are to answer."""

    words: WordsToProposer
    due: date = Field(title="回答の期限", examples=["2026-12-11"])
    release_at: AwareDatetime | None = Field(
        default=None,
        title="公表の予定日時",
        description="相手方と合意する解禁日時です。回答をお願いするページに表示され、これより早く公表するときは、あらためて合意が必要です。",
    )


_NEITHER: Final = "どちらにも選ばれていない項目は、未回答のままです。"


class AnsweringConsent(Asked):
    """What the department whose wish it is says to each field of the draft."""

    agreed: tuple[Code, ...] = Field(default=(), title="公表に同意する項目")
    refused: tuple[Code, ...] = Field(default=(), title="公表に同意しない項目")
    words: str = Field(default="", title="伝えたいこと", max_length=4_000)


class RecordingConsent(Asked):
    """A yes or no that came another way, field by field; nothing is said of a field that is not named."""

    of: UUID | None = Field(default=None, title="どなたの回答か", description="公表の案に名前のある方から選びます。")
    who: str = Field(title="回答した方", description="所属と氏名", min_length=1, max_length=200)
    way: ConsentWay = Field(title="回答の方法")
    given_on: date = Field(title="回答の日")
    agreed: tuple[Code, ...] = Field(default=(), title="公表に同意した項目", description=_NEITHER)
    refused: tuple[Code, ...] = Field(default=(), title="公表に同意しなかった項目")
    words: str = Field(default="", title="添えられた言葉", max_length=4_000)


class OpeningProtected(Asked):
    """Which protected field may be published from now on, and who agreed to that for the proposer."""

    subject: str = Field(
        title="公表してよいこととした項目",
        description="提案者が保護を求めた項目です。合意を記録すると、その内容を公表の案に書けるようになります。",
        max_length=200,
    )
    who: str = Field(title="合意した提案者側の方", description="所属と氏名", min_length=1, max_length=200)
    way: ConsentWay = Field(title="合意の方法")
    given_on: date = Field(title="合意した日")
    words: str = Field(default="", title="合意の内容", description="公表してよい範囲など", max_length=4_000)


class Commenting(Asked):
    """What is to be changed before the approval."""

    comment: str = Field(title="直すところ", min_length=1, max_length=4_000)


class Approving(Asked):
    """From when on everybody may read it; at once, where no moment is named."""

    release_at: AwareDatetime | None = Field(
        default=None, title="解禁日時", description="指定しなければ、承認と同時に公表します。"
    )
    agreed_with: str = Field(
        default="",
        title="相手方との合意",
        description="相手方に伝えた公表の予定より早く公表するときに、どなたと、いつ合意したかを書きます。庁内の記録です。",
        max_length=2_000,
    )


class AskingRelease(Asked):
    """Another moment from which on everybody may read it, why, and how that was agreed."""

    release_at: AwareDatetime | None = Field(
        default=None,
        title="新しい解禁日時",
        description="指定しなければ、別の職員が承認したときに、すぐに公表します。",
    )
    reason: str = Field(title="変える理由", description="庁内の記録です。", min_length=1, max_length=4_000)
    agreed_with: str = Field(
        default="",
        title="相手方との合意",
        description="どなたと、いつ合意したかを書きます。早めるときは必ず必要です。庁内の記録です。",
        max_length=2_000,
    )


class KeepingRelease(Asked):
    """Why the moment stays as it was approved."""

    comment: str = Field(title="変えない理由", description="庁内の記録です。", min_length=1, max_length=4_000)


class Withdrawing(Asked):
    """Why it is taken back."""

    reason: str = Field(title="取り下げる理由", description="庁内の記録です。", min_length=1, max_length=4_000)


class MailingToMedia(Asked):
    """Which media get the press release by mail."""

    media: tuple[UUID, ...] = Field(
        title="送る報道機関",
        description="承認された内容の報道発表資料を、1社に1通ずつ、メールで送ります。",
        min_length=1,
    )


class HandingToMedia(Asked):
    """To whom the press release was handed, and on which day."""

    handed_on: date = Field(title="渡した日")
    media: tuple[UUID, ...] = Field(title="渡した報道機関", min_length=1)
