"""What the doors refuse, and how they say it."""

from collections.abc import Mapping

from shared.errors import Invalid, Missing, Refused


class KeyMissing(Invalid):
    """A request that makes a proposal carries an Idempotency-Key."""

    http_status = 400
    public_message = (
        "Idempotency-Key ヘッダーを付けてください（英数字と記号で255文字以内、送信ごとに新しいもの）。"
        "同じ提案を送り直すときは、同じ値をお使いください。"
    )


class AlreadySent(Refused):
    """The form of this page was sent before, with other contents."""

    public_message = (
        "この画面の提案は、すでに受け付けています。内容を変えてもう一度提案される場合は、"
        "新しい入力画面からお送りください。受付済みの提案の補正は、受付番号を添えてデスクへご連絡ください。"
    )


class StillInProgress(Refused):
    """The same request is being worked on at this moment."""

    http_status = 409
    public_message = "同じ Idempotency-Key の送信を処理しています。少し待ってから、もう一度お送りください。"


class TooMuchAttached(Invalid):
    """There are more files, or larger ones, than the desk accepts."""

    http_status = 413


class WrongSignature(Refused):
    """The sender of a gateway did not prove who it is."""

    http_status = 401
    public_title = "署名または鍵を確認できませんでした"
    public_message = (
        "送信元を確認できなかったため、受け付けていません。"
        "署名の鍵またはトークンの設定と、送信する側の時計をご確認のうえ、もう一度お送りください。"
    )


class NoSuchGateway(Missing):
    """There is no gateway of this name, or it has no secret and is therefore shut."""

    public_message = "この名前の外部の入口はありません。宛先をご確認ください。"


class WrongMediaType(Invalid):
    """The body is neither JSON nor a form."""

    http_status = 415
    public_message = "application/json または multipart/form-data でお送りください。"


class FormIncomplete(Invalid):
    """The form was read, but something is missing or wrong."""

    public_message = "入力の内容に不備があります。項目ごとの説明をご確認のうえ、直してお送りください。"

    def __init__(self, errors: Mapping[str, str]) -> None:
        """Keep one sentence per field."""
        super().__init__()
        self.errors = tuple({"detail": sentence, "pointer": f"#/{key}"} for key, sentence in errors.items())


class NotHeld(Refused):
    """The message is not in the holding box any more."""

    public_message = "この一通の扱いは、すでに決められています。画面を読み込み直してください。"


class ReasonMissing(Invalid):
    """A message is set aside only with a reason."""

    public_message = "対象外とする理由をご入力ください。"


class ReasonTooLong(Invalid):
    """A reason for setting a message aside is longer than is kept."""

    public_message = "対象外とする理由は、1,000文字以内でご入力ください。"


class NoSuchReading(Missing):
    """There is no such proposal, or nothing of it was read from a sheet."""

    public_message = "様式から読み取った内容がありません。フォームなどで届いた内容は、訂正の対象ではありません。"


class WrongCorrection(Invalid):
    """A correction names no field, changes nothing, or does not fit the field."""

    def __init__(self, sentence: str) -> None:
        """Keep what is wrong in a sentence for the person."""
        super().__init__(public=sentence)


class ChangedMeanwhile(Refused):
    """Somebody else corrected the reading after this person looked at it."""

    public_message = "ほかの人が先に訂正しました。案件の画面を読み込み直し、いまの内容をご確認ください。"


class NoSuchReceipt(Invalid):
    """The desk has given no such receipt number."""

    public_message = "この受付番号の案件は見つかりません。番号をご確認ください（例：R8-0012）。"
