"""The words of mails that a scheme may leave to the program, and staff to both."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.scheme.default_attendee_mails import ATTENDEE_MAILS
from shared.scheme.default_media_mails import MEDIA_MAILS
from shared.scheme.default_party_mails import PARTY_MAILS
from shared.scheme.default_proposer_mails import PROPOSER_MAILS
from shared.scheme.default_staff_mails import STAFF_MAILS
from shared.scheme.texts import MailName

_PAUSED: Final = """
{{ addressee }}

{{ prefecture }}{{ desk_name }}です。
このたびは、ご連絡をお寄せいただき、誠にありがとうございます。

当デスクは、ただいまご提案の受付を一時停止しております。

{{ notice }}

お送りいただいた内容は届いており、大切にお預かりしています。
{% if until %}受付の再開は{{ until }}を予定しております。
{% endif %}受付を再開しましたら、あらためて受付番号をお知らせいたします。
お送り直しいただく必要はございません。

ご不明な点は、お電話でお問い合わせください（{{ phone }}、{{ hours }}）。

このメールは、自動でお送りしています。

{{ signature }}
"""

_LOCKED_FILES: Final = """
{{ addressee }}

{{ prefecture }}{{ desk_name }}です。
受付番号 {{ receipt }} のご提案をお寄せいただき、誠にありがとうございます。

お送りいただいたファイルの中に、パスワードが付いているものがございました。
当県では、安全のため、パスワード付きのファイルは内容を検査できず、開くことができません。

誠に恐れ入りますが、次のいずれかの方法で、あらためてお送りくださいますようお願いいたします。

　1. パスワードを付けずに、このメールへの返信でお送りいただく
　2. 印刷したものを、郵送または窓口へのご持参でお寄せいただく

パスワードを別のメールでお知らせいただいても、ファイルを開くことができません。
ご提案そのものは受け付けておりますので、送り直しの前でも、確認は進めてまいります。

ご不明な点は、お電話でお問い合わせください（{{ phone }}、{{ hours }}）。

このメールは、自動でお送りしています。

{{ signature }}
"""

# Subject and body; the words that may be filled in are those of MAIL_WORDS.
DEFAULT_MAILS: Final[Mapping[MailName, tuple[str, str]]] = MappingProxyType(
    {
        MailName.PAUSED: (
            "【自動送信】ただいま受付を一時停止しております（{{ prefecture }} {{ desk_name }}）",
            _PAUSED,
        ),
        MailName.LOCKED_FILES: (
            "【受付番号 {{ receipt }}】ファイルの再送のお願い（{{ prefecture }} {{ desk_name }}）",
            _LOCKED_FILES,
        ),
        **PROPOSER_MAILS,
        **PARTY_MAILS,
        **ATTENDEE_MAILS,
        **MEDIA_MAILS,
        **STAFF_MAILS,
    }
)
