"""The first letter a proposer receives."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.notify.domain.answered_call import AnsweredCall
from services.notify.mailer.acknowledgement import Receipt, application_words, receipt_words
from services.notify.mailer.filling import addressee_of, filled, wording_of
from services.notify.mailer.words import name_or_nothing
from shared.documents.contents import ContactContent
from shared.events import ProposerKind
from shared.japanese.era import wareki_with_weekday
from shared.scheme.model import DeskScheme
from shared.scheme.promises import confirmed_by
from shared.scheme.texts import MailName

RECEIPT = Receipt(
    number="R8-0012", received_at=datetime(2026, 12, 25, 1, 0, tzinfo=UTC), proposer_kind=ProposerKind.COMPANY
)


def written(scheme: DeskScheme, receipt: Receipt = RECEIPT) -> tuple[str, str]:
    words = receipt_words(scheme, receipt) | {"status_url": "https://desk.example/status/t"}
    wording = wording_of(scheme, MailName.ACKNOWLEDGEMENT)
    return filled(wording, scheme, addressee_of(ContactContent(name="田中 一郎")), **words)


@pytest.mark.parametrize(
    "name",
    ["https://evil.example を見て", "ｈｔｔｐ：//evil.example", "www.evil.example", "mail@evil.example", "長" * 61],
)
def test_what_is_no_name_is_left_out_so_that_nobody_advertises_through_us(name: str) -> None:
    assert name_or_nothing(name) == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [("田中\n一郎", "田中 一郎"), ("  田中　一郎 ", "田中 一郎"), ("田中\u202e一郎", "田中一郎"), ("𠮷田", "𠮷田")],
)
def test_a_name_becomes_one_line(typed: str, said: str) -> None:
    assert name_or_nothing(typed) == said


def test_the_letter_names_the_day_the_desk_promises(schemes: dict[str, DeskScheme]) -> None:
    _, body = written(schemes["miono"])

    promised = wareki_with_weekday(confirmed_by(schemes["miono"], date(2026, 12, 25)))
    assert promised == "令和9年1月12日（火）"
    assert [line for line in body.splitlines() if promised in line] != []


@pytest.mark.parametrize(
    ("kind", "asked"), [(ProposerKind.COMPANY, "担当する課"), (ProposerKind.DEPARTMENT, "関係する企業や団体")]
)
def test_the_letter_names_the_side_that_will_be_asked(
    schemes: dict[str, DeskScheme], kind: ProposerKind, asked: str
) -> None:
    _, body = written(schemes["miono"], replace(RECEIPT, proposer_kind=kind))

    steps = [line for line in body.splitlines() if "お伝えします。" in line or "成立するかどうか" in line]
    assert [asked in line for line in steps] == [True, True]
    assert ("課" in "".join(steps)) == (asked == "担当する課")


def test_the_letter_to_a_person_has_no_empty_first_line(schemes: dict[str, DeskScheme]) -> None:
    subject, body = written(schemes["miono"])

    assert subject == "【受付番号 R8-0012】ご提案を受け付けました（澪野県 公民連携デスク）"
    assert body.startswith("田中 一郎 様\n")
    assert body.endswith("――――――――――――――――――――\n")


def test_who_answers_a_call_is_told_its_days_and_not_those_of_other_proposals(schemes: dict[str, DeskScheme]) -> None:
    call = AnsweredCall(number="BR8-0002", title="移動支援", closes_on=date(2027, 1, 29), results_by=date(2027, 3, 29))
    words = application_words(RECEIPT, call) | {"status_url": "https://desk.example/status/t"}
    scheme = schemes["miono"]

    _, body = filled(wording_of(scheme, MailName.APPLICATION_RECEIVED), scheme, "田中 一郎 様", **words)

    for said in (
        "募集 BR8-0002「移動支援」",
        "令和9年1月29日（金）に募集を締め切り",
        "令和9年3月29日（月）までを目安に",
    ):
        assert said in body
    assert "担当する課" not in body
