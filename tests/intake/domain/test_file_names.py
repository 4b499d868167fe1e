"""Names of files from strangers."""

import pytest

from services.intake.domain.file_names import safe_media_type, safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("企画書.docx", "企画書.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\sato\\提案.pdf", "提案.pdf"),
        ("a\x00b\r\nSet-Cookie: x.txt", "abSet-Cookie_ x.txt"),
        ("提案\u202efdp.exe", "提案fdp.exe"),
        ("..", "添付ファイル"),
        ("", "添付ファイル"),
        ("nul.txt", "_nul.txt"),
        ("が.txt", "が.txt"),
        ("あ" * 200 + ".xlsx", "あ" * 115 + ".xlsx"),
    ],
)
def test_a_name_keeps_its_last_part_and_nothing_that_could_do_harm(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_media_type_is_a_media_type_or_unknown_bytes() -> None:
    given = ("Text/HTML; charset=x", "a\r\nb", None, "image/png", "x")

    assert [safe_media_type(one) for one in given] == [
        "text/html",
        "application/octet-stream",
        "application/octet-stream",
        "image/png",
        "application/octet-stream",
    ]
