"""The four kinds of error every part of the desk speaks.

DeskError
├─ Refused     not now, or not you            pages 409/403   readers: recorded, retried, parked
├─ Missing     there is no such thing         pages 404       readers: retried, parked
├─ Invalid     it cannot be read              pages 422       readers: parked at once
└─ Temporary   try again later                pages 503       readers: held, never an attempt

Anything else is a bug.
"""

from typing import ClassVar


class DeskError(Exception):
    """Say in one English sentence what went wrong; `public_message` says it to the person in Japanese."""

    public_message: ClassVar[str] = "処理できませんでした。"

    def __init__(self, detail: str | None = None, *, public: str | None = None) -> None:
        """Take the class's own sentence unless *detail* or *public* says it more exactly."""
        super().__init__(detail or (type(self).__doc__ or type(self).__name__).strip().splitlines()[0])
        self.public: str = public or self.public_message


class Refused(DeskError):
    """The request is understood, but not allowed now or not allowed to this person."""

    public_message = "この操作は、いまの状態では行えません。画面を読み込み直して、状態をご確認ください。"


class Missing(DeskError):
    """There is no such thing."""

    public_message = "お探しのものは見つかりませんでした。番号や宛先をご確認ください。"


class Invalid(DeskError):
    """What was sent cannot be read."""

    public_message = "入力の内容を読み取れませんでした。内容をご確認のうえ、もう一度お送りください。"


class Temporary(DeskError):
    """It cannot be done at the moment; the same request may succeed later."""

    public_message = "ただいま処理が混み合っているか、点検中です。しばらくしてから、もう一度お試しください。"
    retry_after_seconds: ClassVar[int] = 30
