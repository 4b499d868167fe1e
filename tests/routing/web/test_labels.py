from services.notify.domain.mail import MailState, Purpose
from services.routing.web.labels import LABELS, facts_without_words
from shared.web.labels import Audience


def test_every_fact_of_routing_has_words_for_the_history() -> None:
    assert facts_without_words() == []


def test_every_mail_of_notify_has_words_on_the_page_of_its_case() -> None:
    wanted = [f"mail.purpose.{purpose.value}" for purpose in Purpose] + [f"mail.state.{state}" for state in MailState]

    assert LABELS.gaps(Audience.STAFF, wanted) == []
