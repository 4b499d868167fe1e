"""`desk board …`: boards (審査会), by the verbs every kind of item of the ledger has."""

from services.routing.cli.ledger import ledger_verbs
from services.routing.web.ledger.boards.face import BOARD_FACE

board_verbs = ledger_verbs(BOARD_FACE)
