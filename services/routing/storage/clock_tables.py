"""The tables of the clocks: how long stages last, which steps were taken for which day, and what was forgotten."""

from dataclasses import dataclass

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTables:
    """`clock` holds a row a case, `step` and `forgotten` a row each thing that was told."""

    clock: Table
    step: Table
    forgotten: Table


def clock_tables(metadata: MetaData) -> ClockTables:
    """Declare the tables in *metadata*."""
    return ClockTables(clock=_clock(metadata), step=_step(metadata), forgotten=_forgotten(metadata))


def _case_id(*, key: bool = False) -> Column[object]:
    return Column("case_id", Uuid, ForeignKey("routing.desk_case.case_id"), primary_key=key, nullable=False)


def _clock(metadata: MetaData) -> Table:
    # The days can be counted again from the columns before them; they stand here to be looked for. None: none runs.
    return Table(
        "case_clock",
        metadata,
        _case_id(key=True),
        Column("since", Date, nullable=False),
        Column("extra", Integer, nullable=False),
        Column("paused_on", ARRAY(Date), nullable=False),
        Column("resumed_on", ARRAY(Date), nullable=False),
        # Until when the case waits for the result of the call it answers.
        Column("waits_until", Date),
        Column("promised", Date),
        Column("maximum", Date),
        # Written without its days, by an older program: the clock counts them at its next look.
        Column("counted", Boolean, nullable=False),
        Index("case_clock_promised", "promised", postgresql_where=text("promised IS NOT NULL")),
        Index("case_clock_uncounted", "case_id", postgresql_where=text("NOT counted")),
    )


def _step(metadata: MetaData) -> Table:
    # `about_id` is the case, the offer or the notice the step was taken for; a step is taken once for each day.
    return Table(
        "clock_step",
        metadata,
        Column("step_id", Uuid, primary_key=True),
        _case_id(),
        Column("about_id", Uuid, nullable=False),
        Column("due", Date, nullable=False),
        Column("step", Integer, nullable=False),
        Column("taken_at", DateTime(timezone=True), nullable=False),
        UniqueConstraint("about_id", "due", "step", name="clock_step_once"),
        Index("clock_step_case", "case_id"),
    )


def _forgotten(metadata: MetaData) -> Table:
    return Table(
        "forgotten_case",
        metadata,
        Column("finding_id", Uuid, primary_key=True),
        _case_id(),
        Column("cause", Text, nullable=False),
        Column("found_at", DateTime(timezone=True), nullable=False),
        Column("resolved_at", DateTime(timezone=True)),
        Index("forgotten_case_open", "case_id", "cause", unique=True, postgresql_where=text("resolved_at IS NULL")),
    )
