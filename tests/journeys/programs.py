"""What acts for people by the API: programs with tokens, each step made for the version that was read before it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

from deploy.sample.proposals import department_wish
from tests.journeys.test_the_first_path import Town

DESK, SECOND, SECTION = "desk-minami", "desk-asahina", "suisan-isobe"
WISHING = str(department_wish()["user"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """What acts for people of the desk and of departments, each with a token of theirs."""

    town: Town
    clients: Mapping[str, httpx.Client]

    def read(self, user: str, receipt: str) -> Any:
        """Return a case as *user* sees it."""
        return self.clients[user].get(f"/api/cases/{receipt}").raise_for_status().json()

    def post(self, user: str, receipt: str, verb: str, version: str, said: Mapping[str, Any]) -> httpx.Response:
        """Ask for something, made for a version."""
        path, headers = f"/api/cases/{receipt}/commands/{verb}", {"If-Match": version}
        return self.clients[user].post(path, json=dict(said), headers=headers)

    def do(self, user: str, receipt: str, verb: str, **said: Any) -> Any:
        """Read a case and do something with what was read; return where it stands then."""
        before = self.clients[user].get(f"/api/cases/{receipt}").raise_for_status()
        assert verb in [one["verb"] for one in before.json()["actions"]]
        done = self.post(user, receipt, verb, before.headers["ETag"], said)
        assert done.status_code == httpx.codes.OK, done.text
        return done.json()

    def found(self, **wanted: str) -> list[str]:
        """Return the numbers of the cases the desk finds."""
        listed = self.clients[DESK].get("/api/cases", params=wanted).raise_for_status().json()["cases"]
        return [one["receipt"] for one in listed]

    def inbox(self, user: str, receipt: str) -> list[str]:
        """Return the kinds of notices about a case in somebody's inbox, which may go on for pages."""
        notices: list[dict[str, Any]] = []
        after: str | None = ""
        while after is not None:
            said = self.clients[user].get("/api/inbox", params={"after": after}).raise_for_status().json()
            notices, after = [*notices, *said["notifications"]], said["after"]
        return [one["kind"] for one in notices if one["receipt"] == receipt]


@contextmanager
def tokens(town: Town, *users: str, label: str) -> Iterator[Programs]:
    """Issue a token to everybody who acts."""
    with ExitStack() as stack:
        clients = {}
        for user in users:
            token = town.desk("token", "issue", user, "--label", label)["token"]
            client = httpx.Client(base_url=town.web, headers={"Authorization": f"Bearer {token}"}, timeout=30)
            clients[user] = stack.enter_context(client)
        yield Programs(town=town, clients=clients)


def confirm(programs: Programs, receipt: str) -> Any:
    """Let the desk confirm all that its scheme asks for."""
    checklist = programs.town.desk("scheme", "show")["checklist"]
    codes = [item["code"] for item in checklist]
    return programs.do(DESK, receipt, "confirm", abstract="提案の要旨です。", checked=codes)
