"""Words that acts have in common: what the proposer is told, and why something is done."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from services.routing.domain.case import Case
from services.routing.ports import Work

LONGEST_CHARS = 10_000

WordsToProposer = Annotated[
    str,
    Field(
        title="提案者に伝える言葉",
        description="メールと対応状況のページに、このまま表示されます。提案の内容や保護すべき情報は書かないでください。",
        examples=["ご提案の実施体制について、次の点をご教示ください。"],
        max_length=LONGEST_CHARS,
    ),
]
InnerReason = Annotated[
    str,
    Field(
        title="理由",
        description="庁内の記録です。提案者には表示されません。",
        examples=["同じ内容の事業を、すでに別の課が実施しているため。"],
        max_length=LONGEST_CHARS,
    ),
]
_LESSON: Final = (
    "続けるとよいこと、次に変えるとよいことを書きます。すべての課が検索して読めます。"
    "提案の内容、提案者や団体の名称は書かないでください。"
)
Lesson = Annotated[
    str,
    Field(
        title="教訓",
        description=f"{_LESSON}なければ「特になし」とします。",
        examples=["年度当初に予算の時期を確かめておくと、手続きが早く進む。"],
        max_length=LONGEST_CHARS,
    ),
]
LESSON_IF_ANY: Final = Field(
    default="",
    title="教訓",
    description=f"{_LESSON}省くこともできます。",
    examples=["特になし"],
    max_length=LONGEST_CHARS,
)


async def written_note(work: Work, case: Case, words: str) -> UUID | None:
    """Store what the proposer is told and return the document; None where nothing was written."""
    said = words.strip()
    return await work.contents.write_note(case.case_id, case.desk_id, said) if said else None


async def written_reason(work: Work, case: Case, words: str) -> UUID | None:
    """Store why something is done and return the document; None where nothing was written."""
    said = words.strip()
    return await work.contents.write_reason(case.case_id, case.desk_id, said) if said else None
