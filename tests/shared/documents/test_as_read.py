"""How a proposal reads: sheets of trusted answers stand in for fields it has not; nothing else is mixed into it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shared.documents import Document, DocumentKind
from shared.documents.as_read import AsRead, as_read
from shared.documents.contents import ContactContent, FieldCorrection, FilledField, ProposalContent, SheetContent

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def a_field(value: str) -> FilledField:
    return FilledField(key="title", label="提案名", value=value)


def a_sheet(value: str, *, hours: int = 0, reply: bool = True, trusted: bool = True) -> SheetContent:
    at = NOW + timedelta(hours=hours)
    return SheetContent(at=at, reply_id=uuid4() if reply else None, trusted=trusted, fields=(a_field(value),))


def read(content: ProposalContent, *sheets: SheetContent, corrections: Sequence[FieldCorrection] = ()) -> AsRead:
    said = [
        (DocumentKind.PROPOSAL, content),
        (DocumentKind.CONTACT, ContactContent(name="田中")),
        *((DocumentKind.SHEET, one) for one in sheets),
        *((DocumentKind.READING, one) for one in corrections),
    ]
    return as_read(
        Document(
            document_id=uuid4(),
            kind=kind,
            keeper_id=uuid4(),
            media_type="application/json",
            size_bytes=1,
            name=None,
            content=one.to_bytes(),
        )
        for kind, one in said
    )


def test_the_first_sheet_of_a_trusted_answer_stands_in_and_the_others_stand_beside() -> None:
    found = read(
        ProposalContent(title="件名", text="本文"),
        a_sheet("三番目", hours=3),
        a_sheet("二番目", hours=2),
        a_sheet("誰かの", hours=1, trusted=False),
    )

    assert (found.content.title, [one.value for one in found.content.fields]) == ("件名", ["二番目"])
    assert [one.fields[0].value for one in found.beside] == ["誰かの", "三番目"]


def test_a_proposal_with_fields_of_its_own_keeps_them() -> None:
    found = read(
        ProposalContent(title="題", fields=(a_field("様式の前"),)), a_sheet("返信"), a_sheet("添付", reply=False)
    )

    assert [one.value for one in found.content.fields] == ["様式の前"]
    assert [one.fields[0].value for one in found.beside] == ["返信", "添付"]


def test_a_correction_reads_what_stands_in() -> None:
    correction = FieldCorrection(version=1, key="title", label="提案名", value="直した", by="窓口 花子", at=NOW)

    found = read(ProposalContent(title="件名"), a_sheet("返信"), corrections=[correction])

    assert [(one.value, one.earlier[0].value) for one in found.content.fields] == [("直した", "返信")]
