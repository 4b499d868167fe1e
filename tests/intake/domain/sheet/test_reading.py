"""The desk's sheet and two others, filled in the ways people fill them in."""

import io
from datetime import datetime

import openpyxl
import pytest

from services.intake.domain.sheet.reading import read_sheets
from services.intake.domain.sheet.values import SheetFile, SheetState
from tests.intake.domain.sheet.sheets import (
    ANSWERS,
    DESK,
    EMPTY_EXCEL,
    EMPTY_WORD,
    EXCEL,
    WORD,
    changed,
    fields,
    filled_excel,
    filled_word,
    left,
    read,
    saved,
    word_table,
    word_text,
)
from tests.intake.office_files import zipped

MACRO = "application/vnd.ms-word.document.macroenabled.12"
ROWS = [("提案名", "見守り"), ("概要", "週に二度"), ("提案者名（団体名）", "㈱みお"), ("目標（目指す姿）", "笑顔")]
ROWS += [("所在地", "澪野市"), ("期待される効果", "安心"), ("提案者の役割", "車を出す"), ("県に求めること", "場所")]
ROWS += [
    ("希望するスケジュール", "令和９年４月"),
    ("代表者の職・氏名", "髙"),
    ("郵便番号", "000-8570"),
    ("法人番号", "1"),
]


def test_our_word_sheet_comes_back_as_it_was_filled_in() -> None:
    sheet = read(filled_word())

    assert sheet is not None
    assert (sheet.state, sheet.program, sheet.title) == (SheetState.READ, "Word", "公民連携提案書")
    assert {one.key: one.value for one in sheet.values} == {
        "title": ANSWERS["提案名"],
        "proposal_type": "free",
        "categories": ["health-welfare", "safety"],
        "summary": ANSWERS["概要"],
        "proposer_kind": "company",
        "proposer_name": "㈱みお商店",
        "postal_code": "〒０００－８５７０",
        "contact_name": "髙木 亮",
        "contact_email": "ｔａｋａｇｉ@mio-shoten.example.jp",
        "contact_phone": "０００－８２４－１１８０",
        "means": ANSWERS["具体的な手段・事業内容"],
        "new_cost": "none",
        "publication": "consult",
        "oath": "yes",
        "privacy": "yes",
    }
    assert sheet.unread == ()
    assert not any(one.guessed for one in sheet.values)


def test_our_excel_sheet_comes_back_as_it_was_filled_in() -> None:
    answers = ANSWERS | {"提案者の種別": "NPO・各種団体", "県の新たな財政負担": "協議して決めたい"}

    found = fields(filled_excel(answers), EXCEL)

    assert found["title"] == ANSWERS["提案名"]
    assert found["summary"] == ANSWERS["概要"]
    assert found["categories"] == ["health-welfare"]
    assert (found["proposer_kind"], found["new_cost"]) == ("npo", "undecided")
    assert left(filled_excel(answers), EXCEL) == []


def test_the_marks_for_protection_and_publication_belong_to_their_field() -> None:
    sheet = read(filled_word(boxes=[("概要", "保護を求める"), ("提案名", "公表に同意する")]))

    assert sheet is not None
    assert sheet.marks == {"protect.summary", "consent.title"}
    assert sheet.as_form["protect.summary"] == "yes"


@pytest.mark.parametrize(("content", "media_type"), [(EMPTY_WORD, WORD), (EMPTY_EXCEL, EXCEL)])
def test_an_empty_sheet_sent_back_says_nothing(content: bytes, media_type: str) -> None:
    sheet = read(content, media_type)

    assert sheet is not None
    assert (sheet.state, sheet.values, sheet.unread, sheet.marks) == (SheetState.EMPTY, (), (), frozenset())


def test_what_stands_outside_of_the_fields_is_kept_with_its_place() -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled_excel()))
    book.worksheets[0]["H3"] = "課長に電話済み"
    book.create_sheet("別紙")["B12"] = "見積りの内訳"

    assert left(saved(book), EXCEL) == [("提案書 H3", "課長に電話済み"), ("別紙 B12", "見積りの内訳")]


def test_a_sheet_without_our_mark_is_recognised_by_its_labels() -> None:
    sheet = read(word_table([*ROWS, ("貴県で知り合った方", "水産試験場の方")]))

    assert sheet is not None
    assert {one.key for one in sheet.values} >= {"title", "summary", "proposer_name", "goal", "address"}
    assert [one.text for one in sheet.unread] == ["貴県で知り合った方", "水産試験場の方"]
    assert sheet.unread[0].place == "表1 13行1列"


@pytest.mark.parametrize(
    "label",
    [
        "１．提案名",
        "①　提案名",
        "提 案 名",
        "【提案名】（必須）",
        "■提案名：",
        "※提案名",
        "(1) 提案名",
        "提案\n名",
        "提案名 ※必須",
    ],
)
def test_a_label_may_be_printed_in_many_ways(label: str) -> None:
    sheet = read(word_table([(label, "見守り"), *ROWS[1:]]))

    assert sheet is not None
    assert [(one.value, one.guessed) for one in sheet.values if one.key == "title"] == [("見守り", False)]


@pytest.mark.parametrize("label", ["提案者名（会社名）", "希望するスケジール"])
def test_a_label_that_is_only_near_is_marked_as_a_guess(label: str) -> None:
    rows = [(words, answer) for words, answer in ROWS if words[:3] != label[:3]]

    sheet = read(word_table([*rows, (label, "ここに記入")]))

    assert sheet is not None
    assert [one.guessed for one in sheet.values if one.value == "ここに記入"] == [True]


def test_an_ordinary_document_is_no_sheet() -> None:
    assert read(word_text("御中", "概要", "新しい商品のご案内です。", "目標", "売上を伸ばします。")) is None


def test_answers_below_their_labels_are_read() -> None:
    sheet = read(
        word_text(
            "様式第1号",
            "企画提案書",
            "１　事業名",
            "みんなの縁側",
            "２　団体名",
            "澪野縁側の会",
            "３　活動目的",
            "孤立を防ぎます。",
            "1. 集まる場をつくる",
            "4. 続ける",
            "４　団体の法人格",
            "無",
            "５　事業内容",
            "毎週ひらきます。",
            "担当者連絡先",
            "氏名：縁 花子",
            "電話：000-111-2222",
            "総事業費",
            "50万円",
        )
    )

    assert sheet is not None
    assert sheet.title == "企画提案書（様式第1号）"
    assert {one.key: one.value for one in sheet.values} == {
        "title": "みんなの縁側",
        "proposer_name": "澪野縁側の会",
        "goal": "孤立を防ぎます。\n1. 集まる場をつくる\n4. 続ける",
        "means": "毎週ひらきます。",
        "contact_name": "縁 花子",
        "contact_phone": "000-111-2222",
    }
    assert [one.text for one in sheet.unread] == ["無", "50万円"]


def test_a_table_of_numbered_headings_with_merged_groups_is_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: list[tuple[str | datetime | None, ...]] = [
        ("１ 団体の概要", "団体名称", "特定非営利活動法人みお"),
        (None, "フリガナ", "ミオ"),
        (None, "団体の種別", "□会社　☑NPO法人　□個人"),
        (None, "設立年月日", datetime(2019, 5, 1)),  # noqa: DTZ001 - Excel knows no zones.
        ("２ 担当者", "氏名", "縁 花子"),
        (None, "フリガナ", "エン ハナコ"),
        (None, "電話番号", "000-111-2222"),
        ("３ 事業名", None, "みんなの縁側"),
        ("４ 事業の概要", None, "毎週ひらきます。"),
        ("５ 期待される効果", None, "孤立が減ります。"),
        ("６ 行政の役割", None, "場所の提供"),
    ]
    for row in rows:
        sheet.append(row)
    for merged in ("A1:A4", "A5:A7", "A8:B8", "A9:B9", "A10:B10", "A11:B11"):
        sheet.merge_cells(merged)

    content = saved(book)

    assert fields(content, EXCEL) == {
        "proposer_name": "特定非営利活動法人みお",
        "proposer_kana": "ミオ",
        "proposer_kind": "npo",
        "contact_name": "縁 花子",
        "contact_kana": "エン ハナコ",
        "contact_phone": "000-111-2222",
        "title": "みんなの縁側",
        "summary": "毎週ひらきます。",
        "effects": "孤立が減ります。",
        "prefecture_role": "場所の提供",
    }
    assert left(content, EXCEL) == [("Sheet C4", "2019年5月1日")]


def test_words_beside_a_label_that_may_head_a_column_are_a_guess() -> None:
    rows = [(words, answer, "", "") for words, answer in ROWS[3:]]
    heads = [("提案名", "開始の年", "提案者名（団体名）", "備考"), ("見守り", "令和９年", "みおの会", "なし")]

    sheet = read(word_table([*rows, *heads], columns=4))

    assert sheet is not None
    assert [(one.key, one.value) for one in sheet.values if one.guessed] == [
        ("title", "開始の年"),
        ("proposer_name", "備考"),
    ]
    assert [one.text for one in sheet.unread] == ["見守り", "令和９年", "みおの会", "なし"]


def test_what_is_typed_under_the_label_itself_is_kept_for_a_person() -> None:
    content = word_table([("提案名（必須）\n見守り", ""), *ROWS[1:]])

    assert "title" not in fields(content)
    assert left(content) == [("表1 1行1列", "提案名（必須）\n見守り")]


def test_nested_tables_text_boxes_and_controls_belong_to_their_cell() -> None:
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice'
        ' Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>箱の中</w:t></w:r></w:p></w:txbxContent></w:drawing>'
        "</mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>箱の中</w:t></w:r></w:p></w:txbxContent>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    control = (
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>差し込み</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>クリックして入力</w:t></w:r></w:sdtContent></w:sdt>"
    )
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>表の中</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"

    def put(xml: str) -> str:
        xml = xml.replace("<w:t>見守り</w:t></w:r>", f"<w:t>見守り</w:t></w:r>{control}")
        xml = xml.replace("<w:t>週に二度</w:t></w:r>", f"<w:t>週に二度</w:t></w:r>{box}")
        return xml.replace("<w:t>笑顔</w:t></w:r></w:p>", f"<w:t>笑顔</w:t></w:r></w:p>{table}")

    found = fields(changed(word_table(ROWS), "word/document.xml", put))

    assert found["title"] == "見守り差し込み"
    assert found["summary"] == "週に二度\n箱の中"
    assert found["goal"] == "笑顔\n表の中"


def test_a_field_answered_twice_keeps_the_second_answer_in_sight() -> None:
    content = word_table([*ROWS, ("提案名", "別の名前")])

    assert fields(content)["title"] == "見守り"
    assert left(content) == [("表1 13行2列", "提案名：別の名前")]


def test_two_ticks_where_one_is_asked_are_for_a_person_to_read() -> None:
    content = filled_word(ticked=["企業・個人事業主", "NPO・各種団体"])

    assert "proposer_kind" not in fields(content)
    assert "提案者の種別：☑ 企業・個人事業主\n☑ NPO・各種団体" in left(content)[0][1]


def test_a_file_with_macros_is_read_without_them() -> None:
    assert read(filled_word(), MACRO) is not None


def test_an_encrypted_sheet_is_named_and_a_broken_one_is_no_sheet() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    broken = filled_word()[:9000]

    sheet = read(locked, "application/x-ole-storage")

    assert sheet is not None
    assert sheet.state is SheetState.LOCKED
    assert read(broken) is None


def test_what_broke_the_reading_of_a_sheet_is_named() -> None:
    broken = zipped({"word/document.xml": b"<no xml"})
    told: list[str] = []

    sheets = read_sheets([SheetFile(name="a.docx", media_type=WORD, content=broken)], DESK, told.append)

    assert (sheets, told) == ([], ["XMLSyntaxError"])


def test_a_workbook_that_merges_a_million_cells_is_no_sheet() -> None:
    merged = changed(
        filled_excel(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace('ref="A1:F1"', 'ref="A1:XFD1048576"')
    )

    assert read(merged, EXCEL) is None


def test_a_page_of_too_many_cells_is_cut_and_says_so() -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled_excel()))
    sheet = book.create_sheet("明細")
    for number in range(5_200):
        sheet.append([number])

    found = read(saved(book), EXCEL)

    assert found is not None
    assert found.is_cut
    assert "title" in {one.key for one in found.values}
