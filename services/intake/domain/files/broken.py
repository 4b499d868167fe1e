"""What the libraries raise on office files that are not what they claim to be, one list for all who read them.

Bugs of ours raise some of it too: whoever catches it hands on the class, so that it is counted and does not hide.
"""

import lzma
import struct
import zipfile
import zlib
from functools import cache
from typing import Final

_BROKEN: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@cache
def broken_file() -> tuple[type[Exception], ...]:
    """Return what to catch; asked only when something was raised, so that whoever reads no file loads no library."""
    from lxml import etree  # type: ignore[import-untyped]  # noqa: PLC0415 - The library is large and has no types.

    return (*_BROKEN, etree.LxmlError)
