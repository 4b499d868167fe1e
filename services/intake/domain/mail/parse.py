"""Read a whole mail into a value."""

import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from services.intake.domain.mail import attachments
from services.intake.domain.mail.bounce import read_failures
from services.intake.domain.mail.entity import Entity, read_entity
from services.intake.domain.mail.headers import message_ids, read_text, unfold
from services.intake.domain.mail.house import NOWHERE, House
from services.intake.domain.mail.html_clean import clean_html
from services.intake.domain.mail.identity import identity
from services.intake.domain.mail.machine import brings_a_report, is_answerable, recognise
from services.intake.domain.mail.make_up import MakeUp
from services.intake.domain.mail.parts import Walk
from services.intake.domain.mail.people import read_people
from services.intake.domain.mail.sender import check_sender
from services.intake.domain.mail.traits import Traits
from services.intake.domain.mail.values import Limits, Notes, ParsedMail, Unreadable, WarningCode

DEFAULT_LIMITS = Limits()

_UNIX_FROM = re.compile(rb"\A>?From [^\r\n]*(?:\r\n|\n|\r)")
_LINE_BEFORE_HEADERS = re.compile(rb"\A[^\r\n]*\r?\n(?=(?:[!-9;-~]+[ \t]*:[^\r\n]*\r?\n){2})")
_STAND_INS = frozenset({"", "...", "[...]", "…", "Encrypted Message", "Encrypted subject"})
_MAX_SIGNATURES = 20
_HEADER_LINE = re.compile(rb"\A[!-9;-~]+[ \t]*:")
_TEXTS = frozenset({"text/plain", "text/html"})
# What libraries are known to raise on hostile mail; everything else is a bug and may be seen.
_HOSTILE = (RecursionError, LookupError, UnicodeError, ValueError, OverflowError, binascii.Error)


def parse_mail(
    raw: bytes, *, return_path: str | None = None, limits: Limits = DEFAULT_LIMITS, house: House = NOWHERE
) -> ParsedMail:
    """Return the mail as a value, guesses and repairs as warnings; raise Unreadable and nothing else.

    *return_path* is the envelope sender ("" for the null sender), None when it is not known; *house* tells our own
    mail and our own server's marks from those of others.
    """
    try:
        return _parse(raw, return_path, limits, house)
    except _HOSTILE as error:
        raise Unreadable(f"The mail cannot be read: {type(error).__name__}.") from error


def _parse(raw: bytes, return_path: str | None, limits: Limits, house: House) -> ParsedMail:
    notes = Notes()
    entity = _open(raw, limits, notes)
    people, walk = read_people(entity, limits, notes), Walk(limits, notes)
    text = _text(walk, entity, limits, notes)
    subject = _subject(entity, walk, notes)[: limits.max_subject_characters]
    traits = Traits(
        entity,
        files=walk.files,
        subject=subject,
        sender=people.author.address,
        text=text,
        return_path=return_path,
        house=house,
        read=_shown,
    )
    machine = recognise(traits)
    return ParsedMail(
        message_id=next(iter(message_ids(entity.first("message-id"), 1)), ""),
        in_reply_to=next(iter(message_ids(entity.first("in-reply-to"), limits.max_references)), ""),
        references=message_ids(" ".join(entity.all("references")[:10]), limits.max_references),
        date=read_date(entity.first("date")),
        subject=subject,
        from_name=people.sender.name,
        from_address=people.sender.address,
        reply_to=people.reply_to,
        to=people.to,
        cc=people.cc,
        text=text,
        make_up=_make_up(walk, people.sender.address, notes),
        attachments=attachments.build(walk.files, limits, notes),
        warnings=notes.warnings(),
        machine=machine,
        answerable=is_answerable(traits, machine) and bool(people.author.address),
        identity=identity(entity),
        failures=read_failures(machine, walk.files, text, limits),
        spam_mark=traits.spam_mark,
        brings_report=brings_a_report(traits),
        sender_check=check_sender(entity, people.author.address, house, _shown),
    )


def _shown(value: str) -> str:
    return read_text(value).text


def _open(raw: bytes, limits: Limits, notes: Notes) -> Entity:
    """Find the headers, past what mail programs put before them."""
    raw = _UNIX_FROM.sub(b"", raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    if not _HEADER_LINE.match(raw):
        notes.add(WarningCode.HEADERS_MISSING)
        if _LINE_BEFORE_HEADERS.match(raw):
            return read_entity(_LINE_BEFORE_HEADERS.sub(b"", raw), limits, notes)
        # Without this line the first words would be taken for a header block.
        raw = b"\n" + raw
    return read_entity(raw, limits, notes)


def _subject(entity: Entity, walk: Walk, notes: Notes) -> str:
    """Return the subject; one that only stands in for a protected one is that one."""
    decoded = read_text(entity.first("subject"))
    notes.add_all(decoded.codes)
    return walk.found.subject if walk.found.subject and decoded.text in _STAND_INS else decoded.text


def _text(walk: Walk, entity: Entity, limits: Limits, notes: Notes) -> str:
    body = walk.read(entity)
    if not body.plain.strip() and body.html.strip():
        notes.add(WarningCode.TEXT_FROM_HTML)
    text = body.text
    if not text.strip():
        # Some gateways give the text itself a file name; it is shown as the text, and kept as a file.
        text = next((file.text or "" for file in walk.files if file.text and file.declared_type in _TEXTS), "")
    if len(text) > limits.max_text_characters:
        notes.add(WarningCode.TEXT_CUT)
        text = text[: limits.max_text_characters]
    if not text.strip():
        notes.add(WarningCode.BODY_EMPTY)
        return ""
    return text


def _make_up(walk: Walk, sender: str, notes: Notes) -> MakeUp:
    page = clean_html(walk.pages)
    if page is None and any(each.strip() for each in walk.pages):
        notes.add(WarningCode.HTML_REFUSED)
    found = walk.found
    signatures = tuple(one.compared_with(sender) for one in found.signatures[:_MAX_SIGNATURES])
    return MakeUp(html=page, encrypted=found.encrypted, signatures=signatures)


def read_date(value: str) -> datetime | None:
    """Return the sender's own time with its offset, or None when there is no such moment."""
    try:
        found = parsedate_tz(unfold(value)[:200])
        if found is None:
            return None
        offset = found[9]
        zone = UTC if offset is None else timezone(timedelta(seconds=offset))
        moment = datetime(*found[:6], tzinfo=zone)
        # A moment at the edge of time cannot be turned into another zone, which every page would do.
        moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment
