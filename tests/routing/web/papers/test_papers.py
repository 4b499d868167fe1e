"""Papers of a year and of a case, on pages and as files."""

import html
import io
import re
from datetime import date

import docx
import httpx2 as httpx
from openpyxl import load_workbook

from services.routing.domain.paper import Pairs, Paper, Table, cell_words
from services.routing.web.papers.excel import excel_paper
from services.routing.web.papers.word import word_paper
from tests.routing.conftest import ABSTRACT, TITLE, House
from tests.routing.ending import do

PAPER = Paper(
    name="list",
    title="令和8年度　協定の一覧",
    office="企画課",
    made_on=date(2026, 11, 22),
    blocks=(
        Table(
            title="一覧",
            columns=("名称", "締結日", "効果額"),
            rows=[("=cmd|'/C \x0bcalc\x01'!A0", date(2026, 4, 1), 1200000)],
            total=("計", None, 1200000),
        ),
        Table(title="空の表", columns=("名称",), rows=[]),
        Pairs(title="案件", rows=(("受付番号", "R8-0001"),)),
    ),
    notes=("注記です。",),
)


def test_a_paper_in_excel_holds_numbers_as_numbers_and_never_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(excel_paper(PAPER))).worksheets[0]

    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows() if any(cell.value for cell in row)]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}

    assert ("=cmd|'/C \ncalc\ufffd'!A0", "令和8年4月1日", 1200000) in rows
    assert kinds == {"s", "n"}
    assert rows[-1] == ("※ 注記です。", None, None)


def test_a_paper_in_word_repeats_its_columns_and_says_where_there_is_nothing() -> None:
    document = docx.Document(io.BytesIO(word_paper(PAPER)))

    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]

    assert tables[0] == [
        ["名称", "締結日", "効果額"],
        ["=cmd|'/C \ncalc\ufffd'!A0", "令和8年4月1日", "1,200,000"],
        ["計", "—", "1,200,000"],
    ]
    assert "tblHeader" in document.tables[0].rows[0]._tr.xml
    assert "該当はありません。" in [paragraph.text for paragraph in document.paragraphs]
    assert cell_words("") == "—"


async def test_the_papers_of_a_year_can_be_read_printed_and_saved(house: House, officer: httpx.AsyncClient) -> None:
    await house.offered("shinrin", receipt="R8-0012")
    await house.opened(receipt="R7-0003")

    listed = await officer.get("/papers?year=2026")
    pages = [await officer.get(link) for link in re.findall(r'href="(/papers/[a-z]+\?year=2026)"', listed.text)]
    counts = next(page for page in pages if "件数" in page.text)
    saved = await officer.get("/papers/counts?year=2026&as=xlsx")
    wrong = await officer.get("/papers/nothing?year=2026")

    assert len(pages) == 3
    assert {page.status_code for page in pages} == {200}
    by_year = _rows(counts, "年度ごとの件数と累計")
    assert by_year == [
        ["令和7年度", "1", "0", "1", "0", "0", "0"],
        ["令和8年度", "1", "0", "1", "0", "0", "0"],
        ["計", "2", "0", "2", "0", "0", "0"],
    ]
    assert "counts-2026.xlsx" in saved.headers["content-disposition"]
    assert load_workbook(io.BytesIO(saved.content)).worksheets[0]["A1"].value == "令和8年度　提案の受付・実現の件数"
    assert wrong.status_code == 404


async def test_the_explanation_of_a_case_says_who_when_why_and_under_which_rules_and_nothing_of_the_idea(
    house: House, officer: httpx.AsyncClient
) -> None:
    await house.offered("shinrin")
    await do(house, "write-note", text="BAIT-庁内の話")

    page = await officer.get("/cases/R8-0012/explanation")
    word = await officer.get("/cases/R8-0012/explanation?as=docx")

    written = "\n".join(
        cell.text
        for table in docx.Document(io.BytesIO(word.content)).tables
        for row in table.rows
        for cell in row.cells
    )
    for said in (_words(page.text), written):
        assert TITLE not in said
        assert ABSTRACT not in said
        assert "BAIT" not in said
        assert f"第{house.scheme.version}版" in said
        # The department was asked; it did not ask.
        assert re.search(r"（森林整備課）\s+提案者、団体又は自動の処理|（森林整備課）\s+x", said)


def _words(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def _rows(page: httpx.Response, caption: str) -> list[list[str]]:
    table = page.text[page.text.index(f">{caption}</caption>") :].split("</table>")[0]
    body = table.split("<tbody>")[1]
    return [
        [_words(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in body.split("<tr>")[1:]
    ]
