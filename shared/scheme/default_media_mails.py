"""What media (報道機関) are told, in the words that come with the program."""

from typing import Final

from shared.scheme.texts import MailName

_RELEASE: Final = """
{{ addressee }}

{{ prefecture }}{{ desk_name }}です。平素より県政の報道にご協力をいただき、誠にありがとうございます。
次のとおり、報道発表資料をお送りします。取材、報道につきまして、よろしくお願いいたします。

――――　報道発表資料　――――
{{ note }}
――――――――――――――――

ご不明な点は、お電話でお問い合わせください（{{ phone }}、{{ hours }}）。

{{ signature }}
"""
MEDIA_MAILS: Final = {
    MailName.MEDIA_RELEASE: ("【{{ receipt }}】報道発表資料の提供（{{ prefecture }} {{ desk_name }}）", _RELEASE),
}
