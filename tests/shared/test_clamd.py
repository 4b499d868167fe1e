from collections.abc import Iterator

import pytest

from shared.clamd import Clamd, Scanned, ScannerAway, TooLargeToScan
from tests.intake.office_files import zipped
from tests.scanner import MARK, MOST_BYTES, SIGNATURE, running_clamd

FOUND = Scanned(f"{SIGNATURE}.UNOFFICIAL")


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    """A real clamd."""
    with running_clamd() as path:
        yield path


async def test_a_real_scanner_finds_what_its_signature_says_also_inside_a_zip(socket: str) -> None:
    clamd = Clamd(socket)

    said = [await clamd.scan(content) for content in (b"plain", b"x" + MARK, zipped({"a/b.txt": MARK * 3}), b"")]

    assert said == [Scanned(None), FOUND, FOUND, Scanned(None)]
    assert await clamd.answers()


async def test_what_is_too_large_for_the_scanner_is_told_as_such(socket: str) -> None:
    with pytest.raises(TooLargeToScan):
        await Clamd(socket).scan(bytes(MOST_BYTES * 3))


@pytest.mark.parametrize("place", ["/nowhere/clamd.sock", "127.0.0.1:1", "no port"])
async def test_a_scanner_that_is_not_there_is_away(place: str) -> None:
    clamd = Clamd(place)

    with pytest.raises(ScannerAway):
        await clamd.scan(b"plain")
    assert not await clamd.answers()
