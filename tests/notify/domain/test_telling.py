"""Every fact is told to somebody or silent on purpose, and every word for it exists."""

from typing import Final

import pytest

from services.notify.consumers import attendee_mail, media_mail, proposer_mail, staff_inbox
from services.notify.domain.audience import Audience, Telling
from services.notify.domain.mail import Purpose, Reader, reader_of
from services.notify.domain.still import STAGES
from services.notify.domain.telling import SILENT, TELLINGS
from services.notify.domain.words import KIND_WORDS
from services.notify.web.sentences import SENTENCES, sentence_key
from shared.events import FACTS, Fact
from shared.scheme.texts import MailName

WITH_A_NOTICE: Final = [row for row in TELLINGS if row.kind is not None]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.type)
def test_every_fact_is_told_to_somebody_or_nobody_with_a_reason(fact: type[Fact]) -> None:
    told = any(row.fact is fact for row in TELLINGS)

    assert told is not (fact in SILENT)


def test_no_reader_is_told_one_fact_twice() -> None:
    rows = [(row.fact, row.to, row.kind, row.purpose) for row in TELLINGS]

    assert len(rows) == len(set(rows))


def test_a_reader_hears_every_fact_the_table_names() -> None:
    heard = {
        type_
        for reader in (staff_inbox(), proposer_mail({}), attendee_mail({}), media_mail({}))
        for type_ in reader.declaration.types
    }

    assert {row.fact.type for row in TELLINGS} <= heard


def test_every_mail_is_written_to_whom_its_purpose_says() -> None:
    to = {
        Audience.PROPOSER: Reader.PROPOSER,
        Audience.COMPANY: Reader.COMPANY,
        Audience.ATTENDEE: Reader.ATTENDEE,
        Audience.MEDIA: Reader.MEDIA,
    }

    assert [row for row in TELLINGS if row.purpose is not None and to[row.to] is not reader_of(row.purpose)] == []


def test_a_notice_and_a_mail_of_one_fact_are_news_in_the_same_stages() -> None:
    both = [row for row in TELLINGS if row.purpose in STAGES and row.while_in is not None]

    assert [row for row in both if row.purpose is None or STAGES[row.purpose] != row.while_in] == []


def test_every_mail_to_those_outside_has_a_text_of_its_name() -> None:
    names = {name.value for name in MailName}

    assert [purpose for purpose in Purpose if purpose.value not in names] == []


@pytest.mark.parametrize("row", WITH_A_NOTICE, ids=lambda row: f"{row.fact.type}-{row.to.value}")
def test_every_notice_has_a_word_and_a_sentence(row: Telling) -> None:
    assert row.kind is not None
    assert KIND_WORDS[row.kind]
    assert sentence_key(row.kind, row.detail) in SENTENCES
