"""Every kind of item that stands in the ledger, in the order of the menu."""

from typing import Any, Final

from services.routing.web.ledger.agreements.face import AGREEMENT_FACE
from services.routing.web.ledger.calls.face import CALL_FACE
from services.routing.web.ledger.face import Face

FACES: Final[tuple[Face[Any], ...]] = (
    AGREEMENT_FACE,
    CALL_FACE,
)
