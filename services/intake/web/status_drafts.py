"""Drafts of publications as the page of a proposal shows them."""

from uuid import UUID

from services.intake.storage.publications import AskedPublication
from services.intake.storage.work import Work
from shared.web.drafts import Draft, DraftAsked, drawn_fields


async def drafts_on_page(work: Work, proposal_id: UUID) -> list[Draft]:
    """Return what the proposer is or was asked about, newest first; what was destroyed is left out."""
    asked = await work.publications.of(proposal_id)
    contents = await work.publications.contents(asked)
    notes = await work.notes.words([one.note_id for one in asked]) if asked else {}
    return [
        Draft(
            asked=_asked(one),
            words=notes.get(one.note_id, ""),
            fields=drawn_fields(contents[one.publication_id], one.fields, one.pictures, _place(one) + "/pictures"),
        )
        for one in asked
        if one.publication_id in contents
    ]


def _place(one: AskedPublication) -> str:
    return f"/status/publications/{one.publication_id}"


def _asked(one: AskedPublication) -> DraftAsked:
    return DraftAsked(
        publication_id=one.publication_id,
        number=one.number,
        draft=one.draft,
        action=_place(one),
        asks=one.asks,
        asked_at=one.asked_at,
        due=one.due,
        release_at=one.release_at,
        answered_at=one.answered_at,
        refused=one.refused or (),
    )
