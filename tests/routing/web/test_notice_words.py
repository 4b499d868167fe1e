"""What a post was told has a name on the page of a case."""

from services.notify.domain.notification import NotificationKind
from services.routing.web.notice_words import notice_word


def test_every_kind_of_notice_has_a_word_of_its_own() -> None:
    assert [kind for kind in NotificationKind if notice_word(kind.value) == notice_word("tomorrow")] == []
