"""Look into the files of a mail: what they really are, a safe name, their text."""

import hashlib

import puremagic

from services.intake.domain.mail.archive import Archive, ArchiveState, look_into
from services.intake.domain.mail.extract import EXCEL, EXCEL_MACRO, WORD, WORD_MACRO, extract_text
from services.intake.domain.mail.names import SUFFIXES, safe_name, shown_name, unique
from services.intake.domain.mail.pieces import File
from services.intake.domain.mail.values import Attachment, Limits, Notes, WarningCode

_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_UNKNOWN = frozenset(
    {"application/octet-stream", "application/x-unknown", "application/unknown", "application/download"}
)
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b\x08", "application/gzip"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_BY_SUFFIX = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}
_BY_SUFFIX = {suffix: media_type for media_type, suffix in reversed(SUFFIXES.items())} | {
    ".htm": "text/html",
    ".jpeg": "image/jpeg",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
}
_HEAD = 8192


def build(files: list[File], limits: Limits, notes: Notes) -> tuple[Attachment, ...]:
    """Return the attachments in the order of the mail, with distinct safe names."""
    taken: set[str] = set()
    return tuple(_build(file, number, taken, limits, notes) for number, file in enumerate(files, start=1))


def _build(file: File, number: int, taken: set[str], limits: Limits, notes: Notes) -> Attachment:
    shown = shown_name(file.original_name)
    archive = look_into(file.content, limits) if file.content.startswith(b"PK\x03\x04") else None
    media_type = detect(file, archive)
    name = unique(safe_name(file.original_name, media_type, number, limits.max_name_characters), taken)
    if shown and name != shown:
        notes.add(WarningCode.NAME_CHANGED, name)
    if _is_disguised(file, media_type):
        notes.add(WarningCode.TYPE_DIFFERS, name)
    text = file.text
    if archive is not None and archive.state is ArchiveState.ENCRYPTED:
        notes.add(WarningCode.ARCHIVE_ENCRYPTED, name)
    elif archive is not None and archive.state is ArchiveState.REFUSED:
        notes.add(WarningCode.ARCHIVE_REFUSED, name)
    elif text is None:
        extracted = extract_text(file.content, media_type, file.charset, limits)
        notes.add_all(extracted.codes, name)
        text = extracted.text
    return Attachment(
        name=name,
        original_name=shown,
        media_type=media_type,
        declared_type=file.declared_type[:255],
        content=file.content,
        sha256=hashlib.sha256(file.content).hexdigest(),
        size=len(file.content),
        inline=file.inline,
        content_id=file.content_id,
        text=text,
    )


def _suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.strip().lower()}" if dot and stem else ""


def detect(file: File, archive: Archive | None) -> str:
    """Return the media type by content; by name or declaration where content says nothing."""
    suffix = _suffix(file.original_name)
    by_content = _by_content(file.content, suffix, archive)
    if by_content is not None:
        return by_content
    if file.declared_type not in _UNKNOWN:
        return file.declared_type[:255]
    return _BY_SUFFIX.get(suffix) or _by_puremagic(file.content) or "application/octet-stream"


def _by_content(content: bytes, suffix: str, archive: Archive | None) -> str | None:
    if archive is not None:
        return _by_archive(archive, suffix)
    if content.startswith(_OLE):
        return _OLE_BY_SUFFIX.get(suffix, "application/x-ole-storage")
    return next((media_type for start, media_type in _SIGNATURES if content.startswith(start)), None)


def _by_archive(archive: Archive, suffix: str) -> str:
    macro = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    if "word/document.xml" in archive.names:
        return WORD_MACRO if macro else WORD
    if "xl/workbook.xml" in archive.names:
        return EXCEL_MACRO if macro else EXCEL
    if "ppt/presentation.xml" in archive.names:
        return _POWERPOINT
    if archive.state is ArchiveState.BROKEN and suffix in {".docx", ".xlsx", ".pptx"}:
        return _BY_SUFFIX[suffix]
    return "application/zip"


def _by_puremagic(content: bytes) -> str | None:
    """Ask puremagic about binary content only: on text it finds signatures of two letters everywhere."""
    head = content[:_HEAD]
    if b"\x00" not in head:
        return None
    try:
        return puremagic.from_string(head, mime=True) or None
    except (puremagic.PureError, ValueError):
        return None


def _is_disguised(file: File, media_type: str) -> bool:
    """Tell a file whose name or declaration promises another, known type than its content has."""
    if _by_content(file.content, _suffix(file.original_name), None) is None and not file.content.startswith(
        b"PK\x03\x04"
    ):
        return False
    promised = {_BY_SUFFIX.get(_suffix(file.original_name)), file.declared_type} - {None, *_UNKNOWN}
    known = promised & set(SUFFIXES)
    return bool(known) and media_type not in promised
