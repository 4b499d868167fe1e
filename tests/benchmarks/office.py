"""A person at the desk, without a browser: signs in, confirms cases and offers them, by the forms of the pages."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from deploy.sample.prepare import SCHEME
from shared.scheme.load import load_scheme
from tests.benchmarks.sending import Answer, NotTaken, WebDoor
from tests.benchmarks.town import BenchTown

USER = "desk-minami"
DEPARTMENT = "suisan"
_TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
_COOKIE = re.compile(r"(?im)^set-cookie:\s*([^=;\s]+)=([^;\r\n]*)")


@dataclass(slots=True)
class Officer:
    """A signed-in person on one connection; the token of a form is good for the whole session."""

    town: BenchTown
    door: WebDoor
    cookies: dict[str, str]
    token: str

    @classmethod
    async def sign_in(cls, town: BenchTown, some_receipt: str) -> "Officer":
        """Sign in as the pages do, and take a token from the page of a case."""
        officer = cls(town, await WebDoor.open(town.web), {}, "")
        officer.token = _token(await officer.open("/signin"))
        await officer.send("/signin", user=USER, password=town.password(USER))
        officer.token = _token(await officer.open(f"/cases/{some_receipt}"))
        return officer

    async def confirm(self, receipt: str, version: int) -> None:
        """Confirm a case in one step."""
        checked = [item.code for item in load_scheme(SCHEME).checklist]
        await self.send(
            f"/cases/{receipt}/confirm", version=str(version), abstract="計測用の要旨です。", checked=checked
        )

    async def offer(self, receipt: str, version: int) -> None:
        """Offer a confirmed case to one department."""
        await self.send(f"/cases/{receipt}/offer", version=str(version), departments=[DEPARTMENT], lead=DEPARTMENT)

    async def open(self, path: str) -> Answer:
        """Open a page."""
        answer = await self._ask(f"GET {path} HTTP/1.1\r\n", b"")
        if answer.status != HTTPStatus.OK:
            raise NotTaken(f"{path}: HTTP {answer.status}")
        return answer

    async def send(self, path: str, **values: str | list[str]) -> None:
        """Send a form; every act of the pages that succeeds answers 303."""
        body = urlencode({"csrf_token": self.token, **values}, doseq=True).encode()
        form = "Content-Type: application/x-www-form-urlencoded\r\n"
        answer = await self._ask(f"POST {path} HTTP/1.1\r\n{form}", body)
        if answer.status != HTTPStatus.SEE_OTHER:
            raise NotTaken(f"{path}: HTTP {answer.status}")

    async def _ask(self, head: str, body: bytes) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = f"Host: 127.0.0.1:{self.town.web}\r\nCookie: {cookies}\r\nContent-Length: {len(body)}\r\n\r\n"
        answer = await self.door.ask(f"{head}{lines}".encode() + body)
        self.cookies |= dict(_COOKIE.findall(answer.head))
        return answer


def _token(page: Answer) -> str:
    found = _TOKEN.search(page.body)
    if found is None:
        raise NotTaken("a page without a form")
    return found[1].decode()
