"""People of the desk and of the departments, who work on cases through the pages while everything breaks.

    python -m tests.faults.people --web http://… --accounts accounts.json --cases 30 --seconds 180 --journal p.jsonl

After an error a person looks whether the act was done all the same, and tries again only when it was not.
"""

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx

from deploy.sample.browser import NoSuchForm, NotAccepted, Visitor
from tests.faults.journal import Door, Journal, What

PAUSE_S: Final = 0.5
TRIES: Final = 60
ANSWERED: Final = 0.5
OFFICER: Final = "desk-minami"
TROUBLE: Final = (httpx.HTTPError, NotAccepted)
_BOX: Final = re.compile(r'name="checked"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="checked"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One step on a case: who does it by which form, and who sees by which next form that it was done."""

    name: str
    user: str
    values: dict[str, str | list[str]]
    seen_by: str
    seen_as: str


@dataclass(slots=True, kw_only=True)
class House:
    """Everybody's window on the desk."""

    web: str
    accounts: dict[str, dict[str, Any]]
    windows: dict[str, Visitor]
    troubles: Counter[str] = field(default_factory=Counter)

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
    abstract, reason = f"{receipt}の要旨です。", "実施できるため。"
    return [
        Act(name="confirm", user=OFFICER, values={"abstract": abstract}, seen_by=OFFICER, seen_as="offer"),
        Act(name="offer", user=OFFICER, values={"departments": [code]}, seen_by=person, seen_as="take-up"),
        Act(name="take-up", user=person, values={}, seen_by=person, seen_as="verdict"),
        Act(name="verdict", user=person, values={"verdict": "viable", "reason": reason}, seen_by=person, seen_as=""),
    ]


def offers(page: str, receipt: str, name: str) -> bool:
    """Tell whether the page of a case has the form of an act."""
    return f'action="/cases/{receipt}/{name}"' in page


def is_done(act: Act, receipt: str, house: House) -> bool:
    """Tell whether the page of who must see it shows that the act was done."""
    page = house.page(act.seen_by, f"/cases/{receipt}")
    return offers(page, receipt, act.seen_as) if act.seen_as else not offers(page, receipt, act.name)


def do(act: Act, receipt: str, house: House, journal: Journal) -> bool:
    """Try an act until it is done; False when patience ends first."""
    began = False
    for _ in range(TRIES):
        try:
            if not (began and is_done(act, receipt, house)):
                page = house.page(act.user, f"/cases/{receipt}")
                # What went before may not have arrived here yet: then there is no such form.
                if not began and offers(page, receipt, act.name):
                    journal.note(receipt, What.INVOKE, act=act.name)
                    began = True
                values = dict(act.values)
                if act.name == "confirm":
                    values["checked"] = [one or other for one, other in _BOX.findall(page)]
                house.windows[act.user].send(page, f"/cases/{receipt}/{act.name}", values)
        except (*TROUBLE, NoSuchForm) as error:
            house.troubles[f"{act.name}: {type(error).__name__}: {error}"[:200]] += 1
            if began:
                journal.note(receipt, What.UNKNOWN, act=act.name)
            time.sleep(PAUSE_S)
        else:
            journal.note(receipt, What.OK, act=act.name)
            return True
    return False


def newest(house: House) -> list[str]:
    """Return the receipts of cases the desk was told of lately."""
    try:
        house.page(OFFICER, "/inbox")
        said = json.loads(house.page(OFFICER, "/api/inbox?show=unread"))
    except (*TROUBLE, NoSuchForm, ValueError) as error:
        house.troubles[f"{type(error).__name__}: {error}"[:200]] += 1
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
        acts = acts_of(receipt, chance.choice(departments))
        # Some departments do not answer at once: their notice must come, however late.
        for act in acts if chance.random() < ANSWERED else acts[:2]:
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
    sys.stdout.write("".join(f"{number} x {trouble}\n" for trouble, number in house.troubles.most_common()))


if __name__ == "__main__":
    main()
