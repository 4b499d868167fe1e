"""The indexes by which the list of cases is filtered and sorted."""

from typing import Final

from sqlalchemy import Index, text

_RUNNING: Final = "stage NOT IN ('completed', 'declined', 'merged', 'referred', 'withdrawn')"


def list_indexes() -> tuple[Index, ...]:
    """Return the indexes of `desk_case` for its list: one an order, and one for what few cases have in common."""
    return (
        Index("desk_case_newest", "desk_id", "case_id"),
        Index(
            "desk_case_next_day",
            "desk_id",
            "next_day",
            "case_id",
            postgresql_where=text(_RUNNING),
        ),
        Index("desk_case_changed", "desk_id", "changed_at", "case_id"),
        Index("desk_case_officer", "desk_id", "officer", "case_id"),
        Index(
            "desk_case_officer_next_day",
            "desk_id",
            "officer",
            "next_day",
            "case_id",
            postgresql_where=text(_RUNNING),
        ),
        Index("desk_case_proposer_kind", "desk_id", "proposer_kind", "case_id"),
        Index("desk_case_to_parties", "desk_id", "case_id", postgresql_where=text("direction = 'to_parties'")),
        Index("desk_case_unled", "desk_id", "case_id", postgresql_where=text("unled")),
    )
