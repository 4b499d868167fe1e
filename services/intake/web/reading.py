"""Read what is sent over HTTP: bounded, and refused in words that name the limit."""

from collections.abc import Sequence

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from services.intake.domain.file_names import safe_media_type, safe_name
from services.intake.handlers.proposing import SaidFile
from services.intake.handlers.refusals import TooMuchAttached
from shared.scheme.fields import Attachments
from shared.scheme.form import YES, Value
from shared.web.csrf import FIELD as CSRF_FIELD

MEGABYTE = 1_000_000


async def body_of(request: Request, *, max_bytes: int) -> bytes:
    """Return the body; raise TooMuchAttached as soon as it is longer than *max_bytes*."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > max_bytes:
            raise TooMuchAttached(public=f"送信できる大きさは{max_bytes / MEGABYTE:g}MBまでです。")
    return bytes(found)


def values_of(form: FormData, *, without: Sequence[str] = ()) -> dict[str, Value]:
    """Return the text fields of a form; a name that stands several times is a list."""
    found: dict[str, Value] = {}
    for name in dict.fromkeys(form.keys()):
        if name in {CSRF_FIELD, *without}:
            continue
        texts = [value for value in form.getlist(name) if isinstance(value, str)]
        if texts:
            found[name] = texts[0] if len(texts) == 1 else texts
    return found


def values_of_json(members: dict[str, object]) -> dict[str, Value]:
    """Return JSON members as form values: true is a ticked box; what has no form stays for the check to refuse."""
    found: dict[str, Value] = {}
    for name, value in members.items():
        if value is None or value is False:
            continue
        found[name] = YES if value is True else value  # type: ignore[assignment]  # check_form refuses other shapes.
    return found


async def files_of(form: FormData, limits: Attachments, *, already: Sequence[int] = ()) -> tuple[SaidFile, ...]:
    """Return the files of a form; *already* holds the sizes of those sent before. Raise TooMuchAttached."""
    uploads = [value for _, value in form.multi_items() if isinstance(value, UploadFile) and value.filename]
    check_sizes([*already, *(upload.size or 0 for upload in uploads)], limits)
    return tuple([await _said(upload) for upload in uploads])


def check_sizes(sizes: Sequence[int], limits: Attachments) -> None:
    """Raise TooMuchAttached, naming the limit that is exceeded."""
    if len(sizes) > limits.max_files:
        raise TooMuchAttached(public=f"添付ファイルは{limits.max_files}個までです。減らしてお送りください。")
    if any(size > limits.max_bytes_each for size in sizes):
        raise TooMuchAttached(
            public=f"添付ファイルは1個{limits.max_bytes_each / MEGABYTE:g}MBまでです。小さくしてお送りください。"
        )
    if sum(sizes) > limits.max_bytes_total:
        raise TooMuchAttached(
            public=f"添付ファイルは合計{limits.max_bytes_total / MEGABYTE:g}MBまでです。減らしてお送りください。"
        )


async def _said(upload: UploadFile) -> SaidFile:
    return SaidFile(
        name=safe_name(upload.filename or ""),
        media_type=safe_media_type(upload.content_type),
        content=await upload.read(),
    )
