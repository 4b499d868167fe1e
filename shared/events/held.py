"""Facts of routing about acts whose words leave the office: by the rules of a desk a second person lets them go."""

from typing import ClassVar
from uuid import UUID

from shared.events.base import Code, Fact, Receipt


class ActHeld(Fact):
    """An officer drafted an act whose words leave the office; a second person has to look at it before it is done.

    `act` is the verb, `content_id` the document of routing that holds what was filled in.
    """

    type: ClassVar[str] = "case.act_held.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID
    act: Code
    content_id: UUID


class ActReleased(Fact):
    """The second person let the act go; what it makes true is told by the facts that follow.

    `by_one` says that one person released what the rules leave to two.
    """

    type: ClassVar[str] = "case.act_released.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID
    act: Code
    content_id: UUID
    by_one: bool = False


class ActSentBack(Fact):
    """The second person did not let the act go; the remark is a document of routing."""

    type: ClassVar[str] = "case.act_sent_back.v1"
    owner: ClassVar[str] = "routing"
    aggregate: ClassVar[str] = "case"

    receipt: Receipt
    officer: UUID
    act: Code
    content_id: UUID
    reason_id: UUID
