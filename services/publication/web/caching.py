"""Answers that everybody may keep: marked by what they were drawn from, so that the same need not be drawn again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

# A second, so that what is taken back is gone in two, and a page everybody opens is drawn once a second.
CACHE_CONTROL: Final = "public, max-age=1"
_HTTP_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What an answer is known by: a tag of all it is drawn from, and when that last changed."""

    tag: str
    changed_at: datetime | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """Return the headers of an answer of this mark."""
        headers = {"ETag": self.tag, "Cache-Control": CACHE_CONTROL, "Vary": "HX-Request"}
        if self.changed_at is not None:
            headers["Last-Modified"] = format_datetime(self.changed_at, usegmt=True)
        return headers


def marked(*drawn_from: object, changed_at: datetime | None = None, now: datetime) -> Mark:
    """Return the mark of an answer that is drawn from these alone.

    HTTP knows whole seconds: a change of this very second says no time, because another may follow within it.
    """
    tag = hashlib.sha256("\n".join(map(str, drawn_from)).encode()).hexdigest()[:32]
    second = None if changed_at is None else changed_at.astimezone(UTC).replace(microsecond=0)
    known = second is not None and second + _HTTP_SECOND <= now
    return Mark(tag=f'"{tag}"', changed_at=second if known else None)


def unchanged(request: Request, mark: Mark) -> Response | None:
    """Return the answer to somebody who holds the same already (304), or None."""
    held = request.headers.get("if-none-match")
    if held is not None:
        # Proxies that compress turn a tag into a weak one; for a whole page that is the same page.
        same = not {one.strip().removeprefix("W/") for one in held.split(",")}.isdisjoint({mark.tag, "*"})
    else:
        same = _not_since(request.headers.get("if-modified-since"), mark)
    return Response(status_code=304, headers=dict(mark.headers)) if same else None


def _not_since(held: str | None, mark: Mark) -> bool:
    if held is None or mark.changed_at is None:
        return False
    try:
        since = parsedate_to_datetime(held)
    except ValueError:
        return False
    return mark.changed_at <= (since if since.tzinfo else since.replace(tzinfo=UTC))
