"""Hand out a file that a stranger sent, so that no browser runs it."""

from urllib.parse import quote

from starlette.responses import Response


def download(content: bytes, *, name: str) -> Response:
    """Return the bytes as an attachment of unknown type, under their own name (RFC 6266)."""
    plain = "".join(letter if (letter.isascii() and letter.isalnum()) or letter in "._-" else "_" for letter in name)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
