"""Names of files from strangers, made safe to keep and to offer for download."""

import re
import unicodedata
from typing import Final

NAMELESS: Final = "添付ファイル"
_MAX_CHARACTERS: Final = 120
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_MEDIA_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe_name(given: str) -> str:
    """Return the last part of *given* without path, control or direction characters; never empty."""
    last = re.split(r"[/\\]", given)[-1]
    plain = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    plain = _FORBIDDEN.sub("_", plain).strip(" .")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    if len(plain) > _MAX_CHARACTERS:
        stem, dot, ending = plain.rpartition(".")
        kept = _MAX_CHARACTERS - len(ending) - 1
        plain = f"{stem[:kept]}.{ending}" if dot and kept > 0 else plain[:_MAX_CHARACTERS]
    return plain or NAMELESS


def safe_media_type(given: str | None) -> str:
    """Return the media type without parameters, or that of unknown bytes."""
    plain = (given or "").partition(";")[0].strip().lower()
    return plain if _MEDIA_TYPE.fullmatch(plain) else "application/octet-stream"
