"""Bytes from strangers, handed out so that no browser runs them."""

from urllib.parse import quote

from starlette.responses import Response

from shared.documents import Document

_SANDBOX = "sandbox; default-src 'none'"


def download(document: Document, *, name: str | None = None) -> Response:
    """Return the content as a file to save, whatever it says it is."""
    shown = name or document.name or "file"
    return Response(
        document.content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(shown, safe='')}",
            "Content-Security-Policy": _SANDBOX,
        },
    )
