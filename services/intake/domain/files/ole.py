"""Read the directory of an OLE compound file: which streams it has says what it is."""

import struct
from typing import Final

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER: Final = 512
_ENTRY: Final = 128
_NAME_BYTES: Final = 64
_FIRST_TABLES: Final = 109
_MAX_SECTORS: Final = 4_096
_LAST_REAL_SECTOR: Final = 0xFFFFFFF9
_SHIFTS: Final = (9, 12)


def stream_names(content: bytes) -> frozenset[str]:
    """Return the names of all streams and storages; of a file that is broken, those that can be found."""
    if len(content) < _HEADER or not content.startswith(MAGIC):
        return frozenset()
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in _SHIFTS:
        return frozenset()
    size = 1 << shift
    tables = struct.unpack_from(f"<{_FIRST_TABLES}I", content, 76)
    names: set[str] = set()
    sector, seen = struct.unpack_from("<I", content, 48)[0], 0
    while sector <= _LAST_REAL_SECTOR and seen < _MAX_SECTORS:
        start = (sector + 1) * size
        names.update(_names_in(content[start : start + size]))
        sector, seen = _next(content, tables, sector, size), seen + 1
    return frozenset(names)


def _next(content: bytes, tables: tuple[int, ...], sector: int, size: int) -> int:
    """Return the sector that follows in the chain; what the first tables do not say is the end."""
    table, place = divmod(sector, size // 4)
    if table >= _FIRST_TABLES or tables[table] > _LAST_REAL_SECTOR:
        return _LAST_REAL_SECTOR + 1
    at = (tables[table] + 1) * size + place * 4
    if at + 4 > len(content):
        return _LAST_REAL_SECTOR + 1
    return int(struct.unpack_from("<I", content, at)[0])


def _names_in(directory: bytes) -> list[str]:
    names = []
    for start in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length = struct.unpack_from("<H", directory, start + _NAME_BYTES)[0]
        if 2 <= length <= _NAME_BYTES:  # noqa: PLR2004 - a name has at least its closing zero, of two bytes.
            names.append(directory[start : start + length - 2].decode("utf-16-le", "replace"))
    return names
