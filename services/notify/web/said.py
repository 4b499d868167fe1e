"""What the API says of an inbox; titles and descriptions are the documentation."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field


class HeldSaid(BaseModel):
    """What waits in the holding box."""

    count: int = Field(title="件数")
    since: datetime | None = Field(title="いちばん古いものの日時")


class NotificationSaid(BaseModel):
    """One notification."""

    notification_id: UUID = Field(title="通知の番号")
    kind: str = Field(title="種類", examples=["offer_made"])
    urgent: bool = Field(title="至急か")
    kind_label: str = Field(title="種類の名前")
    text: str = Field(title="文")
    receipt: str | None = Field(title="受付番号", examples=["R8-0012"])
    case_id: UUID | None = Field(title="案件の番号")
    detail: str | None = Field(title="区分")
    due: date | None = Field(title="期限")
    created_at: datetime = Field(title="届いた日時")
    read_at: datetime | None = Field(title="開いた日時")
    unread: bool = Field(title="未読か")
    link: str | None = Field(title="画面のアドレス", examples=["/cases/R8-0012"])


class InboxSaid(BaseModel):
    """An inbox, unread first."""

    recipient: str = Field(title="だれの受信箱か", description="課の符号。デスクは desk。", examples=["desk"])
    unread: int = Field(title="未読の件数")
    held: HeldSaid = Field(title="保留箱")
    notifications: list[NotificationSaid] = Field(title="通知")
    after: str | None = Field(title="続きの位置", description="after に指定すると続きを返します。")
