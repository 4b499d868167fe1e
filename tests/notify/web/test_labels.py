"""Every word that a page of notify asks for exists."""

from pathlib import Path

import services.notify.web
from services.notify.domain.mail import MailState, Purpose, Reason
from services.notify.domain.notification import NotificationKind
from services.notify.web.labels import CATALOGUE
from services.notify.web.sentences import sentence_key
from shared.events import Verdict
from shared.web.labels import Audience, keys_in_templates

TEMPLATES = Path(services.notify.web.__file__).parent / "templates"


def test_every_word_of_the_templates_and_every_state_has_japanese() -> None:
    wanted = [*NotificationKind, *MailState, *Purpose, *Reason, *sorted(keys_in_templates(TEMPLATES))]

    assert CATALOGUE.gaps(Audience.STAFF, wanted) == []


def test_every_notification_has_a_sentence() -> None:
    keys = [sentence_key(kind, None) for kind in NotificationKind]

    assert CATALOGUE.gaps(Audience.STAFF, keys) == []


def test_every_verdict_has_a_sentence_of_its_own() -> None:
    said = {sentence_key(NotificationKind.VERDICT_GIVEN, verdict.value) for verdict in Verdict}

    assert len(said) == len(Verdict)
