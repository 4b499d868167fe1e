"""Find what may act when a file is opened."""

import re
from collections.abc import Iterable, Iterator

from services.intake.domain.files import kinds, ole
from services.intake.domain.files.archive import Archive, ends_as_zip
from shared.files import FileFinding

_PROGRAMS = frozenset(
    [
        ".exe", ".scr", ".com", ".pif", ".cpl", ".dll", ".msi", ".msp", ".lnk", ".iso", ".img", ".vhd", ".vhdx",
        ".jar", ".chm", ".reg", ".scf", ".url", ".appx", ".msix", ".dmg", ".pkg", ".apk", ".gadget", ".inf",
    ]
)  # fmt: skip
_SCRIPTS = frozenset(
    [
        ".html", ".htm", ".xhtml", ".mht", ".mhtml", ".svg", ".svgz", ".js", ".mjs", ".jse", ".vbs", ".vbe", ".wsf",
        ".wsh", ".hta", ".bat", ".cmd", ".ps1", ".psm1", ".sh", ".py", ".pl", ".php", ".xsl", ".swf", ".one", ".iqy",
        ".slk", ".settingcontent-ms", ".library-ms", ".application",
    ]
)  # fmt: skip
_PROGRAM_TYPES = frozenset(
    {
        kinds.PROGRAM,
        "application/x-elf",
        "application/x-ms-shortcut",
        "application/x-iso9660-image",
        "application/vnd.ms-htmlhelp",
        "application/x-msdownload",
        "application/java-archive",
    }
)
_SCRIPT_TYPES = frozenset(
    {kinds.HTML, kinds.SVG, "application/xhtml+xml", "text/javascript", "application/javascript", "text/vbscript"}
)
_MACRO_TYPES = frozenset({kinds.WORD_MACRO, kinds.EXCEL_MACRO, kinds.POWERPOINT_MACRO})
_MACRO_STREAMS = frozenset({"VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"})
_PDF_ACTS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)\b")
_PDF_FILES = re.compile(rb"/EmbeddedFile\b")
_EMBEDDED = re.compile(r"(?:word|xl|ppt)/(?:embeddings|activeX)/", re.IGNORECASE)
_PDF_HEAD = 1024


def dangers(content: bytes, name: str, media_type: str, archive: Archive | None) -> Iterator[FileFinding]:
    """Yield what a person must know before opening this file."""
    suffix = kinds.suffix_of(name)
    if media_type in _PROGRAM_TYPES or suffix in _PROGRAMS:
        yield FileFinding.PROGRAM
    if media_type in _SCRIPT_TYPES or suffix in _SCRIPTS:
        yield FileFinding.SCRIPT
    if media_type in _MACRO_TYPES or (archive is None and _MACRO_STREAMS & ole.stream_names(content)):
        yield FileFinding.MACRO
    if _is_polyglot(content, media_type, archive):
        yield FileFinding.POLYGLOT
    if media_type == kinds.PDF and _PDF_ACTS.search(content):
        yield FileFinding.ACTIVE_PDF
    if media_type == kinds.PDF and _PDF_FILES.search(content):
        yield FileFinding.EMBEDDED
    if archive is not None and any(_EMBEDDED.match(member) for member in archive.names):
        yield FileFinding.EMBEDDED


def may_act(names: Iterable[str]) -> bool:
    """Tell whether one of these names, in an archive, is that of a file that acts when opened."""
    return any(kinds.suffix_of(name.rpartition("/")[2]) in _PROGRAMS | _SCRIPTS for name in names)


def _is_polyglot(content: bytes, media_type: str, archive: Archive | None) -> bool:
    """Tell a file that another program would take for another type: a zip or a PDF behind a picture."""
    if archive is None and media_type != kinds.PROGRAM and ends_as_zip(content):
        return True
    return media_type.startswith("image/") and b"%PDF-" in content[:_PDF_HEAD]
