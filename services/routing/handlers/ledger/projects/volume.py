"""Projects with all their doors, in the order a page offers them."""

from typing import Final

from services.routing.domain.ledger.project import PROJECTS, Project
from services.routing.handlers.ledger.door import Volume
from services.routing.handlers.ledger.projects import naming, owners, recording, running

PROJECT_VOLUME: Final[Volume[Project]] = Volume(
    book=PROJECTS,
    begins=naming.BEGIN,
    doors=(
        running.BEGIN_PILOT,
        running.CLOSE_PILOT,
        running.START,
        running.REPORT,
        recording.RECORD_EFFECT,
        recording.SET_FUNDING,
        recording.RECORD_OBSTACLE,
        recording.MOVE_OBSTACLE,
        running.SET_REPORTING,
        naming.RENAME,
        owners.CHANGE_OWNERS,
        naming.PUT_UNDER,
        running.COMPLETE,
        running.STOP,
    ),
)
