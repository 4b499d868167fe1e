"""Tell what a file is by its content; by its name or its sender's word only where the content says nothing."""

import re

from services.intake.domain.files import ole
from services.intake.domain.files.archive import Archive, ArchiveState
from services.intake.domain.mail.names import SUFFIXES

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WORD_MACRO = "application/vnd.ms-word.document.macroenabled.12"
EXCEL_MACRO = "application/vnd.ms-excel.sheet.macroenabled.12"
POWERPOINT_MACRO = "application/vnd.ms-powerpoint.presentation.macroenabled.12"
OLD_WORD = "application/msword"
OLD_EXCEL = "application/vnd.ms-excel"
OLD_POWERPOINT = "application/vnd.ms-powerpoint"
OLD_OFFICE = frozenset({OLD_WORD, OLD_EXCEL, OLD_POWERPOINT})
ICHITARO = "application/x-js-taro"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"
OPEN_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
OPEN_SLIDES = "application/vnd.oasis.opendocument.presentation"
OPEN_DOCUMENTS = frozenset({OPEN_TEXT, OPEN_SHEET, OPEN_SLIDES})
PDF = "application/pdf"
RTF = "application/rtf"
ZIP = "application/zip"
TAR = "application/x-tar"
GZIP = "application/gzip"
HTML = "text/html"
SVG = "image/svg+xml"
PROGRAM = "application/vnd.microsoft.portable-executable"
MESSAGE = "message/rfc822"
UNKNOWN = "application/octet-stream"
TEXTS = frozenset({"text/plain", "text/csv", "text/tab-separated-values", "text/comma-separated-values"})
# What a sender says who does not know.
UNSAID = frozenset({UNKNOWN, "application/x-unknown", "application/unknown", "application/download"})
BY_SUFFIX = {suffix: media_type for media_type, suffix in reversed(SUFFIXES.items())} | {
    ".htm": HTML,
    ".jpeg": "image/jpeg",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".docm": WORD_MACRO,
    ".xlsm": EXCEL_MACRO,
    ".pptm": POWERPOINT_MACRO,
    ".odt": OPEN_TEXT,
    ".ods": OPEN_SHEET,
    ".odp": OPEN_SLIDES,
    ".rtf": RTF,
    ".jtd": ICHITARO,
    ".jtdc": ICHITARO,
    ".jhd": ICHITARO,
    ".jtt": ICHITARO,
    ".tar": TAR,
    ".gz": GZIP,
    ".tgz": GZIP,
    ".exe": PROGRAM,
    ".scr": PROGRAM,
    ".lnk": "application/x-ms-shortcut",
    ".iso": "application/x-iso9660-image",
    ".lzh": "application/x-lzh-compressed",
    ".7z": "application/x-7z-compressed",
    ".rar": "application/vnd.rar",
}

_SIGNATURES = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", "application/x-elf"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"{\\rtf", RTF),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b\x08", GZIP),
    (b"MSCF", "application/vnd.ms-cab-compressed"),
    (b"ITSF", "application/vnd.ms-htmlhelp"),
)
_LHA = re.compile(rb"..-l[hz][0-9ds]-", re.DOTALL)
_PAGE = re.compile(rb"(?is)\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|script)\b")
_DRAWING = re.compile(
    rb"(?is)\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!doctype svg[^>]*>\s*)?<svg\b"
)
_OLE_STREAMS = (
    ("WordDocument", OLD_WORD),
    ("Workbook", OLD_EXCEL),
    ("Book", OLD_EXCEL),
    ("PowerPoint Document", OLD_POWERPOINT),
    ("DocumentText", ICHITARO),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)
_HEAD = 8192
_PDF_HEAD = 1024
_TAR_MARK = slice(257, 262)
_ISO_MARK = slice(0x8001, 0x8006)


def suffix_of(name: str) -> str:
    """Return the ending of a name with its dot, in small letters; nothing when it has none."""
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.strip().lower()}" if dot and stem else ""


