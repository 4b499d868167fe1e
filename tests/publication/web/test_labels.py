"""The words of the register."""

from pathlib import Path

from services.publication.domain.counts import OUTCOMES
from services.publication.domain.entry import EntryKind, Openness
from services.publication.web import labels
from services.publication.web.labels import KINDS, LABELS, OPENNESS, OPENNESS_TONES, OUTCOME_WORDS
from services.publication.wiring import TEMPLATES
from shared.web.labels import Audience, keys_in_templates

WEB = Path(labels.__file__).parent


def test_every_word_on_the_pages_is_in_the_catalogue() -> None:
    assert LABELS.gaps(Audience.PUBLIC, keys_in_templates(TEMPLATES)) == []


def test_no_word_stands_in_the_catalogue_for_nothing() -> None:
    said = "".join(
        path.read_text(encoding="utf-8")
        for path in (*WEB.rglob("*.html"), *WEB.glob("*.py"))
        if path.name != "labels.py"
    )
    unused = [
        key
        for key in map(str, LABELS.public)
        if f"'{key}'" not in said and f'"{key.partition(".")[2]}"' not in said and f"'{key}'" not in said
    ]

    assert unused == []


def test_every_kind_and_every_outcome_has_its_word() -> None:
    assert (set(KINDS), set(OPENNESS), set(OPENNESS_TONES)) == (set(EntryKind), set(Openness), set(Openness))
    assert tuple(OUTCOME_WORDS) == OUTCOMES
