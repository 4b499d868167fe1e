"""No readable row of a case is written once the key is gone with which it would have to go."""

from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import text

from services.routing.consumers import readers
from shared.events import AccessChanged, AttachmentInspected, Recorded
from tests.routing.conftest import House
from tests.routing.test_consumers import collect, issues

# The list in docs/documents.md; of the party of a case no more than a number is kept.
READABLE = {
    "case_words": "true",
    "case_party": "name <> '' OR domain_digest IS NOT NULL",
    "party_name": "case_id IS NOT NULL",
    "case_terms": "true",
    "likeness": "true",
    "likeness_mark": "true",
    "lesson": "true",
    "lesson_term": "true",
    "lesson_total": "true",
    "lesson_spread": "true",
}


async def readable(house: House) -> set[str]:
    """Return the tables in which something of a case can be read."""
    found = {
        table: await house.rows(f"SELECT 1 FROM routing.{table} WHERE {said}")  # noqa: S608 - our names
        for table, said in READABLE.items()
    }
    return {table for table, rows in found.items() if rows}


async def hear_all(house: House) -> None:
    """Let every reader hear, once more, what was told of the cases there are and that a file of theirs was read."""
    told = [replace(one, id=uuid4()) for one in await house.openings()]
    files = [
        cast(
            "Recorded[AttachmentInspected]",
            replace(
                cast("Any", one),
                id=uuid4(),
                fact=AttachmentInspected(
                    proposal_id=one.fact.proposal_id,
                    receipt=one.fact.receipt,
                    has_text=True,
                    locked=False,
                    answerable=True,
                ),
            ),
        )
        for one in told
    ]
    changed = [replace(one, id=uuid4()) for one in await house.facts(AccessChanged)]
    hears = {reader.name: reader for reader in readers()}
    await collect(house, hears["routing.suggestions"], *told, *files)
    await collect(house, hears["routing.parties"], *told, *files)
    await collect(house, hears["routing.lessons"], *changed, *files)


async def test_whatever_is_told_of_a_case_after_its_key_was_destroyed_leaves_no_readable_row(house: House) -> None:
    await house.offered("shinrin", abstract="渡船場の電動化を進めます。", title="渡船場の電動化")
    await hear_all(house)
    assert await readable(house) == set(READABLE)
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.keeper SET wrapped_key = NULL WHERE kind = 'case_given'"))
    assert await readable(house) == set()

    await hear_all(house)

    assert await readable(house) == set()
    assert await issues(house) == []


async def test_what_is_told_only_after_the_key_was_destroyed_makes_no_party_either(house: House) -> None:
    await house.offered("shinrin", abstract="渡船場の電動化を進めます。", title="渡船場の電動化")
    async with house.admin.begin() as connection:
        await connection.execute(text("UPDATE routing.keeper SET wrapped_key = NULL WHERE kind = 'case_given'"))

    await hear_all(house)

    assert await readable(house) == set()
    assert await house.rows("SELECT 1 FROM routing.party") == []
    assert await issues(house) == []
