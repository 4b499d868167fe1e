"""One catalogue per audience."""

from enum import StrEnum
from pathlib import Path

from shared.web.labels import Audience, Catalogue, keys_in_templates


class Stage(StrEnum):
    RECEIVED = "received"
    REVIEWING = "reviewing"


class Because(StrEnum):
    RECEIVED = "received"


CATALOGUE = Catalogue(
    staff={Stage.RECEIVED: "受付", "inbox.count": "未読{count}件"},
    proposer={Stage.RECEIVED: "受け付けました"},
)


def test_each_audience_has_its_own_word() -> None:
    assert CATALOGUE.text(Audience.STAFF, Stage.RECEIVED) == "受付"
    assert CATALOGUE.text(Audience.PROPOSER, Stage.RECEIVED) == "受け付けました"


def test_two_things_stored_alike_have_words_of_their_own() -> None:
    catalogue = Catalogue(staff=({Stage.RECEIVED: "受付"}, {Because.RECEIVED: "届いたため"}))

    said = [catalogue.text(Audience.STAFF, key) for key in (Stage.RECEIVED, Because.RECEIVED, "received")]

    assert said == ["受付", "届いたため", "received"]


def test_a_stored_value_is_understood_where_only_one_thing_has_it() -> None:
    assert CATALOGUE.text(Audience.STAFF, "received") == "受付"
    assert CATALOGUE.gaps(Audience.STAFF, [*Because]) == ["Because.RECEIVED"]


def test_values_are_put_into_the_text() -> None:
    assert CATALOGUE.label(Audience.STAFF)("inbox.count", count=3) == "未読3件"


def test_a_missing_entry_or_value_breaks_no_page() -> None:
    assert CATALOGUE.text(Audience.PUBLIC, Stage.RECEIVED) == "Stage.RECEIVED"
    assert CATALOGUE.text(Audience.STAFF, "inbox.count") == "未読{count}件"


def test_a_missing_entry_is_found_by_a_test(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ label('inbox.count', count=1) }} {{ label(\"inbox.empty\") }}")

    gaps = CATALOGUE.gaps(Audience.STAFF, [*Stage, *keys_in_templates(tmp_path)])

    assert gaps == ["Stage.REVIEWING", "inbox.empty"]
