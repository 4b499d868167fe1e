"""Examine the mailboxes that intake polls, by what it wrote down of its last looks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.operations.domain.examination import Examined, fail, ok, warn
from services.operations.domain.mailboxes import PolledMailbox

_WHAT_TO_DO: Final = {
    "no_password": "DESK_INTAKE_IMAP_PASSWORDS または DESK_INTAKE_IMAP_PASSWORD_FILES を設定してください。",
    "sign_in": "デスクの設定の [mailbox] の user と、パスワードを確認してください。",
    "certificate": "メールサーバーの証明書と名前を確認してください。認証局は DESK_INTAKE_IMAP_CA_FILE で足せます。",
    "refused": "デスクの設定の [mailbox] のフォルダー名と、メールボックスの容量や権限を確認してください。",
    "not_moved": "デスクの設定の [mailbox] の processed_folder と too_large_folder、メールボックスの容量や権限を"
    "確認してください。直ると自動で移します。",
    "away": "メールサーバーと、デスクの設定の [mailbox] の host、port、security を確認してください。",
}
_SAID: Final = {
    "no_password": "パスワードが設定されていません",
    "sign_in": "サインインを断られました",
    "certificate": "サーバーの証明書を確認できません",
    "refused": "サーバーが操作を断りました",
    "away": "サーバーにつながりません",
}


def examine_mailboxes(mailboxes: Sequence[PolledMailbox], *, at: datetime) -> Examined | None:
    """Judge all polled mailboxes together by the worst; None where none is polled."""
    if not mailboxes:
        return None
    bad = [one for one in mailboxes if one.trouble is not None or one.fails_long(at)]
    if not bad:
        return ok("mailboxes", f"メールボックスを読みに行けています（{len(mailboxes)}件）。")
    worst = min(bad, key=lambda one: (not one.fails_long(at), one.looked_at))
    judge = fail if worst.fails_long(at) else warn
    if worst.trouble is None:
        return judge(
            "mailboxes",
            f"メールボックスを長い間読みに行っていません（{worst.desk_id}）。",
            "受付（intake）の処理（worker）が動いているか確認してください。",
        )
    if worst.trouble == "not_moved":
        return judge(
            "mailboxes",
            f"取り込んだメールを処理済みのフォルダーへ移せません（{worst.desk_id}）。取込みは続いており、二重には取り込みません。",
            _WHAT_TO_DO[worst.trouble],
        )
    return judge(
        "mailboxes",
        f"メールボックスを読みに行けません（{worst.desk_id}）。{_SAID.get(worst.trouble, worst.trouble)}。"
        "メールは元の場所に残っており、直ると自動で取り込まれます。",
        _WHAT_TO_DO.get(worst.trouble, _WHAT_TO_DO["away"]),
    )
