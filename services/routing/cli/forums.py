"""`desk forum …`: forums (意見交換会), by the verbs every kind of item of the ledger has."""

from services.routing.cli.ledger import ledger_verbs
from services.routing.web.ledger.forums.face import FORUM_FACE

forum_verbs = ledger_verbs(FORUM_FACE)
