"""What staff are told by mail: number, kind, due day and link, and nothing of any proposal."""

from typing import Final

from shared.scheme.texts import MailName

_HEAD: Final = """
{{ addressee }}

"""
_FOOT: Final = """
このメールは、{{ desk_name }}のシステムから自動でお送りしています。
お知らせの受け取り方は、受信箱の「お知らせの設定」で変えられます。
"""
_LINES: Final = """
{{ lines }}

受信箱
{{ link }}
"""

STAFF_MAILS: Final = {
    MailName.STAFF_NOTICE: (
        "【{{ kind }}】{{ receipt }}（{{ desk_name }}）",
        _HEAD
        + """受信箱に知らせが届きました。

　用件　　　{{ kind }}
{% if receipt %}　受付番号　{{ receipt }}
{% endif %}{% if due %}　期限　　　{{ due }}
{% endif %}
{{ link }}
"""
        + _FOOT,
    ),
    MailName.STAFF_SUMMARY: (
        "【お知らせ {{ count }}件】受信箱（{{ desk_name }}）",
        _HEAD + "受信箱に {{ count }}件の知らせが届きました。\n" + _LINES + _FOOT,
    ),
    MailName.STAFF_DIGEST: (
        "【{{ today }} のまとめ】未読のお知らせ {{ count }}件（{{ desk_name }}）",
        _HEAD
        + "前回のまとめのあとに届いた知らせのうち、まだ開かれていないものは {{ count }}件です。\n"
        + _LINES
        + _FOOT,
    ),
    MailName.STAFF_INCIDENT: (
        "【運用】{{ headline }}（{{ desk_name }}）",
        _HEAD
        + """システムの見守りからのお知らせです（{{ headline }}）。

{{ lines }}

運用の画面
{{ link }}

このメールは、{{ desk_name }}のシステムから、運用担当に自動で送っています。
同じ異常は繰り返し送りません。続いて増えたときは6時間ごと、なくなったときは一度お知らせします。
""",
    ),
}
