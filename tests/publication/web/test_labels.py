"""The words of the register."""

from services.publication.web.labels import LABELS
from services.publication.wiring import TEMPLATES
from shared.web.labels import Audience, keys_in_templates


def test_every_word_on_the_page_is_in_the_catalogue() -> None:
    wanted = keys_in_templates(TEMPLATES)

    assert (LABELS.gaps(Audience.PUBLIC, wanted), wanted - set(LABELS.public), set(LABELS.public) - wanted) == (
        [],
        set(),
        set(),
    )
