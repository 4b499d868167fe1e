"""What the libraries raise on office files that are not what they claim to be, one list for all who read them.

Bugs of ours raise some of it too: whoever catches it hands on the class, so that it is counted and does not hide.
"""

import lzma
import struct
import zipfile
import zlib
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # The library has no types.

BROKEN_FILE: Final = (
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
    etree.LxmlError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
