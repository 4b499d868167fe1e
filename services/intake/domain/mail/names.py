"""Give every attachment a name that is safe to store and to download."""

import re

from services.intake.domain.mail.charset import tidy
from services.intake.domain.mail.headers import BIDI

_FORBIDDEN = re.compile('[<>:"|?*\x00-\x1f\x7f]')
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d|clock\$)(?:\..*)?")
_STRANGE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_MAX_BYTES = 200
_MAX_SUFFIX = 12

SUFFIXES = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/gzip": ".gz",
    "application/json": ".json",
    "application/rtf": ".rtf",
    "application/vnd.rar": ".rar",
    "application/x-7z-compressed": ".7z",
    "application/xml": ".xml",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "image/bmp": ".bmp",
    "image/heic": ".heic",
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/svg+xml": ".svg",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "application/mac-binhex40": ".hqx",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "text/rfc822-headers": ".txt",
}


def shown_name(text: str) -> str:
    """Return the sender's own name for a file with every invisible character made visible."""
    return _STRANGE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)[:1000]


def safe_name(original: str, media_type: str, number: int, longest: int) -> str:
    """Return a file name without path, control, direction or reserved parts, at most *longest* characters."""
    name = BIDI.sub("", _INVISIBLE.sub("", tidy(original)))
    name = re.split(r"[/\\]", name)[-1]
    name = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", name)).strip(" .")
    if not name.strip("_"):
        return f"attachment-{number}{SUFFIXES.get(media_type, '.bin')}"
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _MAX_SUFFIX:
        stem, suffix = name, ""
    else:
        suffix = f".{suffix}"
    stem = stem[: longest - len(suffix)]
    while len((stem + suffix).encode()) > _MAX_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + suffix


def unique(name: str, taken: set[str]) -> str:
    """Return *name*, with a number when another attachment already has it; remember it in *taken*."""
    candidate, number = name, 2
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    while candidate.casefold() in taken:
        candidate = f"{stem} ({number}){dot}{suffix}"
        number += 1
    taken.add(candidate.casefold())
    return candidate
