import pytest

from services.intake.domain.mail.entity import read_entity
from services.intake.domain.mail.naming import found_name
from services.intake.domain.mail.values import Limits, Notes


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Content-Location: https://example.jp/a/b%20c/plan.pdf?x=1#y", "plan.pdf"),
        ("Content-ID: <image001.png@01D0.1234>", "image001.png"),
        ("Content-Description: =?UTF-8?B?5o+Q5qGI?=", "提案.pdf"),
        ("Content-Description: plan.doc", "plan.doc"),
        ("Content-ID: <part1@example.jp>", ""),
        ("Content-Location: https://example.jp/", ""),
    ],
)
def test_a_part_without_a_name_is_named_by_its_other_headers(head: str, name: str) -> None:
    entity = read_entity(f"Content-Type: application/pdf\n{head}\n\nx".encode(), Limits(), Notes())

    assert found_name(entity) == name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("image/png", "image.png"),
        ("video/quicktime", "video.mov"),
        ("text/calendar", "calendar.ics"),
        ("application/x-thing", ""),
    ],
)
def test_a_part_without_any_hint_is_named_by_its_kind(kind: str, name: str) -> None:
    assert found_name(read_entity(f"Content-Type: {kind}\n\nx".encode(), Limits(), Notes())) == name
