"""Pictures as people send them, broken ones among them."""

import io

import pytest
from PIL import Image

from services.routing.domain.publishing.refusals import NotAPicture
from services.routing.handlers.publishing.pictures import drawn_anew
from tests.routing.publishing import a_picture


def with_bad_chunk() -> bytes:
    return a_picture("PNG").replace(b"IDAT", b"ID\x00T")


def with_bad_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return a_picture("WEBP", exif=exif.tobytes()).replace(b"MM\x00*", b"XX\x00*", 1)


def too_many_pixels(kind: str) -> bytes:
    return a_picture(kind, size=(26_000, 1_000))


@pytest.mark.parametrize("content", [b"", with_bad_chunk(), with_bad_exif(), too_many_pixels("PNG")])
def test_what_cannot_be_shown_is_refused_whatever_is_wrong_with_it(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        drawn_anew(content)


def test_a_large_photograph_is_made_small_and_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    picture = drawn_anew(a_picture(size=(4_000, 2_000), exif=exif.tobytes()))

    assert Image.open(io.BytesIO(picture.content)).size == (1_000, 2_000)


def test_what_is_clear_in_a_picture_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (3_000, 20), (0, 128, 0, 0)).save(out, "PNG")

    picture = drawn_anew(out.getvalue())

    assert Image.open(io.BytesIO(picture.content)).getpixel((5, 5))[3] == 0  # type: ignore[index]  # four bands
