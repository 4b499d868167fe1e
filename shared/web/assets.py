"""The style sheets and scripts of the frame, served under an address that changes with their content."""

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
_ONE_YEAR = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Serve a folder; an address that carries the content's hash may be kept for a year."""

    def __init__(self, directory: Path = STATIC, *, prefix: str = "/static") -> None:
        """Read every file once, so that a page never waits for a hash."""
        super().__init__(directory=directory)
        self._prefix = prefix
        self._hashes = {
            str(file.relative_to(directory)): hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            for file in sorted(directory.rglob("*"))
            if file.is_file()
        }

    def has(self, name: str) -> bool:
        """Tell whether the file was there at start; the vendor files may be missing."""
        return name in self._hashes

    def url(self, name: str) -> str:
        """Return the address of a file that exists; a wrong name is a bug and raises KeyError."""
        return f"{self._prefix}/{name}?v={self._hashes[name]}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file, kept for long only under the hash of what it holds now."""
        response = await super().get_response(path, scope)
        known = self._hashes.get(path)
        asked = scope.get("query_string", b"").decode("latin-1")
        keeps = known is not None and asked == f"v={known}"
        response.headers["Cache-Control"] = _ONE_YEAR if keeps else "no-cache"
        return response
