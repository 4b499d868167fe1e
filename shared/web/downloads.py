"""Hand out a file that a stranger sent, so that no browser runs it."""

from urllib.parse import quote

from starlette.responses import Response

_NAMELESS = "file"


def download(content: bytes, *, name: str | None = None) -> Response:
    """Return the bytes as a file to save, under their own name (RFC 6266), whatever type they say they are."""
    shown = name or _NAMELESS
    plain = "".join(letter if (letter.isascii() and letter.isalnum()) or letter in "._-" else "_" for letter in shown)
    encoded = quote(shown, safe="", errors="replace")
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
