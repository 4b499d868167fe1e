"""What a department may know of a case because it judges it as an application to its call."""

from dataclasses import replace

from services.routing.domain.case import Case


def seen_by_judge(case: Case) -> Case:
    """Return *case* as who judges an application knows it: where it stands, nothing of how the office deals with it.

    What is proposed is opened beside it; whom the desk asked and what waits in the office is no matter of a score.
    """
    return replace(
        case,
        officer=None,
        abstract_id=None,
        offers=(),
        questions=frozenset(),
        bounced=False,
        waiting_until=None,
        extended_until=None,
        decline=None,
        waiting_note=None,
        held=None,
        members=(),
        tasks=(),
        cooperation=None,
        project_id=None,
        starts_on=None,
    )
