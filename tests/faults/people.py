"""People of the desk and of the departments, who work on cases through the pages while everything breaks.

    python -m tests.faults.people --web http://… --accounts accounts.json --cases 30 --seconds 180 --journal p.jsonl

An act is done when a fresh page no longer offers it; until then a person tries again, as one does.
"""

import argparse
import json
import random
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx

from deploy.sample.browser import NoSuchForm, NotAccepted, Visitor
from tests.faults.journal import Door, Journal, What

PAUSE_S: Final = 0.5
TRIES: Final = 60
OFFICER: Final = "desk-minami"
TROUBLE: Final = (httpx.HTTPError, NotAccepted)
_BOX: Final = re.compile(r'name="checked"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="checked"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One step on a case: who does it, and the form by which it is done."""

    name: str
    user: str
    values: dict[str, str | list[str]]


@dataclass(slots=True, kw_only=True)
class House:
    """Everybody's window on the desk."""

    web: str
    accounts: dict[str, dict[str, Any]]
    windows: dict[str, Visitor]

    def page(self, user: str, path: str) -> str:
        """Return a page as *user* sees it, who signs in where that is needed."""
        window = self.windows.get(user)
        if window is None:
            window = self.windows[user] = Visitor(self.web)
        page = window.open(path)
        if 'name="password"' not in page:
            return page
        card = self.accounts[user]
        window.send(page, "/signin", {"user": card["user"], "password": card["password"]})
        return window.open(path)


def acts_of(receipt: str, department: dict[str, Any]) -> list[Act]:
    """Return what is done with a case, in order."""
    code, person = department["department"], department["user"]
    return [
        Act(name="confirm", user=OFFICER, values={"abstract": f"{receipt}の要旨です。"}),
        Act(name="offer", user=OFFICER, values={"departments": [code]}),
        Act(name="take-up", user=person, values={}),
        Act(name="verdict", user=person, values={"verdict": "viable", "reason": "実施できるため。"}),
    ]


def do(act: Act, receipt: str, house: House, journal: Journal) -> bool:
    """Try an act until a fresh page shows it done; False when patience ends first."""
    began = False
    for _ in range(TRIES):
        try:
            page = house.page(act.user, f"/cases/{receipt}")
            if not began:
                if f'action="/cases/{receipt}/{act.name}"' not in page:
                    # What went before has not arrived here yet.
                    time.sleep(PAUSE_S)
                    continue
                journal.note(receipt, What.INVOKE, act=act.name)
                began = True
            values = dict(act.values)
            if act.name == "confirm":
                values["checked"] = [one or other for one, other in _BOX.findall(page)]
            page = house.windows[act.user].send(page, f"/cases/{receipt}/{act.name}", values)
        except NoSuchForm:
            journal.note(receipt, What.OK, act=act.name)
            return True
        except TROUBLE:
            if began:
                journal.note(receipt, What.UNKNOWN, act=act.name)
            time.sleep(PAUSE_S)
    return False


def newest(house: House) -> list[str]:
    """Return the receipts of cases the desk was told of lately."""
    try:
        house.page(OFFICER, "/inbox")
        said = json.loads(house.page(OFFICER, "/api/inbox?show=unread"))
    except (*TROUBLE, ValueError):
        return []
    return [one["receipt"] for one in said["notifications"] if one["kind"] == "case_opened"]


def work(house: House, journal: Journal, *, cases: int, seconds: float, chance: random.Random) -> None:
    """Take up to *cases* cases, one after the other, through all acts."""
    departments = [card for card in house.accounts.values() if card["roles"] == ["department"]]
    done: set[str] = set()
    began = time.monotonic()
    while len(done) < cases and time.monotonic() < began + seconds:
        fresh = [receipt for receipt in newest(house) if receipt not in done]
        if not fresh:
            time.sleep(PAUSE_S)
            continue
        receipt = chance.choice(fresh)
        done.add(receipt)
        for act in acts_of(receipt, chance.choice(departments)):
            if not do(act, receipt, house, journal):
                break
        time.sleep(max(0.0, began + seconds * len(done) / cases - time.monotonic()))


def main() -> None:
    """Work from the command line."""
    parser = argparse.ArgumentParser(description="Work on cases and keep a journal.")
    parser.add_argument("--web", required=True)
    parser.add_argument("--accounts", type=Path, required=True)
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    said = parser.parse_args()
    cards = json.loads(said.accounts.read_text(encoding="utf-8"))
    house = House(web=said.web, accounts={card["user"]: card for card in cards}, windows={})
    chance = random.Random(f"{said.seed}-people")
    journal = Journal(said.journal, client="people", door=Door.PAGE)
    work(house, journal, cases=said.cases, seconds=said.seconds, chance=chance)


if __name__ == "__main__":
    main()
