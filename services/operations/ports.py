"""What operations asks of the world outside, and how it says that something cannot be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.operations.domain.queues import Sample
from shared.errors import Invalid, Missing, Refused, Temporary


class ManagementAway(Temporary):
    """The broker's management interface does not answer."""

    public_message = "配送の仕組み（RabbitMQ）の管理口が応答しません。"


class ManagementRefuses(ManagementAway):
    """The interface answers and shows operations nothing: its user, or its rights in the virtual host, are gone."""


class NoSuchDelivery(Missing):
    """No failed delivery of this fact to this reader is on record."""

    public_message = "お探しの配送は見つかりませんでした。読み手の名前と番号をご確認ください。"


class NoSuchLetter(Missing):
    """No open dead letter has this id."""

    public_message = "お探しの宛先不明の出来事は見つかりませんでした。すでに終了していないかご確認ください。"


class NotParked(Refused):
    """The delivery is not parked: it is being retried, or it was settled meanwhile."""

    public_message = "この配送は留置されていません。画面を読み込み直して、状態をご確認ください。"


class NotRetrying(Refused):
    """The delivery is not being retried: it is parked, waits for an earlier one, or was settled meanwhile."""

    public_message = "この配送は再試行中ではありません。画面を読み込み直して、状態をご確認ください。"


class NothingParked(Refused):
    """None of the deliveries that were meant is parked any more."""

    public_message = "対象の留置はもうありません。一覧を読み込み直して、状態をご確認ください。"


class SelectionTooWide(Invalid):
    """An act on many deliveries names a reader, a cause or a kind of fact; a discard names reader and cause."""

    public_message = "対象を指定してください。まとめて破棄するには、読み手と原因の両方が必要です。"


class NotConfirmed(Refused):
    """Nothing was done: an act on many deliveries is confirmed with --yes, after a look with --dry-run."""

    public_message = "確認されなかったため、何も変えていません。"


class NoSuchReader(Missing):
    """No service of this installation has a reader of that name."""

    public_message = "その名前の読み手はありません。"


class NotRegistered(Refused):
    """The reader stands in no register yet; `desk setup` writes it."""

    public_message = "この読み手はまだ登録されていません。「desk setup」を実行してください。"


class AlreadyPaused(Refused):
    """The reader stands still already."""

    public_message = "この読み手はすでに一時停止しています。"


class NotPaused(Refused):
    """The reader is not paused."""

    public_message = "この読み手は一時停止していません。"


class ReasonMissing(Invalid):
    """A delivery is discarded, and a reader paused, only with a reason."""

    public_message = "理由を入力してください。"


class ReasonTooLong(Invalid):
    """A reason has at most 500 characters."""

    public_message = "理由は500文字以内で入力してください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAtBroker:
    """A queue as the broker describes it."""

    name: str
    depth: int
    unacked: int
    consumers: int
    arguments: Mapping[str, Any]
    # A queue that was declared, or a node that was started, a moment ago has no figures yet.
    measured: bool = True
    # It has a leader that tells its figures; one that was made a moment ago has not yet, one that has stalled never.
    works: bool = True

    def sample(self, at: datetime) -> Sample:
        """Return what is written down of it, looked at *at*."""
        return Sample(
            queue=self.name,
            at=at,
            depth=self.depth,
            unacked=self.unacked,
            consumers=self.consumers,
            works=self.works,
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether it is known to hold nothing, not even in the hands of a reader."""
        return self.measured and self.depth + self.unacked == 0


class Broker(Protocol):
    """The broker as operations sees it."""

    async def queues(self) -> Mapping[str, QueueAtBroker]:
        """Return every queue by name; raise ManagementAway, or ManagementRefuses where it gives us no right to look."""
        ...

    async def alarms(self) -> tuple[str, ...]:
        """Return the alarms that stop publishers (`disk_free_alarm`, `mem_alarm`), or raise ManagementAway."""
        ...

    async def blocked(self) -> int:
        """Return how many connections an alarm keeps from publishing, or raise ManagementAway."""
        ...

    async def answers(self) -> bool:
        """Tell whether the broker itself takes connections."""
        ...
