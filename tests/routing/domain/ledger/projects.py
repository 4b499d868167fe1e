"""Projects as tests tell them."""

from datetime import date
from uuid import UUID, uuid4

from services.routing.domain.ledger.book import Born
from services.routing.domain.ledger.project import PROJECTS, Project
from shared.events import Fact
from shared.events import projects as e

NUMBER = "JR8-0001"
REPORT = e.ProjectReported(number=NUMBER, report_id=uuid4(), begins=date(2026, 4, 1), ends=date(2026, 6, 30))
PILOT = e.PilotBegun(number=NUMBER, text_id=uuid4(), begins=date(2026, 6, 1), ends=date(2026, 6, 30))
STARTED = e.ProjectStarted(number=NUMBER, day=date(2026, 7, 1))
COMPLETED = e.ProjectCompleted(number=NUMBER, day=date(2027, 3, 31), text_id=uuid4())
STOPPED = e.ProjectStopped(number=NUMBER, day=date(2027, 3, 31), text_id=uuid4())


def begun(number: str = NUMBER, *, lead: str = "shinrin", starts_on: date | None = None, **said: object) -> Fact:
    return e.ProjectBegun.model_validate({"number": number, "lead": lead, "starts_on": starts_on, **said})


def project(*facts: Fact, first: Fact | None = None, number: str = NUMBER) -> Project:
    """Return a project after these facts."""
    born = Born(item_id=uuid4(), desk_id="miono", number=number)
    return PROJECTS.fold(born, [first or begun(number), *facts])


def closed(decision: e.PilotDecision) -> e.PilotClosed:
    return e.PilotClosed(number=NUMBER, decision=decision, text_id=uuid4())


def effect(
    *,
    yen: int = 100,
    year: int = 2026,
    as_of: date = date(2027, 3, 31),
    standing: e.EffectStanding = e.EffectStanding.ACTUAL,
    replaces: UUID | None = None,
) -> e.EffectRecorded:
    return e.EffectRecorded(
        number=NUMBER,
        effect_id=uuid4(),
        text_id=uuid4(),
        kind=e.EffectKind.AMOUNT,
        standing=standing,
        fiscal_year=year,
        as_of=as_of,
        yen=yen,
        replaces=replaces,
    )