def detect(content: bytes, name: str, declared_type: str, archive: Archive | None) -> str:
    """Return the media type by content; by declaration or name where content says nothing."""
    suffix = suffix_of(name)
    by_content = by_content_of(content, suffix, archive)
    if by_content is not None:
        return by_content
    if declared_type not in UNSAID:
        return declared_type[:255]
    return BY_SUFFIX.get(suffix) or _by_puremagic(content) or UNKNOWN


def is_disguised(content: bytes, name: str, declared_type: str, media_type: str) -> bool:
    """Tell a file whose name or declaration promises another, known type than its content has."""
    suffix = suffix_of(name)
    if by_content_of(content, suffix, None) is None and not is_zip(content):
        return False
    promised = {BY_SUFFIX.get(suffix), declared_type} - {None, *UNSAID}
    known = promised & set(BY_SUFFIX.values())
    return bool(known) and media_type not in promised


def is_zip(content: bytes) -> bool:
    """Tell whether the content begins as a zip does."""
    return content.startswith(b"PK\x03\x04")


def by_content_of(content: bytes, suffix: str, archive: Archive | None) -> str | None:
    """Return the type the content itself shows, or None."""
    if archive is not None:
        return _by_archive(archive, suffix)
    if content.startswith(ole.MAGIC):
        return _by_streams(ole.stream_names(content), suffix)
    found = next((media_type for start, media_type in _SIGNATURES if content.startswith(start)), None)
    return found or _by_marks(content)


def _by_marks(content: bytes) -> str | None:
    """Know the types whose mark stands further in."""
    if content[_TAR_MARK] == b"ustar":
        return TAR
    if content[_ISO_MARK] == b"CD001":
        return "application/x-iso9660-image"
    if _LHA.match(content):
        return "application/x-lzh-compressed"
    if _DRAWING.match(content[:_HEAD]):
        return SVG
    if _PAGE.match(content[:_HEAD]):
        return HTML
    return PDF if b"%PDF-" in content[:_PDF_HEAD] and b"\x00" not in content[:8] else None


def _by_streams(streams: frozenset[str], suffix: str) -> str:
    if "EncryptedPackage" in streams:
        # A new Office file behind a password; which, only its name tells.
        return BY_SUFFIX.get(suffix, "application/x-ole-storage")
    known = next((media_type for stream, media_type in _OLE_STREAMS if stream in streams), None)
    by_name = BY_SUFFIX.get(suffix)
    return known or (by_name if by_name in {*OLD_OFFICE, ICHITARO} else None) or "application/x-ole-storage"


def _by_archive(archive: Archive, suffix: str) -> str:
    macro = any(name.lower().endswith("vbaproject.bin") for name in archive.names)
    if "word/document.xml" in archive.names:
        return WORD_MACRO if macro else WORD
    if "xl/workbook.xml" in archive.names or "xl/workbook.bin" in archive.names:
        return EXCEL_MACRO if macro else EXCEL
    if "ppt/presentation.xml" in archive.names:
        return POWERPOINT_MACRO if macro else POWERPOINT
    if {"content.xml", "mimetype"} <= archive.names and BY_SUFFIX.get(suffix) in OPEN_DOCUMENTS:
        return BY_SUFFIX[suffix]
    if archive.state is ArchiveState.BROKEN and suffix in {".docx", ".xlsx", ".pptx"}:
        return BY_SUFFIX[suffix]
    return ZIP


def _by_puremagic(content: bytes) -> str | None:
    """Ask puremagic about binary content only: on text it finds signatures of two letters everywhere."""
    head = content[:_HEAD]
    if b"\x00" not in head:
        return None
    # The library is large: only a process that looks into files pays for it.
    import puremagic  # noqa: PLC0415 - see above.

    try:
        return puremagic.from_string(head, mime=True) or None
    except (puremagic.PureError, ValueError):
        return None
