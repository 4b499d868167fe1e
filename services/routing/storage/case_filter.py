"""What a list of cases is asked for: one object for the page's form, the API and the command line."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.routing.domain.stage import Stage
from shared.errors import Invalid
from shared.events import Code, Direction, ProposerKind

PAGE: Final = 50
MOST: Final = 1000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class CaseOrder(StrEnum):
    """In which order cases are listed."""

    NEWEST = "newest"  # 新しい順
    NEXT_DAY = "next_day"  # 次に動く日の順
    CHANGED = "changed"  # 最近動きのあった順


class OfficerWanted(StrEnum):
    """Whose cases are wanted."""

    MINE = "mine"  # 自分が担当
    NOBODY = "nobody"  # 担当者なし


class WrongPlace(Invalid):
    """The text names no place in this list, or one of a list in another order."""

    public_message = "一覧の続きの位置を読み取れませんでした。一覧を初めから開き直してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePlace:
    """The last line of a page: the next page begins behind it. *key* is what the list is ordered by, beside the id."""

    order: CaseOrder
    key: date | datetime | None
    case_id: UUID

    def text(self) -> str:
        """Return the place as it stands in an address; nobody needs to understand it."""
        match self.key:
            case datetime():
                key = str((self.key - _EPOCH) // timedelta(microseconds=1))
            case date():
                key = self.key.isoformat()
            case _:
                key = ""
        said = f"{self.order.value}.{key}.{self.case_id.hex}"
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def place_from(text: str, order: CaseOrder) -> CasePlace:
    """Return the place *text* names in a list of this order; raise WrongPlace."""
    try:
        said = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        named, key, case_id = said.split(".")
        found = CasePlace(order=CaseOrder(named), key=_key(CaseOrder(named), key), case_id=UUID(hex=case_id))
    except (binascii.Error, ValueError, OverflowError) as error:
        raise WrongPlace from error
    if found.order is not order:
        raise WrongPlace
    return found


def _key(order: CaseOrder, said: str) -> date | datetime | None:
    match order:
        case CaseOrder.NEWEST:
            return None
        case CaseOrder.NEXT_DAY:
            return date.fromisoformat(said)
        case CaseOrder.CHANGED:
            return _EPOCH + timedelta(microseconds=int(said))


def _blank(value: Any) -> Any:
    """Take a field of a form that was left empty as one that was not sent."""
    return None if value == "" else value


def _filled(values: Any) -> Any:
    return [value for value in values if value != ""] if isinstance(values, list) else values


_Code = Annotated[Code | None, BeforeValidator(_blank)]
_Day = Annotated[date | None, BeforeValidator(_blank)]
# What PostgreSQL cannot hold stands in no title.
_NO_NUL: Final = r"^[^\x00]*$"


class CaseFilter(BaseModel):
    """Which cases are listed, in which order and from where on; what is not said does not narrow the list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Annotated[tuple[Stage, ...], BeforeValidator(_filled)] = Field(
        (), title="段階", description="いずれかの段階にある案件。", max_length=len(Stage), examples=[["received"]]
    )
    direction: Annotated[Direction | None, BeforeValidator(_blank)] = Field(
        None, title="向き", description="県の課に尋ねる提案か、企業等に尋ねる提案か。"
    )
    proposer_kind: Annotated[ProposerKind | None, BeforeValidator(_blank)] = Field(None, title="提案者の種別")
    asked: _Code = Field(None, title="送付先の課", description="送付が有効な課の符号。", examples=["kanko"])
    lead: _Code = Field(None, title="主担当の課", description="主担当の課の符号。", examples=["kanko"])
    officer: Annotated[OfficerWanted | None, BeforeValidator(_blank)] = Field(
        None, title="デスクの担当者", description="自分の案件（mine）か、担当者のいない案件（nobody）。"
    )
    overdue: Annotated[bool, BeforeValidator(lambda value: value or False)] = Field(
        default=False, title="期限超過", description="次に動く日を過ぎた、終わっていない案件。"
    )
    next_day_until: _Day = Field(
        None, title="次に動く日（まで）", description="終わっていない案件のうち、次に動く日がこの日までのもの。"
    )
    unled: Annotated[bool, BeforeValidator(lambda value: value or False)] = Field(
        default=False, title="主担当なし", description="送付したが、いま主担当の課がいない案件。"
    )
    opened_from: _Day = Field(None, title="受付日（から）", description="日本時間の日付。")
    opened_until: _Day = Field(None, title="受付日（まで）", description="日本時間の日付。その日を含む。")
    words: Annotated[str, BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value)] = Field(
        "",
        title="題名の言葉",
        description="題名を読める案件から探す。",
        max_length=100,
        pattern=_NO_NUL,
        examples=["観光"],
    )
    order: Annotated[CaseOrder, BeforeValidator(lambda value: value or CaseOrder.NEWEST)] = Field(
        CaseOrder.NEWEST,
        title="並べ方",
        description="newest: 新しい順。next_day: 次に動く日の順（終わった案件は、段階を指定したときだけ）。"
        "changed: 最近動きのあった順。",
    )
    after: str = Field("", title="続きの位置", description="前の応答の next の値。", max_length=120)
    limit: int = Field(PAGE, title="件数", description="一度に返す件数。", ge=1, le=MOST)

    @property
    def place(self) -> CasePlace | None:
        """Return the place after which the list goes on; raise WrongPlace."""
        return place_from(self.after, self.order) if self.after else None

    @property
    def narrows(self) -> bool:
        """Tell whether anything is left out."""
        shown = self.model_dump(exclude={"order", "after", "limit"}, exclude_defaults=True)
        return any(value is not None for value in shown.values())

    @property
    def only_running(self) -> bool:
        """Tell whether ended cases are left out because the list is about what somebody has to do by a day."""
        by_day = self.overdue or self.next_day_until is not None or self.order is CaseOrder.NEXT_DAY
        return by_day and not self.stage

    def pairs(self, **other: str) -> list[tuple[str, str]]:
        """Return the filter as an address says it, with some of it changed; what narrows nothing is left out."""
        said = self.model_dump(mode="json", exclude_defaults=True, exclude_none=True) | other
        return [
            (name, "1" if one is True else str(one))
            for name, value in said.items()
            for one in (value if isinstance(value, list) else [value])
            if one != ""
        ]
