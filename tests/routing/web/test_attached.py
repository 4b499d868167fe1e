"""The files of a case as a browser gets them: states in words, the clean copy first, nothing suspect by accident."""

from uuid import UUID, uuid4

import httpx2 as httpx
import pytest
from sqlalchemy import MetaData, text

from services.routing.handlers.opening import open_cases
from services.routing.storage.attachments import Attached
from services.routing.web.attached import asks_first
from shared.documents import DocumentCard, DocumentKind, Documents, KeeperKind, NewDocument
from shared.documents.tables import document_tables
from shared.files import FileStanding, FileState, NotScannedYet
from shared.scheme.model import DeskScheme, FileRules
from tests.intake.web.conftest import hidden
from tests.routing.conftest import DESK, NOW, House

CASE = "/cases/R8-0012"


def a_file(keeper: UUID, kind: DocumentKind, content: bytes, name: str) -> NewDocument:
    """Return a file of a proposal."""
    return NewDocument(
        kind=kind, content=content, keeper_id=keeper, keeper_kind=KeeperKind.PROPOSAL, desk_id=DESK, name=name
    )


async def a_case(
    house: House, *, state: str, reason: str, findings: tuple[str, ...] = (), cleaned: bool = False, files: int = 1
) -> UUID:
    """Open a case with files that stand so, and return the first one's id."""
    received = await house.proposal()
    keeper = received.aggregate_id
    async with house.intake.begin() as connection:
        documents = Documents(connection, document_tables(MetaData(schema="intake")), house.keyring)
        original, *_, copy = await documents.write_all(
            [
                *[a_file(keeper, DocumentKind.ATTACHMENT, b"original", "提案書.jtd")] * files,
                a_file(keeper, DocumentKind.CLEANED_COPY, b"clean", "提案書.pdf"),
            ]
        )
        await connection.execute(
            text(
                "UPDATE intake.inspection SET state = :state, reason = :reason, media_type = 'application/x-js-taro',"
                " findings = CAST(:findings AS text[]), signature = 'Some.Virus'"
            ),
            {"state": state, "reason": reason, "findings": list(findings)},
        )
        if cleaned:
            await connection.execute(
                text("INSERT INTO intake.cleaned_copy VALUES (:copy, :original, :desk, :by, :at)"),
                {"copy": copy, "original": original, "desk": DESK, "by": uuid4(), "at": NOW},
            )
    async with house.worker.begin() as work:
        await open_cases([received], work, at=NOW)
    return original


async def test_the_page_says_of_each_file_how_far_it_can_be_trusted(house: House, officer: httpx.AsyncClient) -> None:
    document_id = await a_case(house, state="unchecked", reason="no_scanner", findings=("ichitaro", "macro"))

    page = (await officer.get(CASE)).text
    file = await officer.get(f"{CASE}/attachments/{document_id}")

    for words in (
        "一太郎文書",
        "未検査",
        "設定されていない",
        "一太郎ビューア",
        "マクロを含みます",
        "開くと動く内容あり",
    ):
        assert words in page
    assert (file.content, file.headers["content-type"]) == (b"original", "application/octet-stream")
    assert file.headers["content-disposition"].startswith("attachment;")


async def test_what_is_true_of_every_file_is_said_once_in_the_words_of_an_office(
    house: House, officer: httpx.AsyncClient
) -> None:
    await a_case(house, state="unchecked", reason="no_scanner", files=3)

    page = (await officer.get(CASE)).text

    assert page.count("提案書.jtd") == 3
    assert page.count("ウイルス検査の仕組みが設定されていない") == 1
    assert "clamd" not in page


async def test_a_dangerous_archive_is_explained_in_one_sentence(house: House, officer: httpx.AsyncClient) -> None:
    await a_case(house, state="uncheckable", reason="refused", findings=("archive_refused",))

    page = (await officer.get(CASE)).text

    assert page.count("極端に大きくなる") == 1


async def test_what_a_scanner_warned_of_is_taken_by_the_desk_alone_and_with_a_reason(
    house: House, officer: httpx.AsyncClient
) -> None:
    document_id = await a_case(house, state="suspect", reason="found")
    place = f"{CASE}/attachments/{document_id}"

    first = await officer.get(place)
    asked = await officer.get(f"{place}/original")
    without = await officer.post(f"{place}/original", data=hidden(asked.text))
    taken = await officer.post(f"{place}/original", data=hidden(asked.text) | {"reason": "業者に調べてもらう"})

    assert (first.status_code, first.headers["location"]) == (303, f"{place}/original")
    assert (without.status_code, taken.content) == (422, b"original")
    noted = await house.rows("SELECT what_id FROM access.content_read WHERE action = 'file_take_suspect'")
    assert [str(document_id) in row["what_id"] for row in noted] == [True]
    assert "業者" not in str(noted)


async def test_the_clean_copy_comes_first_and_the_original_is_one_question_away(
    house: House, officer: httpx.AsyncClient
) -> None:
    document_id = await a_case(house, state="uncheckable", reason="locked", findings=("locked",), cleaned=True)
    place = f"{CASE}/attachments/{document_id}"

    page = (await officer.get(CASE)).text
    [copy] = await house.rows("SELECT document_id FROM intake.cleaned_copy")
    clean = await officer.get(f"{CASE}/attachments/{copy['document_id']}")
    straight = await officer.get(place)
    asked = await officer.get(f"{place}/original")
    original = await officer.post(f"{place}/original", data=hidden(asked.text))

    assert "無害化済" in page
    assert "「提案書.jtd」を無害化した写しです。" in page
    assert (clean.content, straight.status_code, original.content) == (b"clean", 303, b"original")


@pytest.mark.parametrize(
    ("state", "cleaned", "outcome"),
    [
        (FileState.CHECKED, False, "handed out"),
        (FileState.UNCHECKED, False, "shut"),
        (FileState.UNCHECKED, True, "shut"),
        (FileState.UNCHECKABLE, False, "asks"),
        (FileState.UNCHECKABLE, True, "asks"),
        (FileState.SUSPECT, False, "asks"),
    ],
)
def test_a_desk_may_hand_out_nothing_that_no_scanner_has_looked_at(
    scheme: DeskScheme, state: FileState, cleaned: bool, outcome: str
) -> None:
    strict = scheme.model_copy(update={"files": FileRules(before_scan=False)})
    card = DocumentCard(
        document_id=uuid4(), kind=DocumentKind.ATTACHMENT, media_type="x", size_bytes=1, name="a", position=0
    )
    original = Attached(card=card, text=None, standing=FileStanding(state=state), copy=card if cleaned else None)

    try:
        found = "asks" if asks_first(original, strict) else "handed out"
    except NotScannedYet:
        found = "shut"

    assert found == outcome
