"""Ask a part over HTTP whether it is ready."""

import asyncio
from urllib.parse import urlsplit

ANSWER_WITHIN_S = 5.0


async def is_ready(url: str) -> bool:
    """Tell whether `GET url` (plain HTTP) answers 200 within five seconds."""
    where = urlsplit(url)
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            reader, writer = await asyncio.open_connection(where.hostname, where.port or 80)
            try:
                path = where.path or "/"
                writer.write(f"GET {path} HTTP/1.0\r\nHost: {where.netloc}\r\n\r\n".encode())
                answer = (await reader.readline()).split()
            finally:
                writer.close()
    except OSError:  # TimeoutError is one of them.
        return False
    return answer[1:2] == [b"200"]
