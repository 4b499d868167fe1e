"""The verbs of routing."""

from services.routing.cli.accounts import account_verbs
from services.routing.cli.cases import case_verbs
from services.routing.cli.schemes import organisation_verbs, scheme_verbs

VERBS = (case_verbs, scheme_verbs, organisation_verbs, account_verbs)

__all__ = ["VERBS"]
