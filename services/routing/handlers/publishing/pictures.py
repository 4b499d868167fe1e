"""A picture as everybody may see it: drawn anew, so that nothing a camera or a program wrote into it stays."""

import io
import struct
import zlib
from typing import Final

from PIL import Image, ImageOps

from services.routing.domain.publishing.refusals import NotAPicture
from services.routing.handlers.publishing.asks import LARGEST_PICTURE
from services.routing.handlers.publishing.picture import Picture

_MEDIA: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# A small file can unfold into more than a machine has.
_MOST_PIXELS: Final = {"JPEG": 40_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
_LONGEST_SIDE: Final = 2_000
# What the reader of a broken file raises, whatever it stumbles over.
_BROKEN: Final = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


def drawn_anew(content: bytes) -> Picture:
    """Return the picture turned upright, at most 2,000 pixels wide and high; raise NotAPicture."""
    if len(content) > LARGEST_PICTURE:
        raise NotAPicture
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_MEDIA)) as opened:
            kind = opened.format or ""
            if opened.width * opened.height > _MOST_PIXELS.get(kind, 0):
                raise NotAPicture
            mode = "RGBA" if kind != "JPEG" and "A" in opened.getbands() else "RGB"
            # Made small first: every step after that costs memory by the pixel.
            opened.draft(mode, (_LONGEST_SIDE, _LONGEST_SIDE))
            opened.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            plain = ImageOps.exif_transpose(opened).convert(mode)
    except _BROKEN as error:
        raise NotAPicture from error
    # Only the pixels go over: a new picture has no notes, no place and no colour profile.
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    out = io.BytesIO()
    bare.save(out, format=kind)
    return Picture(media_type=_MEDIA[kind], content=out.getvalue())
