"""Give the files of a mail a safe name and the type their content has; what they say is read later, by itself."""

import hashlib

from services.intake.domain.files import kinds
from services.intake.domain.files.archive import ArchiveState, look_into
from services.intake.domain.files.values import FileLimits
from services.intake.domain.mail.charset import decode, tidy
from services.intake.domain.mail.names import safe_name, shown_name, unique
from services.intake.domain.mail.pieces import File
from services.intake.domain.mail.values import Attachment, Limits, Notes, WarningCode

_FILE_LIMITS = FileLimits()


def build(files: list[File], limits: Limits, notes: Notes) -> tuple[Attachment, ...]:
    """Return the attachments in the order of the mail, with distinct safe names."""
    taken: set[str] = set()
    return tuple(_build(file, number, taken, limits, notes) for number, file in enumerate(files, start=1))


def _build(file: File, number: int, taken: set[str], limits: Limits, notes: Notes) -> Attachment:
    shown = shown_name(file.original_name)
    archive = look_into(file.content, _FILE_LIMITS) if kinds.is_zip(file.content) else None
    media_type = kinds.detect(file.content, file.original_name, file.declared_type, archive)
    name = unique(safe_name(file.original_name, media_type, number, limits.max_name_characters), taken)
    if shown and name != shown:
        notes.add(WarningCode.NAME_CHANGED, name)
    if kinds.is_disguised(file.content, file.original_name, file.declared_type, media_type):
        notes.add(WarningCode.TYPE_DIFFERS, name)
    if archive is not None and archive.state is ArchiveState.ENCRYPTED:
        notes.add(WarningCode.ARCHIVE_ENCRYPTED, name)
    elif archive is not None and archive.state is ArchiveState.REFUSED:
        notes.add(WarningCode.ARCHIVE_REFUSED, name)
    text = file.text
    if text is None and file.charset and media_type in kinds.TEXTS:
        # Only the mail knows in which letters its text files are written.
        text = _labelled(file, notes, name)
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


def _labelled(file: File, notes: Notes, name: str) -> str:
    most = _FILE_LIMITS.max_text_characters
    decoded = decode(file.content[: most * 4], file.charset)
    notes.add_all(decoded.codes, name)
    text = tidy(decoded.text.replace("\x00", ""))
    if len(text) > most:
        notes.add(WarningCode.EXTRACT_CUT, name)
    return text[:most]
