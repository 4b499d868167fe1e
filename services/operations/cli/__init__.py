"""The verbs of operations; those without a group stand beside `desk run`."""

from services.operations.cli.doctor import doctor_verb
from services.operations.cli.parked import parked_verbs
from services.operations.cli.queues import seeing_verbs

VERBS = (parked_verbs, seeing_verbs, doctor_verb)

__all__ = ["VERBS"]
