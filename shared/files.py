"""What an inspection says of a file that came from outside, in codes that are stored and words that are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from shared.errors import Refused


class FileState(StrEnum):
    """How far a file can be trusted."""

    UNCHECKED = "unchecked"  # 未検査
    CHECKED = "checked"  # 検査済
    CLEANED = "cleaned"  # 無害化済
    UNCHECKABLE = "uncheckable"  # 検査不可
    SUSPECT = "suspect"  # 感染の疑い


class ScanReason(StrEnum):
    """Why a file is not (or not any more) without judgement."""

    WAITING = "waiting"  # 検査待ち
    NO_SCANNER = "no_scanner"  # 検査の仕組みがない
    SCANNER_AWAY = "scanner_away"  # 検査の仕組みが応答しない
    TOO_LARGE = "too_large"  # 検査できる大きさを超える
    LOCKED = "locked"  # パスワード付き
    REFUSED = "refused"  # 危険な圧縮ファイル
    UNOPENABLE = "unopenable"  # 保存した内容を開けない
    FOUND = "found"  # ウイルスの疑い
    CLEAN = "clean"  # 何も見つからなかった


class NotScannedYet(Refused):
    """This desk hands out only what a scanner has looked at, or what was cleaned."""

    public_message = (
        "このデスクの設定では、ウイルス検査の済んだファイルか無害化された写しだけを取り出せます。"
        "検査が済むまでお待ちください。"
    )


def refuse_unscanned(state: FileState, *, before_scan: bool) -> None:
    """Raise NotScannedYet for a file that no scanner has looked at, unless the desk hands out such files."""
    if state is FileState.UNCHECKED and not before_scan:
        raise NotScannedYet


class FileFinding(StrEnum):
    """Something a person should know of a file before opening it, or instead of opening it."""

    TYPE_DIFFERS = "type_differs"  # 名前と中身の種類が違う
    POLYGLOT = "polyglot"  # 二つの種類を兼ねる
    PROGRAM = "program"  # 実行できるファイル
    SCRIPT = "script"  # 開くと動くもの(HTML、スクリプト)
    MACRO = "macro"  # マクロ
    ACTIVE_PDF = "active_pdf"  # PDFの中の動作
    EMBEDDED = "embedded"  # 文書に埋め込まれた別のファイル
    ACTIVE_INSIDE = "active_inside"  # 圧縮ファイルの中の実行できるファイル
    LOCKED = "locked"  # パスワード付き
    ARCHIVE_REFUSED = "archive_refused"  # 危険な圧縮ファイル
    ARCHIVE_DEEP = "archive_deep"  # 入れ子が深い圧縮ファイル
    LINKS_INSIDE = "links_inside"  # 圧縮ファイルの中のリンク
    OLD_FORMAT = "old_format"  # 旧形式のOffice文書
    ICHITARO = "ichitaro"  # 一太郎文書
    IMAGE_ONLY = "image_only"  # 画像だけのPDF
    NO_TEXT = "no_text"  # 文字がない
    CUT = "cut"  # 途中まで
    UNREADABLE = "unreadable"  # 読み取れない
    TOO_MUCH = "too_much"  # 読み取りの上限を超える


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStanding:
    """What the inspection of a file found; *media_type* is None before it was looked into."""

    state: FileState = FileState.UNCHECKED
    reason: ScanReason = ScanReason.WAITING
    media_type: str | None = None
    findings: tuple[FileFinding, ...] = ()
    signature: str | None = None


NOT_YET_INSPECTED: Final = FileStanding()


def standing_of(
    *, state: str, reason: str, media_type: str | None, findings: Iterable[str], signature: str | None
) -> FileStanding:
    """Return how a file stands, from the codes as they are stored."""
    return FileStanding(
        state=FileState(state),
        reason=ScanReason(reason),
        media_type=media_type,
        findings=tuple(FileFinding(code) for code in findings),
        signature=signature,
    )


STATE_WORDS: Final[Mapping[FileState, str]] = MappingProxyType(
    {
        FileState.UNCHECKED: "未検査",
        FileState.CHECKED: "検査済",
        FileState.CLEANED: "無害化済",
        FileState.UNCHECKABLE: "検査不可",
        FileState.SUSPECT: "感染の疑い",
    }
)

REASON_WORDS: Final[Mapping[ScanReason, str]] = MappingProxyType(
    {
        ScanReason.WAITING: "ウイルス検査の順番を待っています。",
        ScanReason.NO_SCANNER: "ウイルス検査の仕組みが設定されていないため、ファイルは検査していません。",
        ScanReason.SCANNER_AWAY: "ウイルス検査の仕組みが応答しないため、あとで自動的に検査し直します。",
        ScanReason.TOO_LARGE: "ウイルス検査の仕組みが受け取れる大きさを超えています。",
        ScanReason.LOCKED: "パスワード付きのため、中身を検査できません。",
        ScanReason.REFUSED: "展開すると極端に大きくなるなど、危険な作りのため、開いておらず、検査もしていません。",
        ScanReason.UNOPENABLE: "保存した内容が壊れているか鍵が合わず、開けません。システムの担当者にお知らせください。",
        ScanReason.FOUND: "ウイルス検査で疑わしいものが見つかりました。開かないでください。",
        ScanReason.CLEAN: "ウイルス検査で異常は見つかりませんでした。",
    }
)

FINDING_WORDS: Final[Mapping[FileFinding, str]] = MappingProxyType(
    {
        FileFinding.TYPE_DIFFERS: "名前や表示と、実際の中身の種類が異なります。",
        FileFinding.POLYGLOT: "二つの種類のファイルを兼ねる、不自然な作りです。",
        FileFinding.PROGRAM: "開くとプログラムとして動くファイルです。",
        FileFinding.SCRIPT: "開くと動く内容（HTML、スクリプトなど）を含むファイルです。",
        FileFinding.MACRO: "マクロを含みます。マクロを有効にしないでください。",
        FileFinding.ACTIVE_PDF: "開くと動く仕組み（スクリプトなど）を含むPDFです。",
        FileFinding.EMBEDDED: "別のファイルが埋め込まれています。",
        FileFinding.ACTIVE_INSIDE: "圧縮ファイルの中に、開くと動くファイルがあります。",
        FileFinding.LOCKED: "返信できる提案者には、別の方法での再送を自動で一度お願いしています。",
        FileFinding.ARCHIVE_REFUSED: "展開すると極端に大きくなるなど、危険な作りのため開いていません。",
        FileFinding.ARCHIVE_DEEP: "圧縮ファイルの中の圧縮ファイルは、二段目までを一覧にしています。",
        FileFinding.LINKS_INSIDE: "圧縮ファイルの中に、別の場所を指すリンクがあります。",
        FileFinding.OLD_FORMAT: "旧形式のため、文字は取り出していません。"
        "提案者に新しい形式かPDFでの再送をお願いできます。",
        FileFinding.ICHITARO: "一太郎文書のため、文字は取り出していません。一太郎か一太郎ビューアで開くか、"
        "提案者にPDFでの再送をお願いできます。",
        FileFinding.IMAGE_ONLY: "文字情報がありません（画像のPDF）。",
        FileFinding.NO_TEXT: "文字情報がありません。",
        FileFinding.CUT: "内容が長いため、途中までを表示しています。",
        FileFinding.UNREADABLE: "壊れているか、読み取れない作りのため、文字を取り出せませんでした。",
        FileFinding.TOO_MUCH: "読み取りに時間やメモリがかかりすぎるため、途中でやめました。",
    }
)

# These say something of the desk and not of one file.
OF_THE_DESK: Final = frozenset({ScanReason.NO_SCANNER, ScanReason.SCANNER_AWAY})
# These say again what the reason says.
SAID_BY: Final[Mapping[ScanReason, frozenset[FileFinding]]] = MappingProxyType(
    {ScanReason.REFUSED: frozenset({FileFinding.ARCHIVE_REFUSED})}
)

# These may act when opened: they are handed out as files to save, and never shown in place.
ACTIVE: Final = frozenset(
    {
        FileFinding.PROGRAM,
        FileFinding.SCRIPT,
        FileFinding.MACRO,
        FileFinding.ACTIVE_PDF,
        FileFinding.ACTIVE_INSIDE,
        FileFinding.POLYGLOT,
    }
)
