"""Why cases are not linked, or not taken apart again, in the words of whoever asked."""

from shared.errors import Invalid


class NumberMissing(Invalid):
    """Which case is meant is said by its number."""

    public_message = "相手の受付番号を入力してください。"


class NoCaseToLink(Invalid):
    """A case is linked to one that is there."""

    public_message = "この受付番号の案件は、このデスクにありません。受付番号をお確かめください。"


class NotToItself(Invalid):
    """A case is linked to another one."""

    public_message = "この案件とは別の受付番号を入力してください。"


class OtherCameLater(Invalid):
    """A second try, and what takes over, came after what they follow."""

    public_message = "再提案や後継は、先に受け付けた案件に結び付けます。相手の案件のほうが後に受け付けられています。"


class NoSuchLink(Invalid):
    """Only a link that stands is taken back; merging is not."""

    public_message = "この関係は結び付けられていないか、統合によるものです。最新の状態をご確認ください。"
