"""A seed repeats the same inputs."""

import io
import zipfile
from random import Random

from tests.fuzz.mutate import mutate, mutate_office, mutate_xml
from tests.intake.domain.sheet.sheets import EMPTY_WORD
from tests.intake.mails import a_mail

MAIL = a_mail()


def test_the_same_numbers_make_the_same_change() -> None:
    once = [mutate(Random(number), MAIL, (MAIL, EMPTY_WORD)) for number in range(50)]
    again = [mutate(Random(number), MAIL, (MAIL, EMPTY_WORD)) for number in range(50)]

    assert once == again
    assert len(set(once)) > 40


def test_xml_is_changed_inside_of_an_archive_that_opens() -> None:
    changed = [mutate_office(Random(number), EMPTY_WORD, (EMPTY_WORD,)) for number in range(12)]

    opened = [content for content in changed if zipfile.is_zipfile(io.BytesIO(content))]
    assert len(opened) > 5
    assert len(set(changed)) == 12


def test_what_is_no_archive_is_changed_all_the_same() -> None:
    assert mutate_office(Random(1), b"no archive", (b"x",)) != b"no archive"


def test_elements_are_doubled_and_nested() -> None:
    grown = {len(mutate_xml(Random(number), b"<a><b c='1'>x</b></a>")) for number in range(40)}

    assert max(grown) > 1_000
