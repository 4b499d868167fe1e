"""Count cases for everybody."""

from collections.abc import Sequence

from services.publication.domain.public_case import STAGE_AFTER, case_after
from services.publication.domain.public_project import PROJECT_FACTS, project_after
from services.publication.ports import Work
from shared.events import Fact, Recorded


async def count_cases(heard: Sequence[Recorded[Fact]], work: Work) -> None:
    """Count what facts tell of cases and of the projects they go on in, in whatever order they come."""
    await work.cases.keep(case_after(one) for one in heard if type(one.fact) in STAGE_AFTER)
    of_projects = [one for one in heard if isinstance(one.fact, PROJECT_FACTS)]
    await work.projects.keep(map(project_after, of_projects), [one.desk_id for one in of_projects])
