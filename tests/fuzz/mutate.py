"""Change bytes, XML and archives the way accidents and attackers do; the same random numbers give the same change."""

import io
import re
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from random import Random

from lxml import etree  # type: ignore[import-untyped]  # The library has no types.

TOKENS: tuple[bytes, ...] = (
    b"\x1b$B", b"\x1b(B", b"\x1b(I", b"\x1b$B\x21", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n", b"\n", b"\r",
    b"\r\n\r\n", b"=?ISO-2022-JP?B?GyRC", b"?=", b"=?utf-8?Q?=E3", b"=?x-unknown?b?", b"boundary=", b'"', b"\\", b"(",
    b")", b"<", b">", b",", b";", b"--", b"begin 644 a.txt\n", b"Content-Type: multipart/mixed; boundary=a\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: quoted-printable\r\n", b"filename*0*=", b"filename*1=", b"charset=cp932",
    b"charset=utf-7", b"charset=utf-16", b"+AGA-", b"=\n", b"=E3=81", b"\xe2\x80\xae", b"\xed\xa0\x80", b"\x8e\xe0",
    b"\x82", b"99999999999999999999", b"-1", b"From ", b"Date: Thu, 32 Foo 99999 25:61:61 +9999\r\n", b"&#x110000;",
    b"&#55296;", b"<!--", b"-->", b"<![CDATA[", b"<style>", b"<table><tr><td>", b"</", b"%s%n", b"../../etc/passwd",
    b"\x00\x00\x00\x00", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
_ELEMENT = re.compile(rb"<[^<>]{1,400}>")
_NUMBER = re.compile(rb'"-?\d{1,12}"')
_VALUES = (b'"0"', b'"-1"', b'"1"', b'"65536"', b'"4294967296"', b'"1e999"', b'"NaN"', b'""', b'"\xe3\x81\x82"')
_ATTRIBUTES = ("0", "-1", "1", "65536", "4294967296", "1e999", "NaN", "", "あ", "continue", "restart", "A1:XFD1048576")
_TEXTS = (
    "提案名",
    "概要：買い物",
    "☑",
    "□",
    "レ",
    "１２３",
    "提案名\n※必須",
    "電話：000-111-2222\n氏名：縁",
    "○" * 40,
    "\t",
    "",
)
_LARGEST = 400_000
_MOST_ELEMENTS = 20_000


def mutate(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Return *content* after one to six changes; *others* lend pieces."""
    for _ in range(random.randint(1, 6)):
        content = random.choice(_CHANGES)(random, content, others)[:_LARGEST]
    return content


def mutate_office(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Return an office file with changed parts; now and then the archive itself is changed."""
    if random.random() < 0.2:
        return mutate(random, content, others)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            parts = [(name, source.read(name)) for name in source.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError):
        return mutate(random, content, others)
    buffer = io.BytesIO()
    chosen = random.sample(range(len(parts)), k=min(len(parts), random.randint(1, 3)))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for place, (name, part) in enumerate(parts):
            body = part
            if place in chosen or (name.endswith(("document.xml", "sheet1.xml")) and random.random() < 0.7):
                body = mutate_xml(random, part)
            if random.random() > 0.02:
                # Without a time of its own, or a seed would not repeat.
                target.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def mutate_xml(random: Random, content: bytes) -> bytes:
    """Return XML with elements doubled, dropped, nested, moved, or with numbers nobody expects; mostly well-formed."""
    if random.random() < 0.7:
        return _mutate_tree(random, content)
    for _ in range(random.randint(1, 8)):
        content = random.choice(_XML_CHANGES)(random, content)[: _LARGEST * 4]
    return content


def _mutate_tree(random: Random, content: bytes) -> bytes:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return content
    for _ in range(random.randint(1, 10)):
        every = [one for one in root.iter() if isinstance(one.tag, str)]
        one, other = random.choice(every), random.choice(every)
        parent = one.getparent()
        change = random.randrange(6)
        if change == 0 and parent is not None:
            parent.remove(one)
        elif change == 1 and parent is not None and len(every) < _MOST_ELEMENTS:
            parent.extend([deepcopy(one) for _ in range(random.choice((1, 1, 30)))])
        elif change == 2 and len(every) < _MOST_ELEMENTS:
            one.append(deepcopy(other))
        elif change == 3 and one.attrib:
            one.attrib[random.choice(list(one.attrib))] = random.choice(_ATTRIBUTES)
        elif change == 4:
            one.text = random.choice(_TEXTS)
        else:
            one.tag = other.tag
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _flip(random: Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 8)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _drop(random: Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    start, length = _piece(random, content)
    return content[:start] + content[start + length :]


def _double(random: Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    start, length = _piece(random, content)
    times = random.choice((1, 1, 2, 50))
    return content[:start] + content[start : start + length] * (times + 1) + content[start + length :]


def _insert(random: Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    start = random.randint(0, len(content))
    return content[:start] + random.choice(TOKENS) * random.choice((1, 1, 1, 3, 2_000)) + content[start:]


def _splice(random: Random, content: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others)
    return content[: random.randint(0, len(content))] + other[random.randint(0, len(other)) :]


def _cut(random: Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    return content[: random.randint(0, len(content))]


def _swap_lines(random: Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    lines = content.split(b"\n")
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _piece(random: Random, content: bytes) -> tuple[int, int]:
    return random.randint(0, len(content)), random.choice((1, 4, 30, 300, 5_000))


def _double_element(random: Random, content: bytes) -> bytes:
    found = _one(random, _ELEMENT, content)
    return (
        content
        if found is None
        else content[: found.end()] + found[0] * random.choice((1, 40)) + content[found.end() :]
    )


def _drop_element(random: Random, content: bytes) -> bytes:
    found = _one(random, _ELEMENT, content)
    return content if found is None else content[: found.start()] + content[found.end() :]


def _nest_element(random: Random, content: bytes) -> bytes:
    found = _one(random, _ELEMENT, content)
    if found is None or found[0].startswith((b"</", b"<?")) or found[0].endswith(b"/>"):
        return content
    name = re.split(rb"[\s>]", found[0][1:])[0]
    depth = random.choice((1, 5, 300))
    return content[: found.start()] + found[0] * depth + b"</" + name + b">" * depth + content[found.start() :]


def _other_number(random: Random, content: bytes) -> bytes:
    found = _one(random, _NUMBER, content)
    return content if found is None else content[: found.start()] + random.choice(_VALUES) + content[found.end() :]


def _as_bytes(random: Random, content: bytes) -> bytes:
    return mutate(random, content, (content,)) if random.random() < 0.3 else content


def _one(random: Random, pattern: re.Pattern[bytes], content: bytes) -> re.Match[bytes] | None:
    return pattern.search(content, random.randint(0, len(content))) or pattern.search(content)


_CHANGES = (_flip, _drop, _double, _insert, _insert, _splice, _cut, _swap_lines)
_XML_CHANGES = (_double_element, _drop_element, _nest_element, _other_number, _as_bytes)
