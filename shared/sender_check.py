"""What our own mail server found out about who sent a mail: shown beside it, and never more than shown."""

from enum import StrEnum


class SenderCheck(StrEnum):
    """Whether a mail comes from where it says."""

    CONFIRMED = "confirmed"  # 確認済み
    MISMATCH = "mismatch"  # 一致しません
    UNCONFIRMED = "unconfirmed"  # 確認できません
    NOT_CHECKED = "not_checked"  # 確認していません
