"""Every kind of item that stands in the ledger, in the order of the menu."""

from typing import Any, Final

from services.routing.web.ledger.agreements.face import AGREEMENT_FACE
from services.routing.web.ledger.boards.face import BOARD_FACE
from services.routing.web.ledger.calls.face import CALL_FACE
from services.routing.web.ledger.face import Face
from services.routing.web.ledger.forums.face import FORUM_FACE
from services.routing.web.ledger.projects.face import PROJECT_FACE
from services.routing.web.publishing.face import PUBLICATIONS

FACES: Final[tuple[Face[Any], ...]] = (
    AGREEMENT_FACE,
    PROJECT_FACE,
    BOARD_FACE,
    CALL_FACE,
    FORUM_FACE,
    PUBLICATIONS,
)
