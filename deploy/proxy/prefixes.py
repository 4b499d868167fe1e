"""Write which service answers which path, as the services say it: `python -m deploy.proxy.prefixes`."""

import re
import sys
from collections.abc import Sequence

from shared.service import Service, services

_HEAD = """\
# Written by `python -m deploy.proxy.prefixes`; the same rule as shared/runtime/front.py: the longest prefix decides.
# The first pattern that fits wins, so the longest stands first.
map $uri $desk_service {
"""


def prefixes(of: Sequence[Service]) -> list[tuple[str, str]]:
    """Return each path prefix with its service, longest first; `/`, which fits every path, is the last."""
    pairs = [(prefix, service.name) for service in of for prefix in service.prefixes]
    return sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0]))


def written(of: Sequence[Service]) -> str:
    """Return the map as nginx reads it."""
    lines = [
        f"    default {name};" if prefix == "/" else f'    "~^{re.escape(prefix)}(/|$)" {name};'
        for prefix, name in prefixes(of)
    ]
    return _HEAD + "\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.stdout.write(written(services()))
