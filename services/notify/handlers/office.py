"""What the mailer knows of the house."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from services.notify.domain.mail import Brake
from services.notify.handlers.telling import Schemes


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the mailer knows of the house; *address_key* makes the marks by which addresses are counted."""

    schemes: Schemes
    link_secret: str = field(repr=False)
    address_key: bytes = field(repr=False)
    web_url: str
    brake: Brake
    clock: Callable[[], datetime]
    chance: Callable[[], float] = random.random
