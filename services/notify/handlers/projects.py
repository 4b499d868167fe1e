"""Tell who is in charge of a project, and the desk, what happened to it."""

from collections.abc import Sequence

from services.notify.domain.notification import DESK, NotificationKind
from services.notify.handlers.ledger import about_item
from services.notify.storage.work import Work
from shared.events import Recorded
from shared.events.projects import ProjectBegun, ProjectCompleted, ProjectReported, ProjectStopped
from shared.events.who import by_service


async def tell_of_new_projects(told: Sequence[Recorded[ProjectBegun]], work: Work) -> None:
    """Tell the departments of a project; of one that is born from a case they hear when its work starts."""
    await work.notifications.tell(
        [
            about_item(one, department, NotificationKind.PROJECT_BEGUN, one.fact.number)
            for one in told
            if one.actor != by_service("routing")
            for department in (one.fact.lead, *one.fact.departments)
        ]
    )


async def tell_of_reports(told: Sequence[Recorded[ProjectReported]], work: Work) -> None:
    """Tell the desk that a report on a project has come."""
    kind = NotificationKind.PROJECT_REPORTED
    await work.notifications.tell([about_item(one, DESK, kind, one.fact.number) for one in told])


async def tell_of_ends(told: Sequence[Recorded[ProjectCompleted] | Recorded[ProjectStopped]], work: Work) -> None:
    """Tell the desk that a project is over, because its case is not by that."""
    kind = NotificationKind.PROJECT_ENDED
    await work.notifications.tell([about_item(one, DESK, kind, one.fact.number) for one in told])
