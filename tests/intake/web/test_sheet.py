"""The desk's sheet as somebody without an account takes it from the front page."""

import re

import httpx2 as httpx
import pytest

from services.intake.domain.sheet.values import SheetState
from tests.intake.domain.sheet.sheets import EXCEL, WORD, read


@pytest.mark.parametrize("page", ["/", "/propose"])
async def test_the_sheet_is_offered_for_word_and_excel(client: httpx.AsyncClient, page: str) -> None:
    shown = await client.get(page)

    assert re.findall(r'href="(/propose/sheet[^"]*)"', shown.text) == ["/propose/sheet.docx", "/propose/sheet.xlsx"]


async def test_what_is_handed_out_is_the_sheet_the_desk_reads(client: httpx.AsyncClient) -> None:
    word, excel = await client.get("/propose/sheet.docx"), await client.get("/propose/sheet.xlsx")
    again = await client.get("/propose/sheet.docx")

    sheets = (read(word.content, WORD), read(excel.content, EXCEL))
    assert [one and (one.title, one.state) for one in sheets] == [("公民連携提案書", SheetState.EMPTY)] * 2
    assert word.headers["Content-Disposition"].startswith("attachment;")
    assert again.content == word.content
