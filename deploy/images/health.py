"""Ask the doors of this container whether they are ready: `python -m deploy.images.health 8080 8090`."""

import http.client
import sys
from collections.abc import Sequence

_SECONDS = 4.0


def is_ready(port: int, host: str = "127.0.0.1") -> bool:
    """Tell whether the part behind *port* can do its work; nobody answering means no."""
    door = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        door.request("GET", "/readyz")
        return door.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()


def main(arguments: Sequence[str]) -> int:
    """Return 0 when every named port is ready, else 1; each that is not is named on standard error."""
    missing = [port for port in arguments if not is_ready(int(port))]
    for port in missing:
        sys.stderr.write(f"port {port} is not ready\n")
    return 1 if missing or not arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
