"""How an office writes a mail address it enters itself: stricter than the standard, for mails are headed by it."""

import re
from typing import Final

MAX_ADDRESS_CHARACTERS: Final = 254
PLAIN_ADDRESS: Final = re.compile(r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$")


def is_plain_address(text: str) -> bool:
    """Tell whether *text* is one mail address and nothing else."""
    return len(text) <= MAX_ADDRESS_CHARACTERS and PLAIN_ADDRESS.fullmatch(text) is not None
