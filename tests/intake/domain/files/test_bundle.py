import io
import json
import zipfile
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.intake.domain.files.bundle import Bundled, Refused, UnusableReturn, make_bundle, read_return
from services.intake.domain.files.values import FileLimits
from tests.intake.office_files import locked, pdf, word, zipped

AT = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
PROPOSAL = Bundled(document_id=UUID(int=0x1111_AAAA_0001), number=1, name="提案書.docx", content=b"one")
SAME_NAME = Bundled(document_id=UUID(int=0x1111_AAAA_0002), number=2, name="提案書.docx", content=b"two")
SUSPECT = Bundled(document_id=UUID(int=0x1111_AAAA_0003), number=3, name="資料.zip", left_out="感染の疑い")
PLAN = Bundled(document_id=UUID(int=0x1111_AAAA_0004), number=4, name="../計画:案.xlsx", content=b"four")
ALL = [PROPOSAL, SAME_NAME, SUSPECT, PLAN]


def returned(
    files: dict[str, bytes], originals: list[Bundled] = ALL
) -> tuple[list[tuple[UUID, str]], dict[str, Refused]]:
    """Return which copies a ZIP of these entries brings, by original and name, and what is refused."""
    found = read_return(zipped(files), originals, FileLimits())
    return [(one.original_id, one.name) for one in found.copies], dict(found.refused)


def test_the_set_holds_every_file_under_a_name_of_its_own_and_says_which_it_is() -> None:
    archive = zipfile.ZipFile(io.BytesIO(make_bundle("R8-0012", ALL, at=AT)))

    manifest = json.loads(archive.read("manifest.json"))

    assert archive.namelist() == [
        "01_aaaa0001_提案書.docx",
        "02_aaaa0002_提案書.docx",
        "04_aaaa0004_計画_案.xlsx",
        "manifest.json",
    ]
    assert [(one["document_id"][-8:], one.get("entry", one.get("left_out"))) for one in manifest["files"]] == [
        ("aaaa0001", "01_aaaa0001_提案書.docx"),
        ("aaaa0002", "02_aaaa0002_提案書.docx"),
        ("aaaa0003", "感染の疑い"),
        ("aaaa0004", "04_aaaa0004_計画_案.xlsx"),
    ]
    assert manifest["files"][0]["sha256"].startswith("7692c3ad")


def test_a_copy_is_known_by_its_mark_whatever_a_gateway_makes_of_the_rest_of_the_name() -> None:
    copies, refused = returned(
        {
            "out/01_aaaa0001_提案書_sanitized.docx": word(),
            "02_AAAA0002_提案書.pdf": pdf("写し"),
            "manifest.json": b"{}",
        }
    )

    assert copies == [(PROPOSAL.document_id, "提案書.docx"), (SAME_NAME.document_id, "提案書.pdf")]
    assert refused == {}


def test_a_copy_without_a_mark_is_known_by_a_name_that_only_one_has() -> None:
    copies, refused = returned({"資料.zip": b"clean", "提案書.docx": b"whose?", "ほか.txt": b"?"})

    assert copies == [(SUSPECT.document_id, "資料.zip")]
    assert refused == {"提案書.docx": Refused.UNKNOWN, "ほか.txt": Refused.UNKNOWN}


def test_what_cannot_be_a_copy_is_refused_with_why() -> None:
    copies, refused = returned({"01_aaaa0001_a.docx": b"x", "01_aaaa0001_b.docx": b"y", "02_aaaa0002_.docx": b""})
    shut = read_return(locked(zipped({"01_aaaa0001_a.docx": b"x"})), ALL, FileLimits())

    assert copies == [(PROPOSAL.document_id, "提案書.docx")]
    assert refused == {"01_aaaa0001_b.docx": Refused.TWICE, "02_aaaa0002_.docx": Refused.EMPTY}
    assert shut.refused == (("01_aaaa0001_a.docx", Refused.LOCKED),)


@pytest.mark.parametrize("content", [b"no zip", zipped({"a": bytes(60_000_000), "b": bytes(60_000_000)})])
def test_what_is_no_zip_or_a_bomb_is_not_opened(content: bytes) -> None:
    with pytest.raises(UnusableReturn):
        read_return(content, ALL, FileLimits())


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_copy_that_is_damaged_is_refused_however_it_was_packed(packing: int) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", packing) as archive:
        archive.writestr("01_aaaa0001_提案書.docx", bytes(range(256)) * 40)
        member = archive.infolist()[0]
    begin = 30 + len(member.filename.encode()) + 12
    content = bytearray(kept.getvalue())
    content[begin : begin + 24] = b"\xff" * 24

    found = read_return(bytes(content), ALL, FileLimits())

    assert list(found.refused) == [("01_aaaa0001_提案書.docx", Refused.BROKEN)]
