"""What the pages of the register are drawn with, for the desk that an address names."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from services.publication.storage.entry_queries import Line, RegisterState
from services.publication.web.asked import PAGE, Asked, address_of, asked_by
from services.publication.web.caching import Mark, marked
from services.publication.web.labels import KINDS, OPENNESS, OPENNESS_TONES
from shared.clock import utc_now
from shared.errors import Missing
from shared.japanese.era import day_in_japan, fiscal_name
from shared.runtime.site import ask_for_desk
from shared.scheme.in_force import NoSuchDesk, SchemesInForce
from shared.scheme.model import DeskScheme
from shared.web.pages import TEMPLATES, Pages, pages_of

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
BOTH: Final = ["GET", "HEAD"]
_OWN: Final = Path(__file__).parent


class NotInRegister(Missing):
    """Nothing is shown under this number."""

    public_message = "お探しのものは、公開していません。番号をご確認ください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Where the register is read, of which desks, and under which address it stands."""

    begin: Begin
    schemes: SchemesInForce
    web_url: str
    clock: Callable[[], datetime] = utc_now

    def look(self, request: Request, *, page: int = PAGE, largest: int = 100) -> "Look":
        """Return what the address asks of which desk; raise NoSuchDesk."""
        front = self.schemes.front.desk_id
        desk_id = request.query_params.get("desk", "") or front
        if desk_id not in self.schemes:
            raise NoSuchDesk
        ask_for_desk(request, desk_id)
        asked = asked_by(request.query_params, desk_id=desk_id, front=desk_id == front, page=page, largest=largest)
        return Look(register=self, request=request, scheme=self.schemes.desk(desk_id), asked=asked, now=self.clock())


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One request for something of the register."""

    register: Register
    request: Request
    scheme: DeskScheme
    asked: Asked
    now: datetime
    pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        """Take the pages of the application that is asked."""
        object.__setattr__(self, "pages", pages_of(self.request))

    @property
    def today(self) -> date:
        """Return the day it is for everybody who reads."""
        return day_in_japan(self.now)

    @property
    def desk_path(self) -> str:
        """Return below which path the forms of the desk stand."""
        return self.register.schemes.path(self.scheme.desk_id)

    def mark(self, state: RegisterState, *also: object) -> Mark:
        """Return the mark of what is drawn from the register as it is, and from *also*.

        What stands around a page, its words and its templates are part of it, and the day, because calls end.
        """
        frame = self.pages.frame_of(self.request)
        return marked(
            _build(),
            (frame.desk_name, frame.organisation, frame.contact),
            self.scheme.version,
            self.request.url.path,
            self.request.url.query,
            self.today,
            (state.entries, state.released_at),
            *also,
            changed_at=state.last_at,
            now=self.now,
        )

    def label(self, key: str) -> str:
        """Return the words for everybody."""
        return self.pages.labels.text(self.pages.audience, key)

    def address(self, line: Line) -> str:
        """Return the path of an entry's page."""
        return address_of(line, front=self.asked.front)

    def absolute(self, path: str) -> str:
        """Return the whole address of a path."""
        return f"{self.register.web_url}{path}"

    def page(self, template: str, values: dict[str, Any], mark: Mark, status: int = 200) -> Response:
        """Draw a page that everybody may keep."""
        common = {
            "look": self,
            "asked": self.asked,
            "today": self.today,
            "desk_query": "" if self.asked.front else f"?desk={self.scheme.desk_id}",
            "fiscal_name": fiscal_name,
            "kinds": KINDS,
            "openness_words": OPENNESS,
            "openness_tones": OPENNESS_TONES,
        }
        answer = self.pages.render(self.request, f"publication/{template}", common | values, status)
        answer.headers.update(mark.headers)
        return answer


@cache
def _build() -> str:
    """Return what this program draws with, so that a new one is not answered by what an old one drew."""
    found = hashlib.sha256()
    for folder in (_OWN, TEMPLATES):
        for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.py"))):
            found.update(path.read_bytes())
    for path in sorted((TEMPLATES.parent / "static").rglob("*.css")):
        found.update(path.read_bytes())
    return found.hexdigest()
