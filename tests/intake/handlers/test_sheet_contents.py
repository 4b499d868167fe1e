"""What a mail's sheets add to its proposal."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from services.intake.domain.sheet.values import Left, ReadSheet, SheetState, SheetValue
from services.intake.handlers.proposing import Said
from services.intake.handlers.sheet_contents import from_sheets, with_sheets
from shared.documents.contents import ContactContent, ProposalContent
from shared.events import Channel, ProposerKind
from tests.intake.domain.sheet.sheets import SCHEME


def value(key: str, words: str | list[str], place: str = "表1 1行2列", *, guessed: bool = False) -> SheetValue:
    return SheetValue(key=key, value=words, place=place, guessed=guessed)


def sheet(
    *values: SheetValue,
    name: str = "様式.docx",
    state: SheetState = SheetState.READ,
    unread: tuple[Left, ...] = (),
) -> ReadSheet:
    return ReadSheet(name=name, program="Word", state=state, values=values, unread=unread)


WHOLE = (
    value("title", "見守り"),
    value("proposal_type", "free"),
    value("categories", ["safety", "other"]),
    value("summary", "週に二度まわります。"),
    value("proposer_kind", "npo"),
    value("proposer_name", "みおの会"),
    value("contact_name", "縁 花子"),
    value("contact_email", "ｅｎ@mionokai.example.jp"),
    value("contact_phone", "０００－１１１－２２２２"),
    value("means", "車"),
    value("new_cost", "none"),
    value("publication", "consult"),
    value("oath", "yes"),
    value("privacy", "yes"),
)


def test_a_sheet_becomes_the_fields_of_a_form_with_their_places() -> None:
    said = from_sheets([sheet(*WHOLE)], SCHEME)

    assert said.warnings == ()
    assert said.proposer_kind is ProposerKind.NPO
    assert {one.key: one.value for one in said.fields}["categories"] == "安全・安心、その他"
    assert {one.source for one in said.fields} == {"様式（Word）から読み取り"}
    assert {one.key for one in said.fields} & {"contact_name", "contact_email", "contact_phone"} == set()
    assert {one.key: one.value for one in said.contact.written} == {
        "contact_name": "縁 花子",
        "contact_email": "en@mionokai.example.jp",
        "contact_phone": "000-111-2222",
    }


def test_what_a_form_would_refuse_is_a_warning_and_the_words_stay() -> None:
    said = from_sheets([sheet(value("title", "見守り"), value("postal_code", "8570"))], SCHEME)

    assert {one.key: one.value for one in said.fields} == {"title": "見守り", "postal_code": "8570"}
    assert said.warnings[0] == "様式の「郵便番号」：郵便番号は、7桁の数字でご入力ください（例：000-0000）。"
    assert said.warnings[1].startswith(
        "様式の必須の項目に、記入がないか読み取れないものがあります：「提案区分」「分野」「概要」"
    )


def test_a_guess_is_marked_where_it_stands_and_told() -> None:
    said = from_sheets([sheet(*WHOLE[1:], value("title", "見守り", "表1 9行2列", guessed=True))], SCHEME)

    assert [(one.key, one.place) for one in said.fields if one.guessed] == [("title", "表1 9行2列")]
    assert len(said.warnings) == 1


def test_the_first_filled_sheet_counts_and_the_others_words_are_kept() -> None:
    other = sheet(
        value("title", "別の題名"), *WHOLE[1:], name="写し.xlsx", unread=(Left(place="提案書 H3", text="メモ"),)
    )

    said = from_sheets([sheet(name="空.docx", state=SheetState.EMPTY), sheet(*WHOLE), other], SCHEME)

    assert [one.value for one in said.fields if one.key == "title"] == ["見守り"]
    assert [(one.place, one.text) for one in said.unread] == [
        ("「写し.xlsx」 表1 1行2列", "提案名：別の題名"),
        ("「写し.xlsx」 提案書 H3", "メモ"),
    ]
    assert said.warnings[0] == "「空.docx」：様式は、記入がないまま添付されています。"
    assert said.warnings[1].startswith("記入のある様式が2つ添付されています。「様式.docx」を項目に読み取り")


def a_said_mail() -> Said:
    return Said(
        raw_id=UUID(int=1),
        channel=Channel.MAIL,
        received_at=datetime(2026, 11, 22, tzinfo=UTC),
        actor="service:intake",
        content=ProposalContent(title="見守りのご提案", proposer="佐藤 花子", text="本文"),
        contact=ContactContent(name="佐藤 花子", email="hanako@kigyo.example.jp"),
    )


def test_the_mail_keeps_its_sender_and_subject_and_gains_what_only_the_sheet_says() -> None:
    said = with_sheets(a_said_mail(), [sheet(*WHOLE)], SCHEME)

    assert (said.content.title, said.content.proposer, said.content.text) == ("見守りのご提案", "佐藤 花子", "本文")
    assert (said.contact.name, said.contact.email) == ("佐藤 花子", "hanako@kigyo.example.jp")
    assert (said.contact.organisation, said.contact.phone) == ("みおの会", "000-111-2222")
    assert said.content.warnings == (
        "様式に書かれたメールアドレスが、差出人と異なります。お返事は差出人へお送りします。",
    )


def test_a_proposal_knows_which_of_its_files_are_sheets_so_that_what_is_printed_on_them_counts_for_nothing() -> None:
    empty = replace(sheet(state=SheetState.EMPTY), position=2)
    unread = replace(sheet(state=SheetState.GAVE_UP), position=3)

    said = with_sheets(a_said_mail(), [replace(sheet(*WHOLE), position=1), empty, unread], SCHEME)

    assert said.content.sheets == (1, 2)


def test_a_mail_without_a_sheet_says_what_it_said() -> None:
    mail = a_said_mail()

    assert with_sheets(mail, [], SCHEME) is mail
