"""TNEF streams as Outlook writes them, made by us."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime

INSIDE = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
APPOINTMENTS = b"\x02\x20\x06\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
Property = tuple[int, int, bytes]


def stream(*records: bytes, codepage: int = 932) -> bytes:
    """Return a stream of *records*."""
    head = b"\x78\x9f\x3e\x22\x01\x00"
    return (
        head
        + record(0x9006, struct.pack("<I", 0x10000))
        + record(0x9007, struct.pack("<II", codepage, 0))
        + b"".join(records)
    )


def record(number: int, data: bytes, level: int = 1) -> bytes:
    """Return one attribute with its checksum."""
    return struct.pack("<BIi", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*found: Property, named: Sequence[Property] = ()) -> bytes:
    """Return MAPI properties; *named* belong to appointments."""
    body = b"".join(struct.pack("<HH", kind, number) + value(kind, data) for number, kind, data in found)
    for number, kind, data in named:
        body += struct.pack("<HH", kind, 0x8000) + APPOINTMENTS + struct.pack("<II", 0, number) + value(kind, data)
    return struct.pack("<I", len(found) + len(named)) + body


def value(kind: int, data: bytes) -> bytes:
    """Return one value as it stands in the stream."""
    if kind in {0x1E, 0x1F, 0x0D, 0x102}:
        return struct.pack("<II", 1, len(data)) + data + b"\x00" * (-len(data) % 4)
    return data


def attachment(title: bytes, content: bytes, *found: Property) -> bytes:
    """Return an attachment with its old title, its bytes and its properties."""
    begin = record(0x9002, b"\x00" * 14, 2) + record(0x8010, title + b"\x00", 2)
    data = record(0x800F, content, 2) if content else b""
    return begin + data + (record(0x9005, properties(*found), 2) if found else b"")


def message(*found: Property, kind: bytes = b"IPM.Microsoft Mail.Note", named: Sequence[Property] = ()) -> bytes:
    """Return the records of a message."""
    return record(0x8008, kind + b"\x00") + record(0x9003, properties(*found, named=named))


def filetime(moment: datetime) -> bytes:
    """Return a moment as MAPI writes it."""
    return struct.pack("<Q", int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000)


def winmail(
    content: bytes, *, text: str = "", media_type: str = "application/ms-tnef", name: str = "winmail.dat"
) -> bytes:
    """Return a mail that carries *content*."""
    head = b"From: a@kigyo.example.jp\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    plain = b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode() + b"\r\n"
    kind = f'--b\r\nContent-Type: {media_type}; name="{name}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'.encode()
    return head + plain + kind + content + b"\r\n--b--\r\n"
