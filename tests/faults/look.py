"""Look at the desk as an outsider at the end of a run and print everything as JSON.

    python -m tests.faults.look --journals DIR --web http://…    (in the environment of the town's verbs)

Cases are what `desk case show --json` says to an officer, inboxes what GET /api/inbox says to a person of the post,
stages what a proposer's page says, the rest what the verbs and the public register say.
"""

import argparse
import json
import os
import re
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx

from services.intake.domain.stages import Stage
from services.intake.web.labels import CATALOGUE
from services.routing.cli.acting import acting
from services.routing.handlers.suggesting import Directories
from services.routing.storage.case_filter import CaseFilter
from services.routing.storage.work import RoutingWork
from services.routing.web.access import look_at_case
from services.routing.web.api.data import case_as_data
from services.routing.web.cases import look_at_list
from shared.access.actor import Actor
from shared.web.labels import Audience
from shared.web.pages import utc_now
from tests.faults.people import OFFICER, House
from tests.faults.seen import Case, Notice, Step

_KEY: Final = re.compile(r"\[([a-z0-9-]+)\]$")
_STAGE: Final = re.compile('現在の段階：([^<"]+)[<"]')
_RECEIPT: Final = re.compile(r"R\d+-\d{4,}")
_STAGES: Final = {CATALOGUE.text(Audience.PROPOSER, stage): stage.value for stage in Stage}


def cases() -> list[Case]:
    """Return every case as the officer sees it."""

    async def everything(actor: Actor, work: RoutingWork) -> list[Case]:
        found: list[Case] = []
        wanted = CaseFilter()
        directories = Directories(work.schemes.current)
        while True:
            page = await look_at_list(work, actor, wanted)
            for line in page.lines:
                opened = await look_at_case(work, actor, line.receipt, directories, at=utc_now())
                found.append(_case(await case_as_data(work, opened, actor)))
            if page.after is None:
                return found
            wanted = wanted.model_copy(update={"after": page.after})

    return acting(OFFICER, everything)


def _case(said: dict[str, Any]) -> Case:
    key = _KEY.search(said["title"] or "")
    return Case(
        receipt=said["receipt"],
        key=key and key.group(1),
        stage=said["stage"].value,
        version=said["version"],
        history=tuple(
            Step(version=line["version"], type=line["type"], department=line["data"].get("department"))
            for line in said["history"]
        ),
    )


def notices(house: House) -> list[Notice]:
    """Return the inboxes of the desk and of every department that has a person."""
    found = []
    readers = {card["department"]: user for user, card in house.accounts.items() if card["roles"] == ["department"]}
    for user in (OFFICER, *readers.values()):
        house.page(user, "/inbox")
        after: str | None = ""
        while after is not None:
            said = json.loads(house.page(user, f"/api/inbox?after={after}"))
            found += [
                Notice(inbox=said["recipient"], kind=one["kind"], receipt=one["receipt"], detail=one["detail"])
                for one in said["notifications"]
            ]
            after = said["after"]
    return found


def stage_on_page(url: str) -> tuple[str, str] | None:
    """Return receipt and stage as a proposer's page shows them, or None while it cannot be seen."""
    try:
        with httpx.Client(follow_redirects=True, timeout=10) as window:
            answer = window.get(url)
    except httpx.HTTPError:
        return None
    stage, receipt = _STAGE.search(answer.text), _RECEIPT.search(answer.text)
    if answer.status_code != httpx.codes.OK or stage is None or receipt is None:
        return None
    return receipt.group(0), _STAGES[stage.group(1).strip()]


def received_in_public(web: str) -> int:
    """Return the number of received proposals the public register tells."""
    said = httpx.get(f"{web}/register/counts.json", timeout=10).json()
    return sum(year["received"] for desk in said["desks"] for year in desk["fiscal_years"])


def main() -> None:
    """Look once."""
    parser = argparse.ArgumentParser(description="Look at the desk as an outsider.")
    parser.add_argument("--out", type=Path, required=True)
    said = parser.parse_args()
    web, home = os.environ["DESK_WEB_URL"], Path(os.environ["DESK_HOME"])
    cards = json.loads((home / "accounts.json").read_text(encoding="utf-8"))
    house = House(web=web, accounts={card["user"]: card for card in cards}, windows={})
    began = time.monotonic()
    found = cases()
    told = notices(house)
    seen = {
        "cases": [asdict(case) for case in found],
        "notices": [asdict(notice) for notice in told],
        "received_in_public": received_in_public(web),
    }
    said.out.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")
    seconds = time.monotonic() - began
    sys.stdout.write(f"{len(found)} cases, {len(told)} notices seen in {seconds:.1f} s\n")


if __name__ == "__main__":
    main()
