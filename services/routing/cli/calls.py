"""`desk call …`: calls (募集), by the verbs every kind of item of the ledger has."""

from services.routing.cli.ledger import ledger_verbs
from services.routing.web.ledger.calls.face import CALL_FACE

call_verbs = ledger_verbs(CALL_FACE)
