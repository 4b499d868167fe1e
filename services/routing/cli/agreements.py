"""`desk agreement …`: the register of agreements from the command line."""

from services.routing.cli.ledger import ledger_verbs
from services.routing.web.ledger.agreements.face import AGREEMENT_FACE

agreement_verbs = ledger_verbs(AGREEMENT_FACE)
