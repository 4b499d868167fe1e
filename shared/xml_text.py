"""Text that XML can hold, and therefore Word, Excel and feeds."""

import re
from typing import Final

# Characters that no document of XML 1.0 may hold, not even escaped; pasted text brings some of them along.
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return *text* with a sign (U+FFFD) where XML cannot hold it; a vertical tab is Word's new line."""
    return _FORBIDDEN.sub("\ufffd", text.replace("\x0b", "\n"))
