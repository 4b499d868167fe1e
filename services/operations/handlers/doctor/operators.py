"""Examine whether an incident would reach anybody."""

from services.operations.domain.examination import Examined, ok, warn


def operators_say(called: int) -> Examined:
    """Judge how many operators incidents are told to by mail."""
    if called:
        return ok("operators", f"異常と復旧は、運用担当{called}人にメールでお知らせします。")
    return warn(
        "operators",
        "異常をメールで知らせる運用担当がいません。異常は運用の画面だけに表示されます。",
        "運用担当の利用者に「desk account email USER --set ADDRESS」でメールアドレスを登録してください。",
    )
