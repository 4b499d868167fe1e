"""What a list may hold at most, and how it is refused."""

from typing import Final

from shared.errors import Invalid

MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 200
MAX_UNPACKED_BYTES: Final = 100_000_000


class UnreadableList(Invalid):
    """The file is no list this desk can read."""

    public_message = "一覧として読み取れませんでした。CSV か Excel（.xlsx）のファイルをお選びください。"
