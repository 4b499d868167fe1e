"""Examine the machine and what stands around the desk: disk, files of the pages, the mail relay."""

import shutil
from pathlib import Path
from typing import Final

from services.operations.domain.examination import Examined, fail, ok, warn
from shared.clamd import Clamd
from shared.web.assets import STATIC

_GIB: Final = 1024**3
DISK_LOW: Final = 5 * _GIB
DISK_FULL: Final = _GIB // 2
VENDOR_FILES: Final = ("vendor/htmx.min.js", "vendor/tokens.css")


def examine_disk(folder: Path) -> Examined:
    """Judge the free space where the desk keeps its files."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return disk_says(shutil.disk_usage(existing).free)


def disk_says(free: int) -> Examined:
    """Judge so many free bytes."""
    said = f"{free / _GIB:.1f}GB"
    if free > DISK_LOW:
        return ok("disk", f"ディスクの空きは{said}です。")
    judge = warn if free > DISK_FULL else fail
    return judge(
        "disk",
        f"ディスクの空きが少なくなっています（{said}）。",
        "不要なファイルを消すか、容量を増やしてください。",
    )


def examine_assets(static: Path = STATIC) -> Examined:
    """Judge whether the style tokens and htmx were copied at set-up; pages work without them, but plainly."""
    missing = [name for name in VENDOR_FILES if not (static / name).is_file()]
    if missing:
        return warn(
            "assets",
            f"画面の部品がありません（{'、'.join(missing)}）。画面は表示できますが、見た目と自動更新が簡素になります。",
            "「make run」または構築の手順で npm の部品を取り込んでください。",
        )
    return ok("assets", "画面の部品がそろっています。")


async def examine_scanner(place: str) -> Examined:
    """Ask the scanner of attachments whether it is there; nothing is scanned."""
    if not place:
        return ok(
            "scanner", "ウイルス検査の仕組み（clamd）は設定されていません。添付ファイルは「未検査」と表示されます。"
        )
    if await Clamd(place).answers():
        return ok("scanner", "ウイルス検査の仕組み（clamd）が応答しています。")
    return warn(
        "scanner",
        "ウイルス検査の仕組み（clamd）が応答しません。添付ファイルは「未検査」のまま待ち、復旧後に検査されます。",
        "clamd が動いているか、DESK_INTAKE_CLAMD（ソケットのパス、または host:port）が正しいかを確認してください。",
    )
