"""Examine the server that notify hands its mail to: is it there, is the connection secret, may we sign in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.operations.domain.examination import Examined, fail, ok, warn
from shared.mail_relay import Relay, RelayTrouble, trouble_with

# What was found, and what to do about it.
_SAID: Final[Mapping[RelayTrouble, tuple[str, str]]] = MappingProxyType(
    {
        RelayTrouble.AWAY: (
            "接続できません",
            "送信サーバーと DESK_NOTIFY_SMTP_HOST、DESK_NOTIFY_SMTP_PORT を確認してください。",
        ),
        RelayTrouble.NO_STARTTLS: (
            "暗号化（STARTTLS）に応じません",
            "ポートを確認してください。465番では STARTTLS の代わりに DESK_NOTIFY_SMTP_TLS を使います。",
        ),
        RelayTrouble.CERTIFICATE: (
            "証明書を確認できません",
            "サーバーの名前と証明書を確認してください。認証局は DESK_NOTIFY_SMTP_CA_FILE で足せます。",
        ),
        RelayTrouble.SIGN_IN: (
            "サインインを断られました",
            "DESK_NOTIFY_SMTP_USER、DESK_NOTIFY_SMTP_PASSWORD を確認してください。",
        ),
        RelayTrouble.REFUSED: (
            "接続を断られました",
            "送信サーバーの設定（接続を許すアドレスなど）を確認してください。",
        ),
    }
)


async def examine_mail_relay(relay: Relay) -> Examined:
    """Greet the server as a mail would be handed over; nothing is sent."""
    trouble = await trouble_with(relay)
    if trouble is None:
        signed_in = "、サインイン" if relay.user else ""
        secret = "、暗号化" if relay.starttls or relay.tls else ""
        return ok("mail_relay", f"メールの送信サーバーに接続できます（接続{secret}{signed_in}を確認）。")
    said, todo = _SAID[trouble]
    # A server that is away comes back; the others are settings, and no mail leaves until somebody mends them.
    judge = warn if trouble is RelayTrouble.AWAY else fail
    return judge(
        "mail_relay",
        f"メールの送信サーバー（{relay.host}:{relay.port}）：{said}。メールは送信待ちになり、復旧後に送られます。",
        todo,
    )
